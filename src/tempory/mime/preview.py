"""The beginning of a message's text, as lists of messages show it. RFC 8970 §3."""

import re
from typing import Final

from tempory.mime.limits import LIMITS, Limits
from tempory.mime.printable import one_line, visible

_LOOKED_AT: Final = 8  # characters of text looked at for one of the preview: indentation, rules, quoted lines
_QUOTED_LINE: Final = re.compile(r"(?m)^(?:>.*|--|[-=_*~# ]{4,})\r?$\n?")


def preview(text: str, limits: Limits = LIMITS) -> str:
    """Return the first words of `text` on one line, without rules and invisible characters."""
    head = text[: limits.preview_characters * _LOOKED_AT]
    words = " ".join(visible(_QUOTED_LINE.sub("", head)).split())
    return one_line(words[: limits.preview_characters])
