"""STORE. RFC 9051 §6.4.6, RFC 7162 §3.1.3 (UNCHANGEDSINCE)."""

from dataclasses import dataclass
from enum import Enum

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.refusal import bad, too_much
from tempory.protocols.imap.sequences import Messages
from tempory.values import Flags


class StoreMode(Enum):
    """Values are those of the mailboxes' `FlagChange`."""

    ADD = "+FLAGS"
    REMOVE = "-FLAGS"
    REPLACE = "FLAGS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    r"""`silent`: no untagged FETCH for the change itself. `flags` in the spelling of `parse_flag`; never `\Recent`."""

    messages: Messages
    mode: StoreMode
    flags: Flags
    silent: bool = False
    by_uid: bool = False
    unchanged_since: int | None = None


_MODES = {str(mode.value): mode for mode in StoreMode}
_SILENT = ".SILENT"


def parse_store(arguments: Arguments) -> Store:
    """Read `set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags`."""
    arguments.space()
    messages = arguments.messages()
    arguments.space()
    unchanged_since = _read_modifier(arguments) if arguments.next_is(b"(") else None
    sign = "+" if arguments.take(b"+") else "-" if arguments.take(b"-") else ""
    word = arguments.keyword()
    mode = _MODES.get(sign + word.removesuffix(_SILENT))
    if mode is None:
        message = "STORE changes FLAGS"
        raise bad(message)
    arguments.space()
    return Store(
        messages=messages,
        mode=mode,
        flags=_read_flags(arguments),
        silent=word.endswith(_SILENT),
        by_uid=arguments.by_uid,
        unchanged_since=unchanged_since,
    )


def _read_modifier(arguments: Arguments) -> int:
    arguments.expect(b"(")
    if arguments.keyword() != "UNCHANGEDSINCE":
        message = "STORE takes UNCHANGEDSINCE"
        raise bad(message)
    arguments.space()
    modseq = arguments.number64()
    arguments.expect(b")")
    arguments.space()
    return modseq


def _read_flags(arguments: Arguments) -> Flags:
    """Read `(flag …)`, or flags without parentheses, as RFC 9051 §9 store-att-flags has it."""
    if arguments.take(b"()"):
        return frozenset()
    if arguments.next_is(b"("):
        return frozenset(arguments.parenthesised(arguments.flag))
    flags = {arguments.flag()}
    while arguments.take(b" "):
        flags.add(arguments.flag())
        if len(flags) > arguments.limits.attributes:
            raise too_much()
    return frozenset(flags)
