"""FETCH. RFC 9051 §6.4.5, RFC 3501 §6.4.5, RFC 7162 §3.1.4, §3.2.6, RFC 3516, RFC 8474 §5, RFC 8514 §4, RFC 8970 §3."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands.sections import (
    BinarySection,
    BinarySize,
    BodySection,
    read_binary_section,
    read_binary_size,
    read_body_section,
)
from tempory.protocols.imap.refusal import bad
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


_ITEMS = {str(item): item for item in FetchItem}
_FAST = (FetchItem.FLAGS, FetchItem.INTERNALDATE, FetchItem.RFC822_SIZE)
_MACROS = {
    "FAST": _FAST,
    "ALL": (*_FAST, FetchItem.ENVELOPE),
    "FULL": (*_FAST, FetchItem.ENVELOPE, FetchItem.BODY),
}


def parse_fetch(arguments: Arguments) -> Fetch:
    """Read `set macro|attribute|(attribute …) [(CHANGEDSINCE n [VANISHED])]`."""
    arguments.space()
    messages = arguments.messages()
    arguments.space()
    attributes = _read_attributes(arguments)
    changed_since, vanished = _read_modifiers(arguments) if arguments.take(b" ") else (None, False)
    # RFC 9051 §6.4.9: UID FETCH answers with UIDs, asked for or not; RFC 7162 §3.1.4.1 has the same for MODSEQ.
    implied_before = (FetchItem.UID,) if arguments.by_uid else ()
    implied_after = () if changed_since is None else (FetchItem.MODSEQ,)
    return Fetch(
        messages=messages,
        attributes=tuple(dict.fromkeys((*implied_before, *attributes, *implied_after))),
        by_uid=arguments.by_uid,
        changed_since=changed_since,
        vanished=vanished,
    )


def _read_attributes(arguments: Arguments) -> tuple[FetchAttribute, ...]:
    if arguments.next_is(b"("):
        return arguments.parenthesised(lambda: _read_attribute(arguments, arguments.keyword()))
    word = arguments.keyword()
    return _MACROS.get(word) or (_read_attribute(arguments, word),)


def _read_attribute(arguments: Arguments, word: str) -> FetchAttribute:
    if arguments.next_is(b"["):
        return _read_section(arguments, word)
    item = _ITEMS.get(word)
    if item is None:
        message = "Not something to fetch"
        raise bad(message)
    if item is FetchItem.PREVIEW and arguments.take(b" ("):
        _read_preview_modifier(arguments)
    return item


def _read_section(arguments: Arguments, word: str) -> FetchAttribute:
    match word:
        case "BODY" | "BODY.PEEK":
            return read_body_section(arguments, peek=word != "BODY")
        case "BINARY" | "BINARY.PEEK":
            return read_binary_section(arguments, peek=word != "BINARY")
        case "BINARY.SIZE":
            return read_binary_size(arguments)
        case _:
            message = "Only BODY and BINARY have sections"
            raise bad(message)


def _read_preview_modifier(arguments: Arguments) -> None:
    """Read `LAZY)` (RFC 8970 §3.2)."""
    if arguments.keyword() != "LAZY":
        message = "PREVIEW takes LAZY"
        raise bad(message)
    arguments.expect(b")")


def _read_modifiers(arguments: Arguments) -> tuple[int | None, bool]:
    """Read `(CHANGEDSINCE n [VANISHED])`, in either order."""
    changed_since: int | None = None

    def read_modifier() -> str:
        nonlocal changed_since
        name = arguments.keyword()
        if name == "CHANGEDSINCE":
            arguments.space()
            changed_since = arguments.number64()
        elif name != "VANISHED":
            message = "FETCH takes CHANGEDSINCE and VANISHED"
            raise bad(message)
        return name

    vanished = "VANISHED" in arguments.parenthesised(read_modifier)
    if vanished and (changed_since is None or not arguments.by_uid or not arguments.dialect.qresync):
        message = "VANISHED needs QRESYNC enabled, UID FETCH and CHANGEDSINCE"  # RFC 7162 §3.2.6
        raise bad(message)
    return changed_since, vanished
