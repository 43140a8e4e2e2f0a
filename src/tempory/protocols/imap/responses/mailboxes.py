"""What is said of mailboxes: LIST, LSUB, STATUS, NAMESPACE, and the data of SELECT. RFC 9051 §7.3–7.4."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tempory.protocols.imap.commands.status import StatusItem
from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.responses.strings import NIL, encode_mailbox, encode_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    r"""One line of LIST. `attributes` like `\HasNoChildren`, `\NonExistent`, `\Subscribed`, `\Sent`; RFC 9051 §7.3.1.

    `delimiter` None is NIL (INBOX is not special here: all names have one). `child_info` holds selection options that
    made a parent be listed for its children, like "SUBSCRIBED" (RFC 5258 §3.5); `old_name` what it was called before
    (RFC 9051 §6.3.9.7).
    """

    name: str
    attributes: tuple[str, ...] = ()
    delimiter: str | None = "/"
    child_info: tuple[str, ...] = ()
    old_name: str | None = None


def encode_list(listed: Listed, dialect: Dialect) -> bytes:
    """Write one `* LIST`."""
    extended = _encode_extended(listed, dialect)
    return b"* LIST %b%b\r\n" % (_encode_name(listed, dialect), extended)


def encode_lsub(listed: Listed, dialect: Dialect) -> bytes:
    """Write one `* LSUB` (RFC 3501 §7.2.3), which has no extended data."""
    return b"* LSUB %b\r\n" % _encode_name(listed, dialect)


def encode_status(name: str, values: Mapping[StatusItem, int | str | None], dialect: Dialect) -> bytes:
    """Write `* STATUS`, items in the order given. MAILBOXID is a str; None is NIL (APPENDLIMIT without a limit)."""
    items = b" ".join(b"%b %b" % (item.encode("ascii"), _encode_value(value)) for item, value in values.items())
    return b"* STATUS %b (%b)\r\n" % (encode_mailbox(name, dialect), items)


def encode_namespace(delimiter: str = "/") -> bytes:
    """Write `* NAMESPACE` (RFC 2342 §5): one personal namespace without a prefix, no others."""
    return b'* NAMESPACE (("" %b)) NIL NIL\r\n' % encode_string(delimiter.encode("ascii"))


def encode_flags(flags: Iterable[str]) -> bytes:
    """Write `* FLAGS`: what the mailbox's messages may have (RFC 9051 §7.3.5)."""
    return b"* FLAGS (%b)\r\n" % " ".join(flags).encode("ascii")


def encode_exists(messages: int) -> bytes:
    """Write `* EXISTS`: how many messages there are."""
    return b"* %d EXISTS\r\n" % messages


def encode_recent(messages: int) -> bytes:
    """RFC 3501 §7.3.2; not to be sent once IMAP4rev2 is enabled."""
    return b"* %d RECENT\r\n" % messages


def _encode_name(listed: Listed, dialect: Dialect) -> bytes:
    delimiter = NIL if listed.delimiter is None else encode_string(listed.delimiter.encode("ascii"))
    attributes = " ".join(listed.attributes).encode("ascii")
    return b"(%b) %b %b" % (attributes, delimiter, encode_mailbox(listed.name, dialect))


def _encode_extended(listed: Listed, dialect: Dialect) -> bytes:
    items = []
    if listed.child_info:
        options = b" ".join(b'"%b"' % option.encode("ascii") for option in listed.child_info)
        items.append(b'"CHILDINFO" (%b)' % options)
    if listed.old_name is not None:
        items.append(b'"OLDNAME" (%b)' % encode_mailbox(listed.old_name, dialect))
    return b" (%b)" % b" ".join(items) if items else b""


def _encode_value(value: int | str | None) -> bytes:
    if value is None:
        return NIL
    return b"%d" % value if isinstance(value, int) else b"(%b)" % value.encode("ascii")
