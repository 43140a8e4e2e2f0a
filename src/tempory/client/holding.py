"""What holding a mailbox means, however its server is spoken to: the token, the seals, what was last said of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from tempory.client import requests
from tempory.client.answers import Amount, Item, MailboxAnswer, ReceiptAnswer, TeamKey, instant_of
from tempory.client.messages import Message, Seals
from tempory.client.requests import Request
from tempory.sealing import (
    KeyPair,
    PublicKey,
    Random,
    SecretKind,
    draw_secret,
    seal_report,
    split_token,
    wrap_private_key,
)
from tempory.values import Address, Instant, MailboxId, RecordId, Secret
from tempory.values.ids import ID_OCTETS

PAGE = 50
LONGEST_WAIT = 60
Fits = Callable[[Message], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was forgotten, and how many messages with it. `final`: the key is destroyed.

    `log` is what `tempory log check` checks, None if the access log could not be written just then.
    """

    mailbox: MailboxId
    forgotten_at: Instant
    messages: int
    final: bool
    log: dict[str, str] | None = None


class Holding:
    """A mailbox that was opened with its token. `Mailbox` and `AsyncMailbox` add what is asked of the server."""

    def __init__(self, token: Secret, answer: MailboxAnswer) -> None:
        halves = split_token(token)
        self._token = token
        self._seals = Seals(halves, answer)
        self._answer = answer
        self.auth = halves.auth
        self.address: Address = self._seals.open_profile(answer.profile)

    @property
    def id(self) -> MailboxId:
        """The mailbox's id, which is no secret."""
        return self._seals.mailbox

    @property
    def secret(self) -> str:
        """The token as text. Whoever has it reads this mailbox."""
        return SecretKind.TOKEN.encode(self._token)

    def seal_report(self, message: Message, team: TeamKey, content: bytes) -> Request:
        """Seal a message's octets to the security team's key, and return the request that hands it over."""
        key, report = RecordId.parse(team.id), RecordId(secrets.token_bytes(ID_OCTETS))
        sealed = seal_report(PublicKey(team.public_key), content, key=key, report=report)
        return requests.report_message(self.auth, message.id, report=report, key=key, sealed=sealed)

    @property
    def created_at(self) -> Instant:
        """When it was made."""
        return instant_of(self._answer.created_at)

    @property
    def expires_at(self) -> Instant | None:
        """When it will be forgotten."""
        return None if self._answer.expires_at is None else instant_of(self._answer.expires_at)

    @property
    def quota(self) -> Amount:
        """What it may hold."""
        return self._answer.quota

    @property
    def usage(self) -> Amount:
        """What it held when it was last asked about."""
        return self._answer.usage

    def open(self, item: Item) -> Message:
        """Open a message as the server sent it, in an event for example."""
        return self._seals.open_item(item)


def draw_creation(
    random: Random = secrets.token_bytes,
    *,
    name: str | None = None,
    domain: str | None = None,
    lifetime: int | None = None,
) -> tuple[Secret, Request]:
    """Draw a token and a key pair; return the token, and what asks the server for their mailbox."""
    token, mailbox = draw_secret(random), MailboxId(random(ID_OCTETS))
    halves, keys = split_token(token), KeyPair.draw(random)
    request = requests.create_mailbox(
        halves.auth,
        mailbox=mailbox,
        public_key=keys.public_key.octets,
        wrapped_key=wrap_private_key(keys.seed, key_half=halves.key, mailbox=mailbox, random=random),
        name=name,
        domain=domain,
        lifetime=lifetime,
    )
    return token, request


def parse_token(secret: Secret | str) -> Secret:
    """Return a token, given as such or as text (`tpy_…`); `InvalidValueError` if it is none."""
    return SecretKind.TOKEN.parse(secret) if isinstance(secret, str) else secret


def read_receipt(answer: ReceiptAnswer) -> Receipt:
    """Return the receipt of a forgotten mailbox."""
    return Receipt(
        mailbox=MailboxId.parse(answer.mailbox),
        forgotten_at=instant_of(answer.forgotten_at),
        messages=answer.messages,
        final=answer.final,
        log=answer.log,
    )
