"""The web addresses in a message, in its order, each once.

RFC 3986 Appendix C (addresses in running text), RFC 2396 §E; http and https only. Found, not judged.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from tempory.mime.limits import LIMITS, Limits
from tempory.mime.markup import markup_text

_SCHEME: Final = re.compile(r"(?i)(?<![a-z0-9+.-])https?$")
_SCHEME_CHARACTERS: Final = 6  # "https" and what stands before it
_AFTER_SCHEME: Final = re.compile(r"://[^\s<>\"`\\^{|}\u00ab\u00bb\u2018-\u201f\u3000-\u303f\uff01-\uff0f]++")
_HREF: Final = re.compile(
    r"""<a(?:rea)?\b[^<>]*?\shref\s*+=\s*+(?:"([^"<>]*+)"|'([^'<>]*+)'|([^\s"'<>]++))""", re.IGNORECASE
)
_REMOVED: Final = re.compile(r"[\x00-\x1f\x7f]+")
_WEB: Final = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'*_~\u2026)]"
_PAIRS: Final = {")": "(", "]": "["}


def find_links(texts: Iterable[str], markups: Iterable[str], limits: Limits = LIMITS) -> tuple[str, ...]:
    """Return the links of the plain bodies, then those of the markup ones that are not among them."""
    found: dict[str, None] = {}
    for link in chain(*map(text_links, texts), *map(markup_links, markups)):
        if len(link) <= limits.link_characters:
            found[link] = None
        if len(found) == limits.links:
            break
    return tuple(found)


def text_links(text: str) -> Iterator[str]:
    """Give the links in running text, without the punctuation that follows them."""
    position = text.find("://")
    while position >= 0:
        scheme = _SCHEME.search(text[max(0, position - _SCHEME_CHARACTERS) : position])
        rest = _AFTER_SCHEME.match(text, position)
        end = rest.end() if rest else position + 3
        if scheme:
            link = _without_punctuation(scheme[0] + text[position:end])
            if _WEB.match(link):
                yield link
        position = text.find("://", end)


def markup_links(markup: str) -> Iterator[str]:
    """Give the targets of links in markup, then the addresses in its text outside links."""
    for match in _HREF.finditer(markup):
        target = html.unescape(match[match.lastindex or 0])
        target = _REMOVED.sub("", target).strip().replace(" ", "%20")
        if _WEB.match(target):
            yield target
    if "://" in _HREF.sub("", markup):
        yield from text_links(markup_text(markup, without_links=True))


def _without_punctuation(link: str) -> str:
    """Drop what ends the sentence, and a closing bracket whose opening one is not part of the link."""
    kept = link.rstrip(_TRAILING)
    for bracket in link[len(kept) :]:
        opening = _PAIRS.get(bracket)
        if opening is None or kept.count(opening) <= kept.count(bracket):
            break
        kept += bracket
    return kept
