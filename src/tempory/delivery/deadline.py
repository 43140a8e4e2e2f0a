"""One message's share of DNS: so many questions, and so much time for all of them together."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Literal, TypeVar

from tempory.mailauth import Answer, IPAddress, Outcome, Resolver

RecordT = TypeVar("RecordT")


class DeadlineResolver:
    """Asks `resolver` until `seconds` have passed or `questions` were asked; then nobody answers (temporary errors).

    Fails open where it is used: a message whose sender takes too long to verify is taken as not verified.
    """

    def __init__(self, resolver: Resolver, *, seconds: float, questions: int) -> None:
        self._resolver = resolver
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._left = questions

    async def look_up_texts(self, name: str) -> Answer[bytes]:
        return await self._within(lambda: self._resolver.look_up_texts(name))

    async def look_up_addresses(self, name: str, version: Literal[4, 6]) -> Answer[IPAddress]:
        return await self._within(lambda: self._resolver.look_up_addresses(name, version))

    async def look_up_exchangers(self, name: str) -> Answer[str]:
        return await self._within(lambda: self._resolver.look_up_exchangers(name))

    async def look_up_pointers(self, address: IPAddress) -> Answer[str]:
        return await self._within(lambda: self._resolver.look_up_pointers(address))

    async def _within(self, ask: Callable[[], Coroutine[Any, Any, Answer[RecordT]]]) -> Answer[RecordT]:
        self._left -= 1
        if self._left < 0:
            return Answer(outcome=Outcome.FAILED)
        try:
            async with asyncio.timeout_at(self._deadline):
                return await ask()
        except TimeoutError:
            return Answer(outcome=Outcome.FAILED)
