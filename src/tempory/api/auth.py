"""Who a caller is: the holder of a mailbox, by the secret in the Authorization header and nowhere else.

Or a signed-in member, for their own mailbox, by cookie (`tempory.api.browsers`) or by an app password (`tpp_…`).

RFC 6750 §2.1 (bearer tokens in the header), RFC 9110 §11. Sealed mode shows the auth half (`tpa_…`), open mode the
whole secret (`tpy_…`). A wrong, an expired and a forgotten secret look alike. Secrets have 256 bits, so they
need no protection against guessing; failures are limited all the same, and a peer over that limit is told nothing more.
Holders behind the same address are not kept out by it: a secret that is right is always answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from starlette.requests import Request

from tempory.accesslog import Verb
from tempory.api.browsers import Guard, has_session, place_of
from tempory.api.limits import Limiter
from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError
from tempory.api.recording import record
from tempory.mailboxes import Mailbox, Mailboxes, MailboxGone, OpenMailbox
from tempory.people import AppPasswordRefused, People, Permission, Scope
from tempory.sealing import SecretKind, parse_credential
from tempory.values import InvalidValueError, MailboxId, RecordId, Secret

MAX_CREDENTIALS = 20
_TAKEN = frozenset({SecretKind.TOKEN, SecretKind.AUTH_HALF, SecretKind.APP_PASSWORD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A secret and what it is: the auth half or the whole token."""

    kind: SecretKind
    secret: Secret

    @property
    def is_open(self) -> bool:
        """Whether the caller lets the server open seals for this request."""
        return self.kind is SecretKind.TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The caller, and their mailbox. `opened` is there in open mode only; `by` is a member's session or app password.

    What is kept open for them ends with what they came in by.
    """

    mailbox: Mailbox
    opened: OpenMailbox | None = None
    by: RecordId | None = None


def parse_credentials(request: Request) -> tuple[Credential, ...]:
    """Read the Authorization header: `Bearer` and up to 20 credentials with commas between."""
    headers = request.headers.getlist("authorization")
    scheme, _, rest = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    if scheme.lower() != "bearer":
        raise ProblemError(Problem.CREDENTIAL_MISSING)
    texts = rest.split(",", MAX_CREDENTIALS)
    if len(texts) > MAX_CREDENTIALS:
        raise ProblemError(Problem.INVALID_REQUEST, f"One stream carries at most {MAX_CREDENTIALS} mailboxes.")
    return tuple(_parse(text.strip()) for text in texts)


def parse_one_credential(request: Request) -> Credential:
    """Read an Authorization header with exactly one credential."""
    credentials = parse_credentials(request)
    if len(credentials) != 1:
        raise ProblemError(Problem.CREDENTIAL_MISSING, "This address takes one mailbox secret at a time.")
    return credentials[0]


def _parse(text: str) -> Credential:
    try:
        kind, secret = parse_credential(text)
    except InvalidValueError:
        raise ProblemError(
            Problem.CREDENTIAL_MISSING, "The mailbox secret is not one: it is mistyped or cut off."
        ) from None
    if kind is SecretKind.KEY_HALF:
        detail = "The key half (tpk_…) must never be sent to a server. Send tpy_… or tpa_…, and make a new mailbox."
        raise ProblemError(Problem.CREDENTIAL_MISSING, detail)
    if kind not in _TAKEN:
        detail = "A password's half and a link's secret are not taken here: sign in, or make an app password (tpp_…)."
        raise ProblemError(Problem.CREDENTIAL_MISSING, detail)
    return Credential(kind=kind, secret=secret)


@final
class Doorkeeper:
    """Finds the holder behind a credential, and slows down a peer whose credentials keep failing.

    Whoever is let in has been recorded in the access log: what cannot be recorded is refused (503).
    """

    def __init__(self, mailboxes: Mailboxes, failures: Limiter, *, people: People, guard: Guard) -> None:
        self._mailboxes = mailboxes
        self._failures = failures
        self._people = people
        self._guard = guard

    async def admit(self, request: Request, verb: Verb) -> Holder:
        """Return the holder who sent `request`, recorded as doing `verb`.

        Raises `credential-missing`, `mailbox-gone` or `rate-limited`.
        """
        holder = await self.admit_unrecorded(request)
        await record(self._mailboxes, request, holder.mailbox.id, verb)
        return holder

    async def admit_unrecorded(self, request: Request) -> Holder:
        """As `admit`, for forgetting alone, which goes ahead without the log and is recorded after."""
        if has_session(request):
            return await self._find_member(request)
        try:
            return await self._find(parse_one_credential(request), place_of(request))
        except (MailboxGone, AppPasswordRefused, ProblemError):
            self._failures.take(request.state.peer)
            raise

    async def admit_open(self, request: Request, verb: Verb) -> OpenMailbox:
        """As `admit`, for what only the whole secret may do: `open-mode-only` for an auth half."""
        holder = await self.admit_unrecorded(request)
        if holder.opened is None:
            raise ProblemError(Problem.OPEN_MODE_ONLY)
        await record(self._mailboxes, request, holder.mailbox.id, verb)
        return holder.opened

    async def admit_several(self, request: Request, verb: Verb) -> Sequence[Holder]:
        """Return those holders whose mailboxes are alive, each mailbox once; `mailbox-gone` if none is."""
        peer: Peer = request.state.peer
        try:
            holders = await self._find_several(request, peer)
        except ProblemError:
            self._failures.take(peer)
            raise
        for holder in holders:
            await record(self._mailboxes, request, holder.mailbox.id, verb)
        return holders

    async def still_admits(self, holder: Holder) -> bool:
        """Whether a member's session or app password still lets them in; a mailbox's own secret does while it lives."""
        return holder.by is None or await self._people.admits(holder.by)

    async def _find_several(self, request: Request, peer: Peer) -> Sequence[Holder]:
        if has_session(request):
            return (await self._find_member(request),)
        return await self._find_living(parse_credentials(request), peer, place_of(request))

    async def _find_member(self, request: Request) -> Holder:
        """Return the mailbox of who is signed in: in sealed mode, for the page opens it."""
        signed_in = await self._guard.admit(request, Permission.ACCOUNT_USE)
        if signed_in.member.mailbox is None:
            raise ProblemError(Problem.MAILBOX_GONE)
        return Holder(mailbox=await self._mailboxes.look(signed_in.member.mailbox), by=signed_in.session.id)

    async def _find_living(self, credentials: Sequence[Credential], peer: Peer, place: str) -> Sequence[Holder]:
        holders: dict[MailboxId, Holder] = {}
        for credential in credentials:
            try:
                holder = await self._find(credential, place)
            except (MailboxGone, AppPasswordRefused):
                self._failures.spend(peer)
                continue
            if holder.mailbox.id not in holders or holder.opened is not None:
                holders[holder.mailbox.id] = holder
        if not holders:
            raise ProblemError(Problem.MAILBOX_GONE)
        return tuple(holders.values())

    async def _find(self, credential: Credential, place: str) -> Holder:
        if credential.kind is SecretKind.APP_PASSWORD:
            opened = await self._people.app_passwords.open(None, credential.secret, scope=Scope.API, place=place)
            return Holder(mailbox=opened.mailbox, opened=opened, by=opened.by)
        if credential.is_open:
            opened = await self._mailboxes.open(credential.secret)
            return Holder(mailbox=opened.mailbox, opened=opened)
        return Holder(mailbox=await self._mailboxes.find(credential.secret))
