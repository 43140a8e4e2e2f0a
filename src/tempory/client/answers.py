"""What the server answers, checked and typed. Unknown fields are passed over, so that a newer server is understood."""

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from tempory.client.failures import MisunderstoodError, Refused
from tempory.values import Instant

Shape = TypeVar("Shape")

Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]

_OK = range(200, 300)
_TOO_LONG_TO_SHOW = 300


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    messages: int
    bytes: int


class Lifetimes(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds."""

    min: int
    max: int
    default: int


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    host: str
    port: int
    tls: str


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """What the server offers."""

    name: str
    version: str
    domains: tuple[str, ...]
    lifetime: Lifetimes
    quota: Amount
    listeners: dict[str, Listener]
    page: str


class MailboxAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`wrapped_key` is the inner wrap; `profile` is sealed."""

    id: Id
    created_at: Moment
    expires_at: Moment | None
    quota: Amount
    usage: Amount
    public_key: bytes
    wrapped_key: bytes
    profile: bytes


class ReceiptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    mailbox: Id
    forgotten_at: Moment
    messages: int
    final: bool
    log: dict[str, str] | None = None


class TeamKey(msgspec.Struct, frozen=True, kw_only=True):
    """What reports are sealed to."""

    id: Id
    public_key: bytes


class ReportAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was handed over to the security team; `state` is open, confirmed or harmless."""

    id: Id
    message: Id
    state: str


class ReportsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`team` None: nothing can be reported yet."""

    team: TeamKey | None
    keyword: bool
    max_octets: int
    reports: list[ReportAnswer]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the server knows it."""

    id: Id
    uid: int
    received_at: Moment
    size: Annotated[int, msgspec.Meta(ge=0)]
    seen: bool
    summary: bytes


class Page(msgspec.Struct, frozen=True, kw_only=True):
    messages: tuple[Item, ...]
    next: str | None = None


class _Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457 §3.1."""

    type: str = "about:blank"
    title: str = ""
    detail: str = ""


def read_answer(status: int, content: bytes, shape: type[Shape], *, retry_after: str | None = None) -> Shape:
    """Return a good answer's JSON as `shape`; raise `Refused` for a bad one, `MisunderstoodError` for neither."""
    check_status(status, content, retry_after=retry_after)
    return decode(content, shape)


def check_status(status: int, content: bytes, *, retry_after: str | None = None) -> None:
    """Raise `Refused` for every answer but a good one."""
    if status in _OK:
        return
    try:
        problem = msgspec.json.decode(content, type=_Problem)
    except (ValueError, RecursionError):
        problem = _Problem()
    raise Refused(
        slug=problem.type.removeprefix("/problems/"),
        status=status,
        title=problem.title[:_TOO_LONG_TO_SHOW] or f"The server answered with status {status}.",
        detail=problem.detail[:_TOO_LONG_TO_SHOW],
        retry_after=int(retry_after) if retry_after is not None and retry_after.isdecimal() else None,
    )


def decode(content: bytes, shape: type[Shape]) -> Shape:
    """Return JSON as `shape`; `MisunderstoodError` if it is not that."""
    try:
        return msgspec.json.decode(content, type=shape)
    except (ValueError, RecursionError) as error:  # msgspec's errors and UnicodeDecodeError are ValueErrors
        message = "the answer is not one of Tempory's: does another program answer there?"
        raise MisunderstoodError(message) from error


def instant_of(moment: datetime) -> Instant:
    """Return the instant that an answer names, in milliseconds since the Unix epoch."""
    return Instant(round(moment.timestamp() * 1000))
