"""What is said of the server and the account: CAPABILITY, ENABLED, ID, QUOTA.

RFC 9051 §7.2, RFC 2971, RFC 9208 §4.3.
"""

from collections.abc import Iterable, Mapping

from tempory.protocols.imap.commands.quota import QuotaResource
from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.responses.strings import NIL, encode_astring, encode_mailbox, encode_string


def encode_capability(names: Iterable[str]) -> bytes:
    """Write `* CAPABILITY`."""
    return b"* CAPABILITY %b\r\n" % " ".join(names).encode("ascii")


def encode_enabled(names: Iterable[str]) -> bytes:
    """Write `* ENABLED` (RFC 5161 §3.2), also for none."""
    return b"* %b\r\n" % " ".join(("ENABLED", *names)).encode("ascii")


def encode_id(fields: Mapping[str, str]) -> bytes:
    """Write `* ID`; NIL for no fields."""
    pairs = [encode_string(text.encode("ascii")) for pair in fields.items() for text in pair]
    return b"* ID %b\r\n" % (b"(%b)" % b" ".join(pairs) if pairs else NIL)


def encode_quota(root: str, usage: Mapping[QuotaResource, tuple[int, int]]) -> bytes:
    """Write `* QUOTA`: used and allowed of each resource. STORAGE is in units of 1,024 octets."""
    items = b" ".join(b"%b %d %d" % (name.encode("ascii"), used, most) for name, (used, most) in usage.items())
    return b"* QUOTA %b (%b)\r\n" % (encode_astring(root.encode()), items)


def encode_quota_root(mailbox: str, roots: Iterable[str], dialect: Dialect) -> bytes:
    """Write `* QUOTAROOT`."""
    names = b"".join(b" " + encode_astring(root.encode()) for root in roots)
    return b"* QUOTAROOT %b%b\r\n" % (encode_mailbox(mailbox, dialect), names)
