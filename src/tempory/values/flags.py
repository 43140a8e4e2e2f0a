"""Flags of a message: what its holder, or a mail program, noted on it.

RFC 9051 §2.3.2: system flags begin with a backslash, keywords do not; neither regards case.
"""

import re
from enum import StrEnum

from tempory.values.errors import InvalidValueError

MAX_FLAG_OCTETS = 100
MAX_KEYWORDS = 64
"""Keywords of one message: what is noted on it must not outgrow it. Programs use less than ten."""
# RFC 9051 §9 flag-keyword: an atom.
_KEYWORD = re.compile(r"[!#$&'+,\-./0-9:;<=>?@A-Z\[^_`a-z|}~]+", re.ASCII)


class SystemFlag(StrEnum):
    r"""RFC 9051 §2.3.2. `\Recent` is a session's view and not kept."""

    ANSWERED = "\\Answered"
    DELETED = "\\Deleted"
    DRAFT = "\\Draft"
    FLAGGED = "\\Flagged"
    SEEN = "\\Seen"


# RFC 9051 §2.3.2 and the IANA registry: well-known keywords are kept in one spelling.
KEYWORDS = ("$Forwarded", "$Junk", "$MDNSent", "$NotJunk", "$Phishing")
_SPELLING = {flag.lower(): str(flag) for flag in (*SystemFlag, *KEYWORDS)}

Flags = frozenset[str]


def has_room_for(flags: Flags) -> bool:
    """Tell whether one message may have so many keywords."""
    return sum(not flag.startswith("\\") for flag in flags) <= MAX_KEYWORDS


def parse_flag(text: str) -> str:
    """Return a flag in the spelling it is kept in; `InvalidValueError` for anything that is none."""
    known = _SPELLING.get(text.lower())
    if known is not None:
        return known
    if len(text) > MAX_FLAG_OCTETS or not _KEYWORD.fullmatch(text):
        message = "not a flag"
        raise InvalidValueError(message)
    return text.lower()
