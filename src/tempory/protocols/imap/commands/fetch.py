"""FETCH. RFC 9051 §6.4.5, RFC 3501 §6.4.5, RFC 7162 §3.1.4, §3.2.6, RFC 3516, RFC 8474 §5, RFC 8514 §4, RFC 8970 §3."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.sequences import Messages


class FetchItem(StrEnum):
    """What has no arguments. The macros ALL, FAST and FULL are these when they come out of the parser."""

    BODY = "BODY"  # the structure without extension data
    BODYSTRUCTURE = "BODYSTRUCTURE"
    EMAILID = "EMAILID"
    ENVELOPE = "ENVELOPE"
    FLAGS = "FLAGS"
    INTERNALDATE = "INTERNALDATE"
    MODSEQ = "MODSEQ"
    PREVIEW = "PREVIEW"  # with or without (LAZY): it is always at hand
    RFC822 = "RFC822"  # BODY[], under this name; marks as seen (RFC 3501)
    RFC822_HEADER = "RFC822.HEADER"  # BODY.PEEK[HEADER], under this name (RFC 3501)
    RFC822_SIZE = "RFC822.SIZE"
    RFC822_TEXT = "RFC822.TEXT"  # BODY[TEXT], under this name; marks as seen (RFC 3501)
    SAVEDATE = "SAVEDATE"
    THREADID = "THREADID"
    UID = "UID"


class SectionText(StrEnum):
    """What of a message or part. RFC 9051 §6.4.5.1."""

    WHOLE = ""  # BODY[] or BODY[1.2]
    HEADER = "HEADER"
    HEADER_FIELDS = "HEADER.FIELDS"
    HEADER_FIELDS_NOT = "HEADER.FIELDS.NOT"
    TEXT = "TEXT"
    MIME = "MIME"


@dataclass(frozen=True, slots=True)
class Section:
    """`part` is the part's numbers, () for the message itself. `fields` are names as written, for HEADER.FIELDS."""

    part: tuple[int, ...] = ()
    text: SectionText = SectionText.WHOLE
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Partial:
    """`<start.octets>`: at most `octets` from octet `start` on."""

    start: int
    octets: int


@dataclass(frozen=True, slots=True)
class BodySection:
    """BODY[…], or BODY.PEEK[…] if `peek`."""

    section: Section
    peek: bool = False
    partial: Partial | None = None


@dataclass(frozen=True, slots=True)
class BinarySection:
    """BINARY[…], or BINARY.PEEK[…] if `peek`: decoded."""

    part: tuple[int, ...]
    peek: bool = False
    partial: Partial | None = None


@dataclass(frozen=True, slots=True)
class BinarySize:
    """BINARY.SIZE[…]: octets once decoded."""

    part: tuple[int, ...]


FetchAttribute = FetchItem | BodySection | BinarySection | BinarySize


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """`attributes` in the order asked for, each once; with `by_uid` UID is among them.

    With `changed_since` MODSEQ is among them too (RFC 7162 §3.1.4.1). `vanished` needs QRESYNC, `by_uid` and
    `changed_since`, which the parser has seen to (§3.2.6).
    """

    messages: Messages
    attributes: tuple[FetchAttribute, ...]
    by_uid: bool = False
    changed_since: int | None = None
    vanished: bool = False

    @property
    def marks_seen(self) -> bool:
        r"""Whether it sets \Seen (if the mailbox is not open read-only)."""
        return any(_marks_seen(attribute) for attribute in self.attributes)


def _marks_seen(attribute: FetchAttribute) -> bool:
    if isinstance(attribute, BodySection | BinarySection):
        return not attribute.peek
    return attribute in (FetchItem.RFC822, FetchItem.RFC822_TEXT)
