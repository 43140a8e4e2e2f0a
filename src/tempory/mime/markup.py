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
# Elements whose content is not for reading, and the tags that end them.
_UNREAD: Final[Mapping[str, str]] = {
    "!--": _COMMENT_END,
    **{name: f"/{name}" for name in ("style", "script", "title", "template", "svg", "select", "textarea")},
}
_UNREAD_OR_LINKED: Final[Mapping[str, str]] = {**_UNREAD, "a": "/a"}
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
_BREAKS: Final = frozenset(_BLOCK_NAMES) | frozenset(f"/{name}" for name in _BLOCK_NAMES)


def markup_text(markup: str, *, without_links: bool = False) -> str:
    """Return the words of `markup`, one line a block, entities decoded, white space collapsed.

    `without_links` leaves out what stands between <a> and </a>: a link's text may name another address than its target.
    """
    unread = _UNREAD_OR_LINKED if without_links else _UNREAD
    tokens = _TAG.split(markup.replace("\n", " "))
    pieces = [tokens[0]]
    until = ""
    for name, text in zip(map(str.lower, tokens[1::2]), tokens[2::2], strict=True):
        if until:
            if until == _COMMENT_END:
                _, end, text = text.partition(_COMMENT_END)  # noqa: PLW2901
                if not end:
                    continue
            elif name != until:
                continue
            until = ""
        elif name in unread:
            until = unread[name]
            if until == _COMMENT_END and _COMMENT_END in text:
                until, text = "", text.partition(_COMMENT_END)[2]  # noqa: PLW2901
            else:
                continue
        if name in _BREAKS:
            pieces.append("\n")
        pieces.append(text)
    words = "".join(pieces)
    if "&" in words:
        words = html.unescape(words)
    lines = (" ".join(line.split()) for line in visible(words).split("\n"))
    return "\n".join(line for line in lines if line)
