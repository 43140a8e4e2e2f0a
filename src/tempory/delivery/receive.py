"""One message's way from the wire to the disk."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tempory.accesslog import Access, AccessLog, Machine, Record, SubjectUnknown, Verb, Way, on_mailbox
from tempory.delivery.authenticity import Examined
from tempory.delivery.copies import Arrival
from tempory.delivery.preparing import Copy, Sealed, Sealer, SealingOrder, seal_order
from tempory.delivery.refusals import MailboxFull, RelayDenied, UnknownRecipient
from tempory.delivery.store import DayKeys, DeliveryStore, Recipient, SealedMessage
from tempory.delivery.verdicts import CodeReader, Scanner, Verdicts
from tempory.events import EventStream, FolderChanged, MessageJudged, MessageStored
from tempory.mime import Parsed, find_pictures, parse
from tempory.sealing import AddressHasher, PublicKey, Random
from tempory.values import INBOX, Address, Clock, Domain, MailboxId, Refusal, Uid
from tempory.verdict import NO_CODES, NO_MODEL, NOT_SCANNED, Codes, Model, take_fingerprint

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
        sealer: Sealer | None = None,
        days: DayKeys | None = None,
    ) -> None:
        self._store = store
        self._days = days
        self._log = log
        self._hasher = hasher
        self._domains = frozenset(domains)
        self._verdicts = Verdicts(domains, model=model)
        self._scanner = scanner
        self._code_reader = code_reader
        self._unsearched = NO_CODES if code_reader is None else None
        self._sealer = sealer
        self._under_way = 0
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
        if self._sealer is not None:
            self._sealer.serve_domains(domains)

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
        copies = tuple(_copy_for(reservation, is_junk=is_junk) for reservation in reservations)
        self._under_way += 1
        try:
            scan = NOT_SCANNED if self._scanner is None else await self._scanner.scan(content)
            sealed = await self._seal(SealingOrder(arrival=arrival, copies=copies, scan=scan, codes=self._unsearched))
            messages = await self._note(sealed)
            stored, uids = await self._append(messages, await self._record(reservations))
        finally:
            self._under_way -= 1
            self.release(reservations)
        for message, uid in zip(stored, uids, strict=True):
            self._announce(message, uid)
        self._events.publish(MessageJudged(level=sealed.level, reasons=sealed.codes))

    async def _seal(self, order: SealingOrder) -> Sealed:
        """Seal here, in a thread, or beside us: the last only while others wait, as a message alone gains nothing."""
        content = order.arrival.content
        is_large = len(content) > THREAD_OCTETS
        is_long = is_large or len(order.copies) > THREAD_COPIES
        if self._sealer is not None and self._under_way > 1 and not is_long:
            sealed = await self._sealer.seal(order)
            if sealed is not None:
                return sealed
        parsed = await asyncio.to_thread(parse, content) if is_large else parse(content)
        order = replace(order, codes=await self._read_codes(parsed))
        if is_long:
            return await asyncio.to_thread(seal_order, order, parsed, self._verdicts, self._random)
        return seal_order(order, parsed, self._verdicts, self._random)

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

    async def _note(self, sealed: Sealed) -> Sequence[SealedMessage]:
        """Add what a message that was warned of is found again by, under the key of the day."""
        if not sealed.traces or self._days is None or (today := await self._days.today()) is None:
            return sealed.messages
        day, key = today
        fingerprints = tuple(take_fingerprint(trace, key) for trace in sealed.traces)
        return [replace(message, day=day, fingerprints=fingerprints) for message in sealed.messages]

    async def _read_codes(self, parsed: Parsed) -> Codes:
        if self._code_reader is None or not (pictures := find_pictures(parsed)):
            return NO_CODES
        return await self._code_reader.read(pictures)


def _copy_for(reservation: Reservation, *, is_junk: bool) -> Copy:
    return Copy(
        mailbox=reservation.mailbox,
        address=reservation.address,
        public_key=reservation.public_key,
        folder=(reservation.junk if is_junk else None) or INBOX,
    )
