"""What SEARCH, SORT and THREAD look for, as a tree.

RFC 9051 §6.4.4, RFC 3501 §6.4.4, RFC 5032 (WITHIN), RFC 7162 §3.1.5, RFC 8474 §6, RFC 8514 §4.3.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from tempory.protocols.imap.sequences import Messages


class DateOf(Enum):
    INTERNAL = auto()  # the internal date
    SENT = auto()  # the Date: field, in its own time zone
    SAVED = auto()  # the save date


class Order(Enum):
    BEFORE = auto()
    ON = auto()
    SINCE = auto()  # on that day or later


@dataclass(frozen=True, slots=True)
class Everything:
    """ALL; also SAVEDATESUPPORTED, which holds for every message here."""


@dataclass(frozen=True, slots=True)
class NumberIn:
    messages: Messages


@dataclass(frozen=True, slots=True)
class UidIn:
    messages: Messages


@dataclass(frozen=True, slots=True)
class HasFlag:
    r"""In the spelling of `parse_flag`. The un-keys (UNSEEN, UNKEYWORD …) are `Not(HasFlag(…))`."""

    flag: str


@dataclass(frozen=True, slots=True)
class IsRecent:
    r"""RECENT (RFC 3501). NEW is `And` of it and `Not` of `\Seen`, OLD is `Not` of it."""


@dataclass(frozen=True, slots=True)
class HeaderContains:
    """HEADER, FROM, TO, CC, BCC and SUBJECT: `field` in lower case. An empty `text` asks for the field's presence."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class BodyContains:
    text: str


@dataclass(frozen=True, slots=True)
class TextContains:
    """TEXT: in header or body."""

    text: str


@dataclass(frozen=True, slots=True)
class DateIs:
    """BEFORE, ON, SINCE and their SENT… and SAVED… kin: without regard to time or time zone."""

    of: DateOf
    order: Order
    day: date


@dataclass(frozen=True, slots=True)
class AgeIs:
    """YOUNGER or OLDER (RFC 5032), by the internal date: within, or not within, the last `seconds`."""

    younger: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class SizeIs:
    """LARGER or SMALLER than `octets`, exclusively."""

    larger: bool
    octets: int


@dataclass(frozen=True, slots=True)
class ModSeqFrom:
    """MODSEQ: the mod-sequence is `modseq` or more. One name for all metadata items, as only flags are kept."""

    modseq: int


@dataclass(frozen=True, slots=True)
class EmailIdIs:
    id: str


@dataclass(frozen=True, slots=True)
class ThreadIdIs:
    id: str


@dataclass(frozen=True, slots=True)
class Not:
    key: "SearchKey"


@dataclass(frozen=True, slots=True)
class Or:
    one: "SearchKey"
    other: "SearchKey"


@dataclass(frozen=True, slots=True)
class And:
    keys: "tuple[SearchKey, ...]"


SearchKey = (
    Everything
    | NumberIn
    | UidIn
    | HasFlag
    | IsRecent
    | HeaderContains
    | BodyContains
    | TextContains
    | DateIs
    | AgeIs
    | SizeIs
    | ModSeqFrom
    | EmailIdIs
    | ThreadIdIs
    | Not
    | Or
    | And
)
