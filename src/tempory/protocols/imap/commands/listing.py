"""LIST and LSUB. RFC 9051 §6.3.9, RFC 3501 §6.3.9, RFC 5258, RFC 5819 (STATUS), RFC 6154 §2, RFC 3348."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands.status import StatusItem, read_status_items
from tempory.protocols.imap.refusal import bad


class ListSelection(StrEnum):
    """Which mailboxes. RFC 5258 §3.1, RFC 6154 §2."""

    SUBSCRIBED = "SUBSCRIBED"
    REMOTE = "REMOTE"  # there are none; it changes nothing
    RECURSIVEMATCH = "RECURSIVEMATCH"
    SPECIAL_USE = "SPECIAL-USE"


class ListReturn(StrEnum):
    """What of them. RFC 5258 §3.2, RFC 5819, RFC 6154 §2."""

    SUBSCRIBED = "SUBSCRIBED"
    CHILDREN = "CHILDREN"
    SPECIAL_USE = "SPECIAL-USE"
    STATUS = "STATUS"


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """`patterns` are names with "*" and "%". `status` holds what RETURN (STATUS (…)) asks for, or nothing.

    `is_extended` if any of RFC 5258's syntax was used. One empty pattern asks for the hierarchy's delimiter.
    """

    reference: str
    patterns: tuple[str, ...]
    selection: frozenset[ListSelection] = frozenset()
    returns: frozenset[ListReturn] = frozenset()
    status: tuple[StatusItem, ...] = ()
    is_extended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lsub:
    """RFC 3501 §6.3.9; BAD once IMAP4rev2 is enabled."""

    reference: str
    pattern: str


_SELECTIONS = {str(option): option for option in ListSelection}
_RETURNS = {str(option): option for option in ListReturn}
# RFC 5258 §3.1: RECURSIVEMATCH adds parents of what another option selects.
_RECURSION_ALONE = (
    frozenset({ListSelection.RECURSIVEMATCH}),
    frozenset({ListSelection.RECURSIVEMATCH, ListSelection.REMOTE}),
)


def parse_list(arguments: Arguments) -> List:
    """Read `[(selection …)] reference pattern|(pattern …) [RETURN (…)]`."""
    arguments.space()
    selects = arguments.next_is(b"(")
    selection = _read_selection(arguments) if selects else frozenset()
    reference = arguments.mailbox()
    arguments.space()
    has_patterns = arguments.next_is(b"(")
    patterns = arguments.parenthesised(arguments.list_mailbox) if has_patterns else (arguments.list_mailbox(),)
    returning = arguments.take(b" ")
    returns, status = _read_returns(arguments) if returning else (frozenset(), ())
    return List(
        reference=reference,
        patterns=patterns,
        selection=selection,
        returns=returns,
        status=status,
        is_extended=selects or has_patterns or returning,
    )


def parse_lsub(arguments: Arguments) -> Lsub:
    """Read a reference and a pattern."""
    if arguments.dialect.rev2:
        message = "LSUB is gone from IMAP4rev2; LIST (SUBSCRIBED) has taken its place"
        raise bad(message)
    arguments.space()
    reference = arguments.mailbox()
    arguments.space()
    return Lsub(reference=reference, pattern=arguments.list_mailbox())


def _read_selection(arguments: Arguments) -> frozenset[ListSelection]:
    def read_option() -> ListSelection:
        option = _SELECTIONS.get(arguments.keyword())
        if option is None:
            message = "Not a selection option"
            raise bad(message)
        return option

    selection = frozenset() if arguments.take(b"()") else frozenset(arguments.parenthesised(read_option))
    if selection in _RECURSION_ALONE:
        message = "RECURSIVEMATCH needs another selection option"
        raise bad(message)
    arguments.space()
    return selection


def _read_returns(arguments: Arguments) -> tuple[frozenset[ListReturn], tuple[StatusItem, ...]]:
    status: tuple[StatusItem, ...] = ()

    def read_option() -> ListReturn:
        nonlocal status
        option = _RETURNS.get(arguments.keyword())
        if option is None:
            message = "Not a return option"
            raise bad(message)
        if option is ListReturn.STATUS:
            arguments.space()
            status = read_status_items(arguments)
        return option

    if arguments.keyword() != "RETURN":
        message = "LIST takes RETURN"
        raise bad(message)
    arguments.space()
    returns = frozenset() if arguments.take(b"()") else frozenset(arguments.parenthesised(read_option))
    return returns, status
