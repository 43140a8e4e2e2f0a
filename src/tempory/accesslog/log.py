"""The one door to the access log for whoever gives access: a record is committed before the access is given.

That it is also synced is waited for, unless a holder reads their own mail: then the disk syncs it within a second.

Fails closed: what cannot be recorded is refused (`LogUnavailable`). Forgetting and containment alone go ahead and are
recorded after; `record_after` is theirs.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

import msgspec

from tempory.accesslog.accesses import Access, Machine, Subject, truncate_address
from tempory.accesslog.identities import KEY_OCTETS, RANDOM_OCTETS, Identity
from tempory.accesslog.leaves import Leaf
from tempory.accesslog.store import LogStore, LogUnavailable, Record, SubjectKeys, SubjectUnknown
from tempory.values import Clock, Instant, Secret, Unavailable

IDENTITIES_KEPT = 4096
LATE_KEPT = 10_000
# A commit costs several times what a record does.
GATHER_SECONDS = 0.008
GATHER_RECORDS = 64
_IDLE_SECONDS = 0.0001
_IDLE_ROUNDS = 2
_encode_detail = msgspec.json.Encoder(order="sorted").encode


class AccessLog:
    """Records accesses. One for the whole service."""

    def __init__(self, *, store: LogStore, keys: SubjectKeys, clock: Clock, random: Callable[[int], bytes]) -> None:
        self.store = store
        self._keys = keys
        self._clock = clock
        self._random = random
        self._identities: OrderedDict[bytes, Identity] = OrderedDict()
        self._batch: _Batch | None = None
        self._committing: asyncio.Future[None] | None = None
        self._commit_seconds = 0.0
        self._late: list[Record] = []
        self._faded: deque[str] = deque(maxlen=LATE_KEPT)
        self.last_at = Instant(0)
        """When the newest record was made."""

    async def record(self, access: Access) -> int:
        """Record `access` and return its index once it is written. Raises `LogUnavailable`; then refuse the access."""
        return await self.write(await self.prepare(access))

    async def prepare(self, access: Access) -> Record:
        """Make the record of an access whose own commit will hold it. `SubjectUnknown` if somebody in it is gone."""
        on = access.on
        who, sealed, commitment = await self._describe_actor(access)
        name = on.name if on.subject is None else (await self.identify(on.subject)).pseudonym
        at = self._clock.now()
        leaf = Leaf(
            at=at,
            who=who,
            verb=access.verb,
            kind=on.kind,
            on=name,
            way=access.way,
            result=access.result,
            detail=commitment,
        )
        reference = b"" if on.subject is None else bytes.fromhex(name)
        self.last_at = at
        return Record(entry=leaf.encode(), reference=reference, detail=sealed, soon=access.may_sync_later)

    async def write(self, record: Record) -> int:
        """Write a record. Those that wait for the disk share one commit with those that come meanwhile."""
        if record.soon:
            return await self._commit([record])
        batch = self._batch
        if batch is None:
            batch = self._batch = _Batch()
        if self._committing is None:
            self._committing = asyncio.ensure_future(self._commit_all())
        place = len(batch.records)
        batch.records.append(record)
        # Whoever waits may be cancelled; the others of the batch are not.
        return await asyncio.shield(batch.first) + place

    async def record_after(self, records: Sequence[Record]) -> list[int] | None:
        """Write what could not wait and is done already. None: not on disk yet, and tried again with the next ones."""
        self._late = [*self._late, *records][-LATE_KEPT:]
        return await self.write_late(len(records))

    async def write_late(self, newest: int = 0) -> list[int] | None:
        """Write what was to be recorded after the fact; return the indexes of the `newest` ones, None if it fails."""
        late, self._late = self._late, []
        if not late:
            return []
        try:
            first = await self.store.append(late)
        except Unavailable:
            self._late = [*late, *self._late][-LATE_KEPT:]
            return None
        return [first + place for place in range(len(late) - newest, len(late))]

    # Subjects

    async def identify(self, subject: Subject) -> Identity:
        """Return a subject as the log knows it; `SubjectUnknown` if its key is gone."""
        known = self._identities.get(subject.octets)
        if known is not None:
            return known
        key = await self._keys.find(subject)
        if key is None:
            message = "this mailbox or person is gone"
            raise SubjectUnknown(message)
        return self._remember(subject, key)

    async def introduce(self, subject: Subject) -> Identity:
        """Give a person a key, if they have none yet. A mailbox has its own from the beginning."""
        return self._remember(subject, await self._keys.keep(subject, Secret(self._random(KEY_OCTETS))))

    async def erase(self, subject: Subject) -> None:
        """Destroy a subject's key: from now on nobody can tell who it was, and no detail opens. Every proof holds."""
        identity = await self.identify(subject)
        await self._keys.destroy([subject])
        self._identities.pop(subject.octets, None)
        await self.remove_details(identity.pseudonym)

    async def remove_details(self, pseudonym: str) -> None:
        """Remove the sealed details, which nothing opens any more, in small steps."""
        while await self.store.drop_details(bytes.fromhex(pseudonym), _DETAILS_AT_ONCE) == _DETAILS_AT_ONCE:
            pass  # each step waits for its turn behind arriving mail

    def fade(self, subject: Subject) -> None:
        """Hold a subject's key in memory no longer: it has been destroyed. `tidy` removes what it sealed."""
        identity = self._identities.pop(subject.octets, None)
        if identity is not None:
            self._faded.append(identity.pseudonym)

    async def tidy(self) -> None:
        """Remove some of the sealed details that nothing opens any more."""
        for _ in range(min(len(self._faded), _TIDIED_AT_ONCE)):
            await self.remove_details(self._faded[0])
            self._faded.popleft()

    def _remember(self, subject: Subject, key: Secret) -> Identity:
        identity = Identity(subject, key)
        self._identities[subject.octets] = identity
        if len(self._identities) > IDENTITIES_KEPT:
            self._identities.popitem(last=False)
        return identity

    async def _describe_actor(self, access: Access) -> tuple[str, bytes | None, str]:
        if isinstance(access.who, Machine):
            return access.who.value, None, ""
        identity = await self.identify(access.who)
        detail = dict(access.detail)
        if network := truncate_address(access.peer):
            detail["network"] = network
        if not detail:
            return identity.pseudonym, None, ""
        return identity.pseudonym, *identity.seal(_encode_detail(detail), self._random(RANDOM_OCTETS))

    # Batches

    async def _commit_all(self) -> None:
        """Commit batch after batch until nobody waits."""
        try:
            while self._batch is not None:
                await self._gather(self._batch)
                batch, self._batch = self._batch, None
                await self._settle(batch)
        finally:
            self._committing = None

    async def _gather(self, batch: "_Batch") -> None:
        """Let others join while the event loop has other things to do: as soon as it is idle, nobody else is coming."""
        now = asyncio.get_running_loop().time
        begun, quick = now(), 0
        # Behind a commit that took long, enough have gathered already.
        patience = GATHER_SECONDS - self._commit_seconds
        while quick < _IDLE_ROUNDS and len(batch.records) < GATHER_RECORDS and now() - begun < patience:
            before = now()
            await asyncio.sleep(0)
            quick = quick + 1 if now() - before < _IDLE_SECONDS else 0

    async def _commit(self, records: Sequence[Record]) -> int:
        try:
            return await self.store.append(records)
        except Unavailable as error:
            message = "the access could not be recorded, so it is not given"
            raise LogUnavailable(message) from error

    async def _settle(self, batch: "_Batch") -> None:
        now = asyncio.get_running_loop().time
        begun = now()
        try:
            batch.first.set_result(await self._commit(batch.records))
        except asyncio.CancelledError:
            batch.first.cancel()
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is belongs to those who wait; the next batch goes on)
            batch.fail(error)
        finally:
            self._commit_seconds = now() - begun


_DETAILS_AT_ONCE = 200
_TIDIED_AT_ONCE = 20


class _Batch:
    """Records that share one commit. `first` becomes the first one's index."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.first: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def fail(self, error: BaseException) -> None:
        self.first.set_exception(error)
        self.first.exception()  # whoever waited may have left
