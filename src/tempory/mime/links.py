"""The web addresses in a message, in its order, each once.

RFC 3986 Appendix C (addresses in running text), RFC 2396 §E; http and https only. Found, not judged.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

from tempory.mime.limits import LIMITS, Limits

_SCHEME: Final = re.compile(r"(?i)(?<![a-z0-9+.-])https?$")
_SCHEME_CHARACTERS: Final = 6  # "https" and what stands before it
_AFTER_SCHEME: Final = re.compile(r"://[^\s<>\"`\\^{|}\u00ab\u00bb\u2018-\u201f\u3000-\u303f\uff01-\uff0f]++")
# Up to the link's target; between two "<", hence linear. What is quoted ends at the quote or with the tag.
_LINK: Final = re.compile(
    r"""<[aA](?:[rR][eE][aA])?\s(?:[^<>]*?[\s"'])??[hH][rR][eE][fF]\s*+=\s*+(?:"([^"<>]*+)|'([^'<>]*+)|([^\s"'<>]++))"""
)
_ANCHOR_END: Final = re.compile(r"</?[aA][\s>]")
_TAG: Final = re.compile(r"<[^<>]*+>?")
_ANCHOR_REACH: Final = 2_000  # characters from a link's target to the end of its text; a longer text is cut
_REMOVED: Final = re.compile(r"[\x00-\x1f\x7f]+")
_WEB: Final = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'*_~\u2026)]"
_PAIRS: Final = ((")", "("), ("]", "["))


class Anchor(NamedTuple):
    """A link in markup: where it leads, any scheme, and the words it shows."""

    target: str
    text: str


def find_links(
    texts: Iterable[str], markups: Iterable[str], unlinked: Iterable[str] = (), limits: Limits = LIMITS
) -> tuple[str, ...]:
    """Return the links of a message, in order, each once, at most `limits.links`.

    Those in `texts` come first, then the targets in `markups`, then what the markup's words outside links hold.
    """
    found: dict[str, None] = {}
    for link in chain(*map(text_links, texts), *map(markup_links, markups), *map(text_links, unlinked)):
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
    """Give the targets of links in markup. What their text says is not a target."""
    for tag in _LINK.finditer(markup):
        target = tag[tag.lastindex or 0]
        if "&" in target:
            target = html.unescape(target)
        if not target.isprintable() or " " in target:
            target = _REMOVED.sub("", target).strip().replace(" ", "%20")
        if _WEB.match(target):
            yield target


def find_anchors(markup: str, limit: int) -> Iterator[Anchor]:
    """Give the first `limit` links in markup with the words that stand for them. Looks at 2,000 characters of each."""
    for tag in islice(_LINK.finditer(markup), limit):
        target = _REMOVED.sub("", html.unescape(tag[tag.lastindex or 0])).strip()
        rest = markup[tag.end() : tag.end() + _ANCHOR_REACH]
        shown = rest[rest.find(">") + 1 :]
        end = _ANCHOR_END.search(shown)
        words = html.unescape(_TAG.sub(" ", shown[: end.start()] if end else shown))
        yield Anchor(target, " ".join(words.split()))


def _without_punctuation(link: str) -> str:
    """Drop what ends the sentence, and a closing bracket whose opening one is not part of the link. One pass."""
    end = len(link.rstrip(_TRAILING))
    unclosed = {closing: link.count(opening, 0, end) - link.count(closing, 0, end) for closing, opening in _PAIRS}
    while end < len(link) and unclosed.get(link[end], 0) > 0:
        unclosed[link[end]] -= 1
        end += 1
    return link[:end]
