"""One message's way from the wire to the disk."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tempory.accesslog import Access, AccessLog, Machine, Record, SubjectUnknown, Verb, Way, on_mailbox
from tempory.delivery.authenticity import Examined
from tempory.delivery.copies import Arrival, seal_copy
from tempory.delivery.refusals import MailboxFull, RelayDenied, UnknownRecipient
from tempory.delivery.store import DeliveryStore, Recipient, SealedMessage
from tempory.delivery.verdicts import CodeReader, Scanner, Verdicts
from tempory.events import EventStream, FolderChanged, MessageJudged, MessageStored
from tempory.mime import Parsed, find_pictures, parse, summarise_parsed
from tempory.sealing import AddressHasher, PublicKey, Random
from tempory.values import INBOX, Address, Clock, Domain, MailboxId, Refusal, Uid
from tempory.verdict import NO_CODES, NO_MODEL, NOT_SCANNED, Codes, Model, Scan, Verdict

# Above either, parsing and sealing take long enough to be felt by other connections, so they leave the event loop.
THREAD_OCTETS = 256 * 1024
THREAD_COPIES = 8
PUBLIC_KEYS_KEPT = 1024
SEPARATOR = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A place kept in one mailbox's quota from RCPT to the end of DATA. Give it back with `Delivery.release`."""

    address: Address
    mailbox: MailboxId
    public_key: PublicKey
    size: int
    junk: str | None = None
    """The folder for what is probably not what it says it is; None: there is none."""


class Delivery:
    """Reserves a place for each recipient, then seals and stores the message for all of them at once.

    A look-up that fails refuses nobody for good: it raises `StorageUnavailable`, and the peer tries again.
    """

    def __init__(
        self,
        *,
        store: DeliveryStore,
        hasher: AddressHasher,
        domains: Sequence[Domain],
        clock: Clock,
        random: Random,
        events: EventStream,
        log: AccessLog,
        model: Model = NO_MODEL,
        scanner: Scanner | None = None,
        code_reader: CodeReader | None = None,
    ) -> None:
        self._store = store
        self._log = log
        self._hasher = hasher
        self._domains = frozenset(domains)
        self._verdicts = Verdicts(domains, model=model)
        self._scanner = scanner
        self._code_reader = code_reader
        self._clock = clock
        self._random = random
        self._events = events
        self._reserved_messages: Counter[MailboxId] = Counter()
        self._reserved_octets: Counter[MailboxId] = Counter()
        # Reading a public key costs as much as hashing the message; a mailbox that is written to often keeps its own.
        self._public_key = lru_cache(PUBLIC_KEYS_KEPT)(PublicKey)

    def serve_domains(self, domains: Sequence[Domain]) -> None:
        """Take mail for these domains from now on."""
        self._domains = frozenset(domains)
        self._verdicts.serve_domains(domains)

    async def reserve(self, address: Address, size: int) -> Reservation:
        """Reserve `size` octets (what MAIL's SIZE declared, or 0) and one message for `address`.

        Raises `RelayDenied`, `UnknownRecipient`, `MailboxFull` or `StorageUnavailable`.
        """
        if address.domain not in self._domains:
            message = "We do not take mail for that domain."
            raise RelayDenied(message)
        recipient = await self._find(address)
        if recipient is None or self._is_over(recipient):
            message = "No such mailbox here."
            raise UnknownRecipient(message)
        self._check_quota(recipient, size)
        mailbox = recipient.mailbox
        self._reserved_messages[mailbox] += 1
        self._reserved_octets[mailbox] += size
        return Reservation(
            address=address,
            mailbox=mailbox,
            public_key=self._public_key(recipient.public_key),
            size=size,
            junk=recipient.junk,
        )

    async def _find(self, address: Address) -> Recipient | None:
        """Return whose address it is; `name+detail` is `name` where `name` is a permanent mailbox (RFC 5233)."""
        recipient = await self._store.find_recipient(self._hasher.hash(address))
        name, separator, _ = address.local.partition(SEPARATOR)
        if recipient is not None or not separator or not name:
            return recipient
        recipient = await self._store.find_recipient(self._hasher.hash(Address(name, address.domain)))
        # Disposable names are what they are: nobody meant another one by adding to it.
        return recipient if recipient is not None and recipient.expires_at is None else None

    def _is_over(self, recipient: Recipient) -> bool:
        return recipient.expires_at is not None and recipient.expires_at <= self._clock.now()

    def _check_quota(self, recipient: Recipient, size: int) -> None:
        messages = recipient.used_messages + self._reserved_messages[recipient.mailbox] + 1
        octets = recipient.used_bytes + self._reserved_octets[recipient.mailbox] + size
        if messages > recipient.quota_messages or octets > recipient.quota_bytes:
            message = "The mailbox is full."
            raise MailboxFull(message)

    def release(self, reservations: Sequence[Reservation]) -> None:
        """Give reserved places back: the transaction ended without a delivery. `deliver` does it by itself."""
        for reservation in reservations:
            mailbox = reservation.mailbox
            self._reserved_messages[mailbox] -= 1
            self._reserved_octets[mailbox] -= reservation.size
            if not self._reserved_messages[mailbox]:
                del self._reserved_messages[mailbox], self._reserved_octets[mailbox]

    async def deliver(
        self,
        content: bytes,
        reservations: Sequence[Reservation],
        *,
        reverse_path: Address | None,
        examined: Examined | None = None,
    ) -> None:
        """Seal `content` (RFC 5322 octets with trace fields) for each reservation and store all in one transaction.

        Returns when every copy is on disk. Raises a `DeliveryRefusal` or an `Unavailable`; then no copy was kept.
        Reservations are given back either way. `examined` None: nobody asked who sent it.
        """
        arrival = Arrival(
            content=content,
            reverse_path=reverse_path,
            received_at=self._clock.now(),
            judgement=None if examined is None else examined.judgement,
        )
        is_junk = examined is not None and examined.is_junk
        try:
            scan = NOT_SCANNED if self._scanner is None else await self._scanner.scan(content)
            # Parsed once, for pictures, summary and verdict; once it is sealed, nobody here can read it.
            is_large = len(content) > THREAD_OCTETS
            parsed = await asyncio.to_thread(parse, content) if is_large else parse(content)
            codes = await self._read_codes(parsed)
            if is_large or len(reservations) > THREAD_COPIES:
                sealed, verdict = await asyncio.to_thread(
                    self._seal, arrival, parsed, reservations, scan, codes, is_junk=is_junk
                )
            else:
                sealed, verdict = self._seal(arrival, parsed, reservations, scan, codes, is_junk=is_junk)
            stored, uids = await self._append(sealed, await self._record(reservations))
        finally:
            self.release(reservations)
        for message, uid in zip(stored, uids, strict=True):
            self._announce(message, uid)
        self._events.publish(MessageJudged(level=verdict.level, reasons=tuple(each.code for each in verdict.reasons)))

    async def _append(
        self, sealed: Sequence[SealedMessage], records: Sequence[Record]
    ) -> tuple[Sequence[SealedMessage], Sequence[Uid]]:
        try:
            return sealed, await self._store.append(sealed, records)
        except Refusal:
            # A Junk folder that was removed since the reservation is no reason to lose mail.
            if all(message.folder == INBOX for message in sealed):
                raise
            sealed = [replace(message, folder=INBOX) for message in sealed]
            return sealed, await self._store.append(sealed, records)

    def _announce(self, message: SealedMessage, uid: Uid) -> None:
        if message.folder != INBOX:
            self._events.publish(FolderChanged(mailbox=message.mailbox))
            return
        self._events.publish(
            MessageStored(
                mailbox=message.mailbox,
                message=message.message,
                uid=uid,
                received_at=message.received_at,
                size=message.size,
                summary=message.summary,
            )
        )

    async def _record(self, reservations: Sequence[Reservation]) -> list[Record]:
        """Say in the access log that mail came into each mailbox: a record each, so that nothing links two of them."""
        try:
            return [
                await self._log.prepare(
                    Access(who=Machine.MAIL, verb=Verb.DELIVER, on=on_mailbox(each.mailbox.octets), way=Way.SMTP)
                )
                for each in reservations
            ]
        except SubjectUnknown as error:
            message = "No such mailbox here."
            raise UnknownRecipient(message) from error

    async def _read_codes(self, parsed: Parsed) -> Codes:
        if self._code_reader is None or not (pictures := find_pictures(parsed)):
            return NO_CODES
        return await self._code_reader.read(pictures)

    def _seal(
        self,
        arrival: Arrival,
        parsed: Parsed,
        reservations: Sequence[Reservation],
        scan: Scan,
        codes: Codes,
        *,
        is_junk: bool,
    ) -> tuple[list[SealedMessage], Verdict]:
        summary = summarise_parsed(parsed)
        verdict = self._verdicts.judge(parsed, arrival.judgement, scan=scan, codes=codes)
        sealed = [
            seal_copy(
                arrival,
                summary,
                verdict,
                mailbox=reservation.mailbox,
                address=reservation.address,
                public_key=reservation.public_key,
                random=self._random,
                folder=(reservation.junk if is_junk else None) or INBOX,
            )
            for reservation in reservations
        ]
        return sealed, verdict
