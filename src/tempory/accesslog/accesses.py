"""What an access is: who did what, on what, by which way in, and what came of it."""

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from tempory.values import InvalidValueError

SUBJECT_OCTETS = 16
_IPV4_BITS, _IPV6_BITS = 24, 48
_MAX_NAME = 64
_NETWORKS_KEPT = 4096


class Verb(StrEnum):
    """What was done. A value is never given another meaning, for old leaves keep it."""

    DELIVER = "mail.deliver"
    SEND = "mail.send"
    LIST = "mail.list"
    READ = "mail.read"
    SEARCH = "mail.search"
    FOLLOW = "mail.follow"
    ADD = "mail.add"
    CHANGE = "mail.change"
    COPY = "mail.copy"
    DELETE = "mail.delete"
    FETCH_REMOTE = "remote.fetch"
    REPORT = "mail.report"
    HANDLE_REPORT = "report.handle"
    LIST_FOLDERS = "folder.list"
    CHANGE_FOLDERS = "folder.change"
    CREATE_MAILBOX = "mailbox.create"
    SHOW_MAILBOX = "mailbox.show"
    CHANGE_MAILBOX = "mailbox.change"
    FORGET_MAILBOX = "mailbox.forget"
    OPEN_SESSION = "session.open"
    END_SESSION = "session.end"
    SHOW_PERSON = "person.show"
    CREATE_PERSON = "person.create"
    CHANGE_PERSON = "person.change"
    REMOVE_PERSON = "person.remove"
    CHANGE_CREDENTIALS = "credential.change"
    CHANGE_ROLES = "role.change"
    REVIEW_ROLES = "role.review"
    BREAK_GLASS = "glass.break"
    SHOW_SETTINGS = "setting.show"
    CHANGE_SETTINGS = "setting.change"
    USE_KEY = "key.use"
    CHANGE_KEY = "key.change"
    READ_LOG = "log.read"
    BEGIN_LOG = "log.begin"
    BEAT = "log.beat"
    PRUNE_LOG = "log.prune"


# What holders do with their own mail all day, and what changes nothing.
_HOLDERS_READING = frozenset(
    {
        Verb.LIST,
        Verb.READ,
        Verb.SEARCH,
        Verb.FOLLOW,
        Verb.FETCH_REMOTE,
        Verb.LIST_FOLDERS,
        Verb.SHOW_MAILBOX,
        Verb.OPEN_SESSION,
    }
)


class Kind(StrEnum):
    """What it was done on."""

    MAILBOX = "mailbox"
    PERSON = "person"
    SETTING = "setting"
    KEY = "key"
    LOG = "log"


class Way(StrEnum):
    """The way in."""

    SMTP = "smtp"
    SUBMISSION = "submission"
    IMAP = "imap"
    POP3 = "pop3"
    API = "api"
    PAGE = "page"
    CONSOLE = "console"
    COMMAND = "command"
    INSIDE = "inside"


class Machine(StrEnum):
    """Who acts without being a person: a part of the service, or somebody who has not said who they are."""

    MAIL = "machine:mail"
    SWEEPER = "machine:sweeper"
    OPERATOR = "machine:operator"
    LOG = "machine:log"
    STRANGER = "machine:stranger"


class Result(StrEnum):
    """What came of it. A leaf is written before, so `done` says that it was allowed and begun."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whose traces can be erased: a mailbox's holder or a person, by the 16 octets of their id."""

    octets: bytes

    def __post_init__(self) -> None:
        if len(self.octets) != SUBJECT_OCTETS:
            message = f"a subject has {SUBJECT_OCTETS} octets"
            raise InvalidValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What is accessed: a subject's own (a mailbox, a person), or something with a name that says nothing of anybody.

    A name is at most 64 printable ASCII characters; whatever tells of a person belongs into `Access.detail`.
    """

    kind: Kind
    subject: Subject | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > _MAX_NAME or not (self.name.isascii() and (self.name.isprintable() or not self.name)):
            message = f"a thing's name has up to {_MAX_NAME} printable ASCII characters"
            raise InvalidValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One access. `peer` is an IP address in full; what is kept of it is its network, as personal detail.

    `detail` is kept sealed for the one who acts, and destroyed with them. A machine has none.
    """

    who: Subject | Machine
    verb: Verb
    on: Thing
    way: Way
    result: Result = Result.DONE
    peer: str = ""
    detail: dict[str, str] = field(default_factory=dict)

    @property
    def may_sync_later(self) -> bool:
        """Whether the record may be synced a second after its commit: a mailbox's own holder reads.

        The service may fall at any moment and the record stays; a machine that loses its power within that second
        loses the record, and with it the session that read.
        """
        return self.verb in _HOLDERS_READING and self.on.kind is Kind.MAILBOX and self.who == self.on.subject


def on_mailbox(mailbox: bytes) -> Thing:
    """Name a mailbox by the octets of its id."""
    return Thing(kind=Kind.MAILBOX, subject=Subject(mailbox))


def by_holder(mailbox: bytes, verb: Verb, way: Way, *, peer: str = "", detail: dict[str, str] | None = None) -> Access:
    """Return what a mailbox's holder does with their own mailbox."""
    holder = Subject(mailbox)
    on = Thing(kind=Kind.MAILBOX, subject=holder)
    return Access(who=holder, verb=verb, on=on, way=way, peer=peer, detail=detail or {})


@lru_cache(_NETWORKS_KEPT)
def truncate_address(address: str) -> str:
    """Return the network of an address or of a smaller network (IPv4 /24, IPv6 /48), "" if it is none."""
    try:
        whole = ipaddress.ip_address(address.partition("/")[0].partition("%")[0])
    except ValueError:
        return ""
    if isinstance(whole, ipaddress.IPv6Address) and whole.ipv4_mapped is not None:
        whole = whole.ipv4_mapped
    bits = _IPV4_BITS if whole.version == 4 else _IPV6_BITS  # noqa: PLR2004 (IPv4)
    return str(ipaddress.ip_network((whole, bits), strict=False))
