"""CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE and NAMESPACE. RFC 9051 §6.3.4–6.3.8, §6.3.10; RFC 6154 §3."""

from dataclasses import dataclass

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.refusal import bad

_DELIMITER = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    r"""`special_use` holds attributes as written, like `\Sent` (RFC 6154 §3). `mailbox` has no "/" at its end."""

    mailbox: str
    special_use: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    mailbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    mailbox: str
    new_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """SUBSCRIBE, or UNSUBSCRIBE if not `subscribed`."""

    mailbox: str
    subscribed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """NAMESPACE (RFC 2342)."""


def parse_create(arguments: Arguments) -> Create:
    r"""Read a mailbox and perhaps `(USE (\Sent))`. RFC 9051 §6.3.4: a delimiter at the end promises children."""
    mailbox = _read_mailbox(arguments)
    special_use: tuple[str, ...] = ()
    if arguments.take(b" "):
        arguments.expect(b"(")
        if arguments.keyword() != "USE":
            message = "CREATE takes USE"
            raise bad(message)
        arguments.space()
        special_use = arguments.parenthesised(arguments.raw_flag)
        arguments.expect(b")")
    return Create(mailbox=mailbox.rstrip(_DELIMITER), special_use=special_use)


def parse_delete(arguments: Arguments) -> Delete:
    """Read a mailbox."""
    return Delete(mailbox=_read_mailbox(arguments))


def parse_rename(arguments: Arguments) -> Rename:
    """Read two mailboxes."""
    mailbox = _read_mailbox(arguments)
    return Rename(mailbox=mailbox, new_name=_read_mailbox(arguments).rstrip(_DELIMITER))


def parse_subscribe(arguments: Arguments) -> Subscribe:
    """Read a mailbox."""
    return Subscribe(mailbox=_read_mailbox(arguments))


def parse_unsubscribe(arguments: Arguments) -> Subscribe:
    """Read a mailbox."""
    return Subscribe(mailbox=_read_mailbox(arguments), subscribed=False)


def parse_namespace(_: Arguments) -> Namespace:
    """Read no arguments."""
    return Namespace()


def _read_mailbox(arguments: Arguments) -> str:
    arguments.space()
    return arguments.mailbox()
