"""CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE and NAMESPACE. RFC 9051 §6.3.4–6.3.8, §6.3.10; RFC 6154 §3."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    r"""`special_use` holds attributes as written, like `\Sent` (CREATE-SPECIAL-USE). `mailbox` has no "/" at its end."""

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
