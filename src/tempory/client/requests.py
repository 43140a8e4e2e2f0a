"""Every request this client makes, as values. Nothing is sent here.

A secret stands only in the Authorization header, in its own field, which hides itself.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from tempory.sealing import SecretKind
from tempory.values import MailboxId, MessageId, RecordId, Secret

API = "/api/v1"
PATIENCE = 30.0
"""Seconds an answer may take that nothing is being waited for."""
HEARTBEATS = 45.0
"""Seconds without an octet after which a stream is dead; the server sends one every 15."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`auth` holds auth halves. `is_repeatable`: sent twice, it does the same as once. `patience` in seconds."""

    method: str
    path: str
    auth: Sequence[Secret] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    accept: str = "application/json"
    is_repeatable: bool = False
    patience: float = PATIENCE

    def headers(self) -> dict[str, str]:
        """Return the header fields, credentials included."""
        # Nothing is decompressed: what the server sends is as long as it looks.
        headers = {"accept": self.accept, "accept-encoding": "identity"}
        if self.content is not None:
            headers["content-type"] = "application/json"
        if self.auth:
            halves = ",".join(SecretKind.AUTH_HALF.encode(half) for half in self.auth)
            headers["authorization"] = f"Bearer {halves}"
        return headers


def ask_service() -> Request:
    """Ask what the server offers."""
    return Request(method="GET", path=f"{API}/service", is_repeatable=True)


def create_mailbox(
    auth: Secret,
    *,
    mailbox: MailboxId,
    public_key: bytes,
    wrapped_key: bytes,
    name: str | None,
    domain: str | None,
    lifetime: int | None,
) -> Request:
    """Make a mailbox. The server gives an identical creation the same mailbox, so a lost answer costs nothing."""
    wishes = {"name": name, "domain": domain, "lifetime": lifetime}
    content = {
        "id": str(mailbox),
        "public_key": b64encode(public_key).decode("ascii"),
        "wrapped_key": b64encode(wrapped_key).decode("ascii"),
        **{key: value for key, value in wishes.items() if value is not None},
    }
    return Request(
        method="POST", path=f"{API}/mailboxes", auth=(auth,), content=msgspec.json.encode(content), is_repeatable=True
    )


def find_mailbox(auth: Secret) -> Request:
    """Ask for the mailbox that this auth half belongs to."""
    return Request(method="GET", path=f"{API}/mailbox", auth=(auth,), is_repeatable=True)


def extend_mailbox(auth: Secret, lifetime: int) -> Request:
    """Let the mailbox live `lifetime` seconds from now."""
    content = msgspec.json.encode({"lifetime": lifetime})
    return Request(method="PATCH", path=f"{API}/mailbox", auth=(auth,), content=content, is_repeatable=True)


def forget_mailbox(auth: Secret) -> Request:
    """Forget the mailbox. Not repeatable: the second answer would be that there is none."""
    return Request(method="DELETE", path=f"{API}/mailbox", auth=(auth,))


def list_messages(auth: Secret, *, limit: int, cursor: str | None) -> Request:
    """Ask for one page of messages, newest first."""
    query = {"limit": str(limit)} | ({} if cursor is None else {"cursor": cursor})
    return Request(method="GET", path=f"{API}/mailbox/messages", auth=(auth,), query=query, is_repeatable=True)


def find_message(auth: Secret, message: MessageId) -> Request:
    """Ask for one message, its summary sealed."""
    return Request(method="GET", path=_message(message), auth=(auth,), is_repeatable=True)


def fetch_body(auth: Secret, message: MessageId) -> Request:
    """Ask for one message's sealed body."""
    path = f"{_message(message)}/body"
    return Request(method="GET", path=path, auth=(auth,), accept="application/octet-stream")


def mark_message(auth: Secret, message: MessageId, *, seen: bool) -> Request:
    """Set or clear the seen flag."""
    content = msgspec.json.encode({"seen": seen})
    return Request(method="PATCH", path=_message(message), auth=(auth,), content=content, is_repeatable=True)


def delete_message(auth: Secret, message: MessageId) -> Request:
    """Delete one message."""
    return Request(method="DELETE", path=_message(message), auth=(auth,))


def list_reports(auth: Secret) -> Request:
    """Ask for what was reported, and for the security team's key."""
    return Request(method="GET", path=f"{API}/mailbox/reports", auth=(auth,), is_repeatable=True)


def report_message(auth: Secret, message: MessageId, *, report: RecordId, key: RecordId, sealed: bytes) -> Request:
    """Hand a message over, sealed to the security team's key. Reporting it again changes nothing."""
    wish = {"consent": True, "id": str(report), "key": str(key), "sealed": b64encode(sealed).decode("ascii")}
    content = msgspec.json.encode(wish)
    return Request(method="POST", path=f"{_message(message)}/report", auth=(auth,), content=content, is_repeatable=True)


def withdraw_report(auth: Secret, message: MessageId) -> Request:
    """Take a report back."""
    return Request(method="DELETE", path=f"{_message(message)}/report", auth=(auth,))


def await_message(auth: Secret, *, timeout: int, after: MessageId | None) -> Request:
    """Ask for the next message after `after`, or, when `timeout` seconds have passed, none."""
    query = {"timeout": str(timeout)} | ({} if after is None else {"after": str(after)})
    path = f"{API}/mailbox/wait"
    return Request(method="GET", path=path, auth=(auth,), query=query, patience=PATIENCE + timeout)


def follow_events(auth: Sequence[Secret]) -> Request:
    """Ask for one stream of what happens in several mailboxes."""
    path = f"{API}/mailbox/events"
    return Request(method="GET", path=path, auth=auth, accept="text/event-stream", patience=HEARTBEATS)


def _message(message: MessageId) -> str:
    return f"{API}/mailbox/messages/{message}"
