"""A member, and what belongs to one. Instants in milliseconds; lifetimes in seconds."""

import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

from tempory.people.permissions import Role
from tempory.sealing import PASSWORD_SALT_OCTETS, Argon2Parameters
from tempory.values import Address, Instant, IntegrityError, MailboxId, MemberId, RecordId

Language = Literal["en", "fr"]
_HASH_OCTETS = 32
_RECORD = struct.Struct(f">{PASSWORD_SALT_OCTETS}s{_HASH_OCTETS}sIIIQ")


class MemberStatus(StrEnum):
    """`INVITED` has a link and no mailbox yet; `SUSPENDED` receives mail and gets in nowhere."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRecord:
    """What is kept of a password beside its wrap: enough to check it, at the price of Argon2id a guess."""

    salt: bytes
    parameters: Argon2Parameters
    auth_hash: bytes
    set_at: Instant

    def encode(self) -> bytes:
        """Return the record as it lies beside the wrap."""
        asked = self.parameters
        return _RECORD.pack(self.salt, self.auth_hash, asked.passes, asked.lanes, asked.memory_kibibytes, self.set_at)

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Read what `encode` wrote; `IntegrityError` for anything else."""
        if len(octets) != _RECORD.size:
            message = "not a password's record"
            raise IntegrityError(message)
        salt, auth_hash, passes, lanes, memory, set_at = _RECORD.unpack(octets)
        parameters = Argon2Parameters(passes=passes, lanes=lanes, memory_kibibytes=memory)
        return cls(salt=salt, parameters=parameters, auth_hash=auth_hash, set_at=Instant(set_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`addresses`: the first is the one shown. `mailbox` None: not enrolled yet."""

    id: MemberId
    name: str
    language: Language
    status: MemberStatus
    addresses: tuple[Address, ...]
    mailbox: MailboxId | None
    created_at: Instant


class FactorKind(StrEnum):
    TOTP = "totp"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A second factor. `secret` is a sealed TOTP secret or a passkey's public key; `counter` its last step or count."""

    id: RecordId
    kind: FactorKind
    name: str
    secret: bytes
    credential: bytes
    counter: int
    created_at: Instant
    used_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role that a member has. `suspended` empty: in force; otherwise why it is not."""

    role: Role
    granted_at: Instant
    granted_by: MemberId | None
    used_at: Instant | None
    suspended: str


class Scope(StrEnum):
    """A protocol that an app password is for."""

    IMAP = "imap"
    POP3 = "pop3"
    SUBMISSION = "submission"
    API = "api"

    @property
    def reads(self) -> bool:
        return self is not Scope.SUBMISSION


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPassword:
    """`used_from` is a truncated network."""

    id: RecordId
    name: str
    scopes: frozenset[Scope]
    created_at: Instant
    expires_at: Instant | None
    used_at: Instant | None
    used_from: str


class SessionMode(StrEnum):
    """`STAFF` alone has administrative permissions, and is only made with a second factor."""

    MEMBER = "member"
    STAFF = "staff"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser. `device` and `place` are what its owner recognises it by; `confirmed_at` is for step-up."""

    id: RecordId
    member: MemberId
    mode: SessionMode
    second_factor: bool
    device: str
    place: str
    created_at: Instant
    seen_at: Instant
    confirmed_at: Instant
    expires_at: Instant


class WrapKind(StrEnum):
    """What a wrap of the mailbox's private key is under (docs/sealing.md, "Members")."""

    PASSWORD = "password"  # noqa: S105 (a kind)
    APP = "app"
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    ESCROW = "escrow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """One outer wrap. `reference` names the credential; `detail` is a password's record, empty for the others.

    Of two generations that lie side by side, the one that opens under the shred key is valid.
    """

    kind: WrapKind
    reference: bytes
    generation: int
    detail: bytes
    wrapped_key: bytes


class LinkPurpose(StrEnum):
    """`ENROL` makes the mailbox; `RESET` sets a new password and begins factors anew."""

    ENROL = "enrol"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A one-time link, as it is kept: under the hash of its secret."""

    member: MemberId
    purpose: LinkPurpose
    expires_at: Instant
