import asyncio
from collections import Counter

import pytest

from tempory.api import LiveLimits
from tempory.api.streams import Heart, Live

pytestmark = pytest.mark.anyio


class Beaten:
    def __init__(self, beats: Counter[int], number: int) -> None:
        self._beats, self._number = beats, number

    def beat(self) -> None:
        self._beats[self._number] += 1


class Ended:
    ended = 0

    def end(self) -> None:
        self.ended += 1


async def test_one_timer_beats_every_stream_once_a_period() -> None:
    heart, beats = Heart(15.0), Counter[int]()
    stops = [heart.keep(Beaten(beats, number)) for number in range(100)]
    timer = heart._timer
    assert timer is not None
    for _ in range(15):
        heart.tick()
    assert set(beats.values()) == {1}
    assert len(beats) == 100
    for _ in range(15):
        heart.tick()
    assert set(beats.values()) == {2}
    for stop in stops:
        stop()
        stop()
    assert heart._timer is None


async def test_the_heart_beats_by_itself() -> None:
    heart, beats = Heart(0.015), Counter[int]()
    stop = heart.keep(Beaten(beats, 0))
    async with asyncio.timeout(10):
        while beats[0] < 3:  # noqa: ASYNC110 (there is no event to wait for)
            await asyncio.sleep(0.001)
    stop()
    heart.tick()
    assert heart._timer is None


async def test_streams_are_spread_over_the_period() -> None:
    heart, beats = Heart(15.0), Counter[int]()
    stops = [heart.keep(Beaten(beats, number)) for number in range(30)]
    heart.tick()
    assert beats.total() == 2
    for stop in stops:
        stop()


def test_draining_ends_all_that_is_open_and_all_that_opens() -> None:
    live = Live(LiveLimits())
    first, left, late = Ended(), Ended(), Ended()
    live.join(first)
    live.join(left)
    live.leave(left)
    live.leave(left)
    live.drain()
    live.join(late)
    assert (first.ended, left.ended, late.ended) == (1, 0, 1)
