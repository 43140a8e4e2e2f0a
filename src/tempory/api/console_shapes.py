"""The JSON objects of /console: the service in numbers, who holds which role, and the access log as staff read it."""

from typing import Annotated, Literal

from msgspec import Meta

from tempory.accesslog import Kind, Result, Verb, Way
from tempory.api.people_shapes import GrantShape
from tempory.api.representations import Demand, Hex, Octets, Shape, When, WordsShape

_INDEXES = r"^[0-9]{1,15}(,[0-9]{1,15}){0,199}$"
Name = Annotated[str, Meta(pattern=r"^[ -~]{1,64}$")]
Milliseconds = Annotated[int, Meta(ge=0, le=253_402_300_799_999, description="Milliseconds since 1970, UTC.")]
Size = Annotated[int, Meta(ge=0, le=1 << 62)]


class ListenerGlance(Shape, frozen=True, kw_only=True):
    """Where a protocol is spoken, and how many connections are open there now."""

    name: str
    host: str
    port: int
    tls: str
    open: int


class MailboxesGlance(Shape, frozen=True, kw_only=True):
    """`overdue` and `buried` are what the sweeper has yet to do, `full` those that take no more mail."""

    disposable: int
    permanent: int
    full: int
    overdue: int
    buried: int
    messages: int


class StorageGlance(Shape, frozen=True, kw_only=True):
    """In octets: what sealed messages take, the data folder as a whole, and what the disk has left."""

    messages: int
    folder: int
    free: int


class MinuteGlance(Shape, frozen=True, kw_only=True):
    at: When
    stored: int
    refused: int
    entries_refused: int


class PolicyGlance(Shape, frozen=True, kw_only=True):
    """`audited_at` is the newest proof's; null before the first audit."""

    kept: int
    not_kept: int
    unknown: int
    audited_at: When | None


class LogGlance(Shape, frozen=True, kw_only=True):
    """`signed` of `size` records are under a checkpoint. `trouble`: the last one could not be made."""

    size: int
    signed: int
    signed_at: When | None
    witnesses: int
    trouble: bool


class GlanceShape(Shape, frozen=True, kw_only=True):
    """The service at a glance. `minutes`: the last hour, or as much of it as the service runs."""

    at: When
    since: When
    version: str
    ready: bool
    store_answers: bool
    draining: bool
    listeners: list[ListenerGlance]
    mailboxes: MailboxesGlance
    storage: StorageGlance
    minutes: list[MinuteGlance]
    policy: PolicyGlance
    log: LogGlance


class StaffShape(Shape, frozen=True, kw_only=True):
    """Somebody with administrative roles. Without a second factor they are suspended, and `factors` is 0."""

    member: Hex
    name: str
    status: str
    factors: int
    roles: list[GrantShape]


class ControlShape(Shape, frozen=True, kw_only=True):
    framework: str
    ids: list[str]


class PromiseShape(Shape, frozen=True, kw_only=True):
    """A clause with all that stands behind it but the evidence itself. Ages in seconds."""

    id: str
    title: WordsShape
    promise: WordsShape
    proof: WordsShape
    owner: str
    state: Literal["kept", "not_kept", "unknown"]
    reason: str
    checked_at: When | None
    age: int | None
    max_age: int
    probes: list[str]
    controls: list[ControlShape]


class LogQuery(Demand, frozen=True, kw_only=True):
    """Each narrows what is shown. `cursor` is what the page before gave as `next`."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: Annotated[int, Meta(ge=0, le=1 << 62)] | None = None
    who: Name | None = None
    on: Name | None = None
    verb: Verb | None = None
    way: Way | None = None
    result: Result | None = None
    since: Milliseconds | None = None
    until: Milliseconds | None = None


class LogEntry(Shape, frozen=True, kw_only=True):
    """One record. `leaf` is what is hashed, octet for octet.

    Staff are named (`who_name`, `on_name`), and what they did is told (`act`, `network`); nobody else is.
    """

    index: int
    at: When
    who: str
    who_name: str | None
    verb: Verb
    kind: Kind
    on: str
    on_name: str | None
    way: Way
    result: Result
    act: str | None
    network: str | None
    leaf: str


class LogPage(Shape, frozen=True, kw_only=True):
    """`searched_to` is the eldest record that was looked at: a search goes on from `next`, null at the end."""

    entries: list[LogEntry]
    next: int | None
    searched_to: int | None
    size: int


class VerificationQuery(Demand, frozen=True, kw_only=True):
    """`indexes`: records to prove, with commas between. `held`: the size of a checkpoint that the caller holds."""

    indexes: Annotated[str, Meta(pattern=_INDEXES)]
    held: Size = 0


class PathShape(Shape, frozen=True, kw_only=True):
    index: int
    path: list[Octets]


class VerificationShape(Shape, frozen=True, kw_only=True):
    """What a caller checks by itself. RFC 6962 §2.1: paths to the root, and that it continues the tree held.

    `consistency` is null where the log is shorter than what is held, which must never be.
    """

    checkpoint: str
    key: str
    size: int
    inclusion: list[PathShape]
    consistency: list[Octets] | None


class CheckpointShape(Shape, frozen=True, kw_only=True):
    checkpoint: str
    key: str
