"""The beginning of a message's text, as lists of messages show it. RFC 8970 §3."""

import re
from typing import Final

from tempory.mime.limits import LIMITS, Limits
from tempory.mime.printable import one_line, visible

# Characters of text looked at for one of the preview: few are enough unless they are blanks, rules and quoted lines.
_LOOKED_AT: Final = (2, 10)
_QUOTED_LINE: Final = re.compile(r"^>.*$", re.MULTILINE)
_RULE: Final = re.compile(r"---|===|\*\*\*|___")
_DRAWN: Final = frozenset("-=_*~#+.")


def preview(text: str, limits: Limits = LIMITS) -> str:
    """Return the first words of `text` on one line, without quoted lines, drawn rules and invisible characters."""
    words = ""
    for looked_at in _LOOKED_AT:
        words = _words(text[: limits.preview_characters * looked_at])
        if len(words) >= limits.preview_characters:
            break
    return one_line(words[: limits.preview_characters])


def _words(text: str) -> str:
    text = visible(text)
    if ">" in text:
        text = _QUOTED_LINE.sub("", text)
    words = text.split()
    if _RULE.search(text):
        words = [word for word in words if not _DRAWN.issuperset(word)]
    return " ".join(words)
