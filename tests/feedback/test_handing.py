"""From counts to letters: each once, the counts destroyed after, and nothing lost while DNS is silent."""

from dataclasses import dataclass, field

import msgspec
import pytest

from tempory.feedback import Counts, Outbox, ReportLetter, UriPublished, hand_over
from tempory.values import IntegrityError, Unavailable
from tests.feedback.making import (
    DAY,
    PUBLISHED,
    REPORTER,
    MemoryKeys,
    MemoryStore,
    fill,
    make_counts,
    make_tally,
)
from tests.mailauth.zone import Zone
from tests.making import HandClock

pytestmark = pytest.mark.anyio
ZONE = "_dmarc.bank.example TXT v=DMARC1; p=reject"


@dataclass
class MemoryOutbox:
    letters: dict[str, ReportLetter] = field(default_factory=dict)
    refuses: bool = False

    async def put(self, letter: ReportLetter) -> None:
        if self.refuses:
            raise Unavailable
        self.letters.setdefault(letter.id, letter)


@dataclass
class Desk:
    store: MemoryStore = field(default_factory=MemoryStore)
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)

    async def hand_over(self, zone: str = ZONE, day: int = DAY) -> bool:
        outbox: Outbox = self.outbox
        return await hand_over(
            day,
            store=self.store,
            keys=self.keys,
            outbox=outbox,
            reporter=REPORTER,
            resolver=Zone(zone),
            clock=HandClock(),
        )

    @property
    def recipients(self) -> list[str]:
        return [str(letter.recipient) for letter in self.outbox.letters.values()]


def counts_to(*uris: UriPublished) -> Counts:
    return make_counts(make_tally(published=msgspec.structs.replace(PUBLISHED, rua=uris)))


async def test_a_day_is_handed_over_and_then_destroyed() -> None:
    desk = Desk()
    await fill(desk.store, desk.keys, make_counts())
    await fill(desk.store, desk.keys, make_counts(), DAY + 1)
    assert await desk.hand_over()
    assert desk.recipients == ["agg@bank.example"]
    assert set(desk.store.days) == set(desk.keys.keys) == {DAY + 1}
    assert await desk.hand_over()
    assert desk.recipients == ["agg@bank.example"]


async def test_while_dns_is_silent_the_counts_stay_and_nobody_gets_two() -> None:
    desk = Desk()
    await fill(
        desk.store,
        desk.keys,
        counts_to(UriPublished("agg@bank.example", None), UriPublished("agg@mute.example", None)),
    )
    assert not await desk.hand_over(f"{ZONE}\nbank.example._report._dmarc.mute.example TXT TIMEOUT")
    assert desk.recipients == ["agg@bank.example"]
    assert DAY in desk.store.days
    assert await desk.hand_over(f"{ZONE}\nbank.example._report._dmarc.mute.example TXT v=DMARC1")
    assert desk.recipients == ["agg@bank.example", "agg@mute.example"]
    assert desk.store.days == {}


async def test_who_takes_less_than_the_letter_has_gets_none() -> None:
    desk = Desk()
    small, large = UriPublished("small@bank.example", 500), UriPublished("large@bank.example", 10 << 20)
    await fill(desk.store, desk.keys, counts_to(small, large, UriPublished("huge@bank.example", 1 << 40)))
    assert await desk.hand_over()
    assert desk.recipients == ["large@bank.example", "huge@bank.example"]


async def test_what_the_outbox_refuses_is_kept() -> None:
    desk = Desk()
    desk.outbox.refuses = True
    await fill(desk.store, desk.keys, make_counts())
    with pytest.raises(Unavailable):
        await desk.hand_over()
    assert DAY in desk.store.days


async def test_counts_that_were_damaged_are_told() -> None:
    desk = Desk()
    await fill(desk.store, desk.keys, make_counts())
    desk.store.days[DAY] = b"\x01" + bytes(40)
    with pytest.raises(IntegrityError):
        await desk.hand_over()


async def test_without_its_key_a_day_is_nothing() -> None:
    desk = Desk()
    await fill(desk.store, desk.keys, make_counts())
    await desk.keys.destroy(DAY + 1)
    assert await desk.hand_over()
    assert (desk.recipients, desk.store.days) == ([], {})
