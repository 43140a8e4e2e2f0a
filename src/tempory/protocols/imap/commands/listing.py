"""LIST and LSUB. RFC 9051 §6.3.9, RFC 3501 §6.3.9, RFC 5258, RFC 5819 (STATUS), RFC 6154 §2, RFC 3348."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.commands.status import StatusItem


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
