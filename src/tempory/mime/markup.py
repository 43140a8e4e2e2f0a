"""The words of an HTML body, by a tokenizer that reads it once.

No tree is built: parsers of HTML can be made to take seconds and gigabytes by a small message, and this runs in the
delivery path. Tags end at the next "<" at the latest, so unclosed quotes and tags cannot make it look ahead twice. What
a reader is shown is cleaned by other means; this text serves previews, search, and those who asked for text.
HTML Living Standard §13.2.5 (tokenization), as far as words go.
"""

import html
import re
from collections.abc import Mapping
from typing import Final

from tempory.mime.printable import visible

# A comment's beginning, or a whole tag, quotes respected where they are closed; the group is its name.
_TAG: Final = re.compile(
    r"""<(!--|/?[a-zA-Z][a-zA-Z0-9]*+|[!?])(?:(?<=!--)|[^<>"]*+(?:"[^"<]*+"[^<>"]*+)*+>|[^<>]*+>?)"""
)
_COMMENT_END: Final = "-->"
_CONDITION_END: Final = f"<![endif]{_COMMENT_END}"  # of a comment for one mail program; not a tag of its own
_UNREAD_NAMES: Final = ("style", "script", "title", "template", "svg", "select", "textarea")
# Elements whose content is not for reading, and the tags that end them.
_UNREAD: Final[Mapping[str, str]] = {
    "!--": _COMMENT_END,
    **{name: f"/{name}" for name in _UNREAD_NAMES},
    **{name.upper(): f"/{name.upper()}" for name in _UNREAD_NAMES},
}
_UNREAD_OR_LINKED: Final[Mapping[str, str]] = {**_UNREAD, "a": "/a", "A": "/A"}
_BLOCK_NAMES: Final = (
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
    ),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "table", "tbody", "td", "th", "tr", "ul"),
)
_BREAKS: Final = {
    f"{slash}{name}": "\n" for lower in _BLOCK_NAMES for name in (lower, lower.upper()) for slash in ("", "/")
}
_SPACES: Final = re.compile(" {2,}")


def markup_text(markup: str, *, without_links: bool = False) -> str:
    """Return the words of `markup`, one line a block, entities decoded, white space collapsed.

    `without_links` leaves out what stands between <a> and </a>: a link's text may name another address than its target.
    """
    tokens = _TAG.split(markup.replace("\n", " ").replace("\t", " ").replace(_CONDITION_END, _COMMENT_END))
    names, texts = tokens[1::2], tokens[2::2]
    unread = _UNREAD_OR_LINKED if without_links else _UNREAD
    if not unread.keys().isdisjoint(names):
        _drop_unread(names, texts, unread)
    tokens[1::2] = [_BREAKS.get(name, "") for name in names]
    tokens[2::2] = texts
    words = "".join(tokens)
    if "&" in words:
        words = html.unescape(words).replace("\xa0", " ")
    words = "\n".join(filter(None, map(str.strip, visible(words).split("\n"))))
    return _SPACES.sub(" ", words) if "  " in words else words


def _drop_unread(names: list[str], texts: list[str], unread: Mapping[str, str]) -> None:
    """Empty what follows an unread element's tag, up to the tag (or the mark, in a comment) that ends it."""
    until = ""
    for place, name in enumerate(names):
        if until and name != until:
            names[place] = ""
        elif until:
            until = ""
        else:
            until = unread.get(name, "")
        if until == _COMMENT_END:
            _, end, texts[place] = texts[place].partition(_COMMENT_END)
            until = "" if end else until
        elif until:
            texts[place] = ""
