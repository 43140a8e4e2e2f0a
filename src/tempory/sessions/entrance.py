"""Letting somebody into a mailbox, whatever protocol they speak: one answer to every wrong secret, and few tries.

A name that is given has to be the mailbox's own address; without one the secret alone decides. Fails closed, except
that a peer forgotten for lack of room in the table starts anew.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from tempory.accesslog import AccessLog, Verb, Way, by_holder, truncate_address
from tempory.events import EntryRefused
from tempory.mailboxes import Mailboxes, MailboxGone, OpenMailbox
from tempory.people import AppPasswordRefused, People, Scope, Sender
from tempory.sealing import SecretKind, parse_credential
from tempory.values import Address, IntegrityError, InvalidValueError, Refusal, Secret

REFUSAL = (
    "No mailbox answers to this address and secret. Mail programs take a mailbox's secret (tpy_) or an app password "
    "(tpp_), which its holder makes on the page; an account's own password is not taken here."
)

SENDING_REFUSAL = (
    "Nobody sends with this address and secret. Mail programs take a member's app password for sending (tpp_), made on "
    "the page; an account's own password is not taken, and disposable mailboxes (tpy_) do not send."
)


class LogInRefused(Refusal):
    """Wrong, expired, forgotten and unknown look alike."""


class TooManyTries(Refusal):
    """This peer has been wrong too often of late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntranceSettings:
    """Wrong secrets a peer may show at once, and how many more a minute. `peers` bounds the table."""

    burst: int = 20
    per_minute: float = 6.0
    peers: int = 20_000


class Entrance:
    """One for all listeners, so that nobody tries on by changing the protocol."""

    def __init__(
        self,
        mailboxes: Mailboxes,
        *,
        monotonic: Callable[[], float],
        people: People | None = None,
        settings: EntranceSettings | None = None,
    ) -> None:
        self._mailboxes = mailboxes
        self._people = people
        self._monotonic = monotonic
        self._settings = settings or EntranceSettings()
        self._tries: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @property
    def log(self) -> AccessLog:
        """Where every access is recorded."""
        return self._mailboxes.workshop.log

    async def admit(self, name: str, secret: Secret, *, peer: str, way: Way) -> OpenMailbox:
        """Open the mailbox of `secret` (a whole token as text), and record it.

        Raises `LogInRefused` or `TooManyTries`, and `LogUnavailable`: who cannot be recorded is not let in.
        """
        opened = await self._open(name, secret, peer, way)
        await self.log.record(by_holder(opened.mailbox.id.octets, Verb.OPEN_SESSION, way, peer=peer))
        return opened

    async def admit_sender(self, name: str, secret: Secret, *, peer: str) -> Sender:
        """Return the member who sends by `secret` (a whole app password as text), and record it. Opens nothing.

        Raises as `admit` does.
        """
        self._check_tries(peer)
        try:
            kind, octets = parse_credential(secret.reveal().decode())
            if kind is SecretKind.APP_PASSWORD and self._people is not None:
                place = truncate_address(peer)
                sender = await self._people.app_passwords.sender(name or None, octets, place=place)
                access = by_holder(sender.mailbox.octets, Verb.OPEN_SESSION, Way.SUBMISSION, peer=peer)
                await self.log.record(access)
                return sender
        except (AppPasswordRefused, InvalidValueError, UnicodeDecodeError):
            pass
        raise self._refuse(SENDING_REFUSAL, peer, Way.SUBMISSION)

    async def confirm(self, opened: OpenMailbox | Sender) -> None:
        """Raise `LogInRefused` if the app password that opened the mailbox was taken back before its end was heard of.

        Asked by who listens from now on: `AccessEnded`.
        """
        if opened.by is not None and (self._people is None or not await self._people.admits(opened.by)):
            raise LogInRefused(REFUSAL if isinstance(opened, OpenMailbox) else SENDING_REFUSAL)

    async def _open(self, name: str, secret: Secret, peer: str, way: Way) -> OpenMailbox:
        self._check_tries(peer)
        try:
            kind, octets = parse_credential(secret.reveal().decode())
            if kind is SecretKind.APP_PASSWORD and self._people is not None:
                place, scope = truncate_address(peer), Scope(way.value)
                return await self._people.app_passwords.open(name, octets, scope=scope, place=place)
            opened = await self._mailboxes.open(SecretKind.TOKEN.parse(secret.reveal().decode()))
            if not name or Address.parse(name).canonical == opened.address.canonical:
                return opened
        except (MailboxGone, AppPasswordRefused, InvalidValueError, UnicodeDecodeError, IntegrityError):
            pass
        raise self._refuse(REFUSAL, peer, way)

    def _check_tries(self, peer: str) -> None:
        if self._left(peer) < 1:
            message = "Too many wrong secrets came from here; wait a minute."
            raise TooManyTries(message)

    def _refuse(self, reason: str, peer: str, way: Way) -> LogInRefused:
        self._spend(peer)
        self._mailboxes.workshop.events.publish(EntryRefused(listener=way.value))
        return LogInRefused(reason)

    def _left(self, peer: str) -> float:
        tries, since = self._tries.get(peer, (float(self._settings.burst), self._monotonic()))
        gained = (self._monotonic() - since) * self._settings.per_minute / 60
        return min(float(self._settings.burst), tries + gained)

    def _spend(self, peer: str) -> None:
        self._tries[peer] = (self._left(peer) - 1, self._monotonic())
        self._tries.move_to_end(peer)
        if len(self._tries) > self._settings.peers:
            self._tries.popitem(last=False)
