"""The JSON objects of /account and /enrolment. Octets are standard base64; secrets have their prefixed text form."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from tempory.api.representations import Demand, Hex, Octets, Shape, When
from tempory.people import AppPassword, Factor, Scope, Session, SignedIn, Ticket
from tempory.sealing import Argon2Parameters, SecretKind
from tempory.values import format_instant

Text = Annotated[str, Meta(min_length=1, max_length=100)]
AddressText = Annotated[str, Meta(min_length=1, max_length=320)]
AuthHalf = Annotated[str, Meta(pattern=r"^tpm_[A-Za-z0-9_-]{43}$", description="A password's auth half, tpm_…")]
TicketText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
LinkText = Annotated[str, Meta(pattern=r"^tpe_[A-Za-z0-9_-]{43}$", description="A one-time link's secret, tpe_…")]
Code = Annotated[str, Meta(min_length=6, max_length=6)]
RecoveryCode = Annotated[str, Meta(min_length=16, max_length=40)]
InnerWrap = Annotated[bytes, Meta(min_length=61, max_length=61, description="An inner wrap, base64.")]
EscrowWrap = Annotated[bytes, Meta(min_length=1169, max_length=1169, description="An escrow wrap, base64.")]
WebAuthn = dict[str, Any]


class AddressDemand(Demand, frozen=True, kw_only=True):
    address: AddressText


class ParametersShape(Shape, frozen=True, kw_only=True):
    """What a password is derived with: docs/sealing.md, "Members". A client refuses less than the floor."""

    salt: Octets
    passes: int
    lanes: int
    memory_kibibytes: int


class Argon2Demand(Demand, frozen=True, kw_only=True):
    passes: Annotated[int, Meta(ge=1, le=64)]
    lanes: Annotated[int, Meta(ge=1, le=64)]
    memory_kibibytes: Annotated[int, Meta(ge=8, le=4_194_304)]

    def read(self) -> Argon2Parameters:
        return Argon2Parameters(passes=self.passes, lanes=self.lanes, memory_kibibytes=self.memory_kibibytes)


class LogInDemand(Demand, frozen=True, kw_only=True):
    address: AddressText
    auth_half: AuthHalf


class ProofDemand(Demand, frozen=True, kw_only=True):
    """A second factor: one of the three. `passkey` is the browser's answer as `toJSON()` gives it."""

    code: Code | None = None
    recovery_code: RecoveryCode | None = None
    passkey: WebAuthn | None = None


class SecondFactorDemand(ProofDemand, frozen=True, kw_only=True):
    ticket: TicketText


class PasskeyLogInDemand(Demand, frozen=True, kw_only=True):
    ticket: TicketText
    passkey: WebAuthn


class StepUpDemand(ProofDemand, frozen=True, kw_only=True):
    """A second factor; `auth_half` for an account that has none."""

    auth_half: AuthHalf | None = None


class SessionShape(Shape, frozen=True, kw_only=True):
    """Who is signed in. `csrf` goes into the header X-CSRF-Token of everything but GET. Wraps open the mailbox."""

    state: Literal["signed-in"] = "signed-in"
    id: Hex
    member: Hex
    name: str
    mode: str
    second_factor: bool
    roles: list[str]
    permissions: list[str]
    csrf: str
    expires_at: When
    confirmed_until: When
    mailbox: Hex | None
    public_key: Octets | None
    password_wrap: Octets | None
    passkey_wrap: Octets | None = None


class TicketShape(Shape, frozen=True, kw_only=True):
    """The password was right; a second factor is asked for. `passkey` is for `navigator.credentials.get`."""

    state: Literal["second-factor"] = "second-factor"
    ticket: str
    methods: list[str]
    passkey: WebAuthn | None


class PasskeyRequestShape(Shape, frozen=True, kw_only=True):
    ticket: str
    passkey: WebAuthn


class StepUpRequestShape(Shape, frozen=True, kw_only=True):
    """What may be shown; `passkey` is there if the member has one."""

    methods: list[str]
    passkey: WebAuthn | None


class ListedSession(Shape, frozen=True, kw_only=True):
    id: Hex
    device: str
    place: str
    mode: str
    created_at: When
    seen_at: When
    expires_at: When
    is_this_one: bool


class FactorShape(Shape, frozen=True, kw_only=True):
    id: Hex
    kind: str
    name: str
    created_at: When
    used_at: When | None


class AppPasswordShape(Shape, frozen=True, kw_only=True):
    id: Hex
    name: str
    scopes: list[str]
    created_at: When
    expires_at: When | None
    used_at: When | None
    used_from: str


class RetentionShape(Shape, frozen=True, kw_only=True):
    """`days` null: messages stay."""

    folder: str
    days: int | None


class AccountShape(Shape, frozen=True, kw_only=True):
    """All that is known of the member who asks."""

    id: Hex
    name: str
    language: str
    addresses: list[str]
    roles: list[str]
    suspended_roles: dict[str, str]
    password_set_at: When | None
    raise_parameters: bool
    factors: list[FactorShape]
    recovery_codes_left: int
    app_passwords: list[AppPasswordShape]
    ways_to_recover: list[str]
    escrow: bool
    retention: list[RetentionShape]


class AccountChange(Demand, frozen=True, kw_only=True):
    language: Literal["en", "fr"]


class RetentionDemand(Demand, frozen=True, kw_only=True):
    folder: Annotated[str, Meta(min_length=1, max_length=255)]
    days: Annotated[int, Meta(ge=1, le=3650)] | None


class PasswordDemand(Argon2Demand, frozen=True, kw_only=True):
    """A password as the page brings it: its auth half, and the private key under its key half."""

    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]
    auth_half: AuthHalf
    wrapped_key: InnerWrap


class LinkDemand(Demand, frozen=True, kw_only=True):
    link: LinkText


class InvitationShape(Shape, frozen=True, kw_only=True):
    """What a link is for. `escrow_key` is there if the organisation keeps keys in escrow: the page says so."""

    purpose: str
    name: str
    language: str
    addresses: list[str]
    passes: int
    lanes: int
    memory_kibibytes: int
    mailbox: Hex | None
    public_key: Octets | None
    recovery_wrap: Octets | None
    escrow_key: Octets | None


class EnrolmentDemand(PasswordDemand, frozen=True, kw_only=True):
    """For `enrol`: the mailbox that the page made."""

    link: LinkText
    id: Hex
    public_key: Annotated[bytes, Meta(min_length=1216, max_length=1216)]
    recovery_wrap: InnerWrap | None = None
    escrow_wrap: EscrowWrap | None = None


class ResetDemand(PasswordDemand, frozen=True, kw_only=True):
    """For `reset`: the same mailbox, its key unwrapped by the recovery secret."""

    link: LinkText


class TotpShape(Shape, frozen=True, kw_only=True):
    """`secret` in base32 for typing, `uri` for a QR code. Shown once; it counts after it was confirmed."""

    secret: str
    uri: str


class TotpDemand(Demand, frozen=True, kw_only=True):
    name: Text
    code: Code


class PasskeyDemand(Demand, frozen=True, kw_only=True):
    """`wrapped_key`, made under the passkey's PRF, lets it sign in alone."""

    name: Text
    passkey: WebAuthn
    wrapped_key: InnerWrap | None = None


class RecoveryCodesShape(Shape, frozen=True, kw_only=True):
    """Ten codes, shown this once."""

    codes: list[str]


class RecoveryWrapDemand(Demand, frozen=True, kw_only=True):
    """The private key under a recovery secret that the member keeps; null removes the one before."""

    wrapped_key: InnerWrap | None


class AppPasswordDemand(Demand, frozen=True, kw_only=True):
    """An app password made in the page. For sending only, without `wrapped_key`."""

    name: Text
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=4)]
    auth_half: Annotated[bytes, Meta(min_length=32, max_length=32)]
    wrapped_key: InnerWrap | None = None
    lifetime: Annotated[int, Meta(ge=60, le=315_360_000, description="Seconds from now; null: no end.")] | None = None


def show_ticket(ticket: Ticket) -> TicketShape:
    """Return what a page needs to ask for the second factor."""
    text = SecretKind.TOKEN.encode(ticket.token).removeprefix(SecretKind.TOKEN.value)
    return TicketShape(ticket=text, methods=list(ticket.methods), passkey=ticket.passkey)


def show_listed(session: Session, signed_in: SignedIn) -> ListedSession:
    """Return a session as its member's list shows it."""
    return ListedSession(
        id=str(session.id),
        device=session.device,
        place=session.place,
        mode=session.mode.value,
        created_at=format_instant(session.created_at),
        seen_at=format_instant(session.seen_at),
        expires_at=format_instant(session.expires_at),
        is_this_one=session.id == signed_in.session.id,
    )


def show_factor(factor: Factor) -> FactorShape:
    """Return a second factor without what it is checked by."""
    return FactorShape(
        id=str(factor.id),
        kind=factor.kind.value,
        name=factor.name,
        created_at=format_instant(factor.created_at),
        used_at=None if factor.used_at is None else format_instant(factor.used_at),
    )


def show_app_password(password: AppPassword) -> AppPasswordShape:
    """Return an app password without what it is checked by."""
    return AppPasswordShape(
        id=str(password.id),
        name=password.name,
        scopes=sorted(password.scopes),
        created_at=format_instant(password.created_at),
        expires_at=None if password.expires_at is None else format_instant(password.expires_at),
        used_at=None if password.used_at is None else format_instant(password.used_at),
        used_from=password.used_from,
    )
