"""The way of one picture: resolve, judge, connect, ask, go on where sent, and make it anew."""

import asyncio
import ssl
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address
from typing import Final, Literal, Protocol, final

from tempory.fetching.exchange import Reply, exchange
from tempory.fetching.failures import RemoteAddressRefused, RemoteUnavailable, RemoteUnsuitable
from tempory.fetching.pictures import GROWTH, Picture, check_type, make_anew
from tempory.fetching.settings import FetchSettings, Reach
from tempory.fetching.targets import Target, follow, parse_target
from tempory.mailauth import Answer, IPAddress

_REDIRECTS: Final = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


class AddressResolver(Protocol):
    """Asks DNS for addresses, aliases followed. Never raises."""

    async def look_up_addresses(self, name: str, version: Literal[4, 6]) -> Answer[IPAddress]:
        """Return the A (4) or AAAA (6) records of `name`."""
        ...


@final
class PictureFetcher:
    """Fetches pictures, each for itself: no connection, cookie or answer outlives its picture.

    `reach` and `trust` (whose certificates count) are for tests; left out, it reaches the public internet alone.
    """

    def __init__(
        self,
        resolver: AddressResolver,
        settings: FetchSettings,
        *,
        reach: Reach | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._resolver = resolver
        self._settings = settings
        self._reach = reach or Reach()
        self._trust = trust or ssl.create_default_context()
        self._decoding = asyncio.Semaphore(settings.decoders)

    async def fetch(self, url: str) -> Picture:
        """Return the picture at `url`, made anew.

        Raises `RemoteAddressRefused`, `RemoteUnavailable` or `RemoteUnsuitable`.
        """
        settings = self._settings
        try:
            async with asyncio.timeout(settings.seconds):
                reply = await self._follow(parse_target(url, self._reach))
                raw = bytes(reply.body)
                if reply.fields.get("content-encoding", "identity").lower() != "identity":
                    raise RemoteUnsuitable  # none was asked for, and none is unpacked
                check_type(reply.fields.get("content-type", ""), raw)
                async with self._decoding:
                    return await make_anew(raw, pixels=settings.picture_pixels, octets=settings.picture_octets * GROWTH)
        except (OSError, EOFError):  # TimeoutError is one: the names, the connection or the host were too slow
            raise RemoteUnavailable from None

    async def _follow(self, target: Target) -> Reply:
        """Ask `target`, and whomever it names instead, each judged anew."""
        for _ in range(self._settings.redirects + 1):
            reply = await self._ask(target)
            if reply.status == HTTPStatus.OK:
                return reply
            if reply.status not in _REDIRECTS or not reply.location:
                raise RemoteUnavailable
            try:
                target = follow(target, reply.location, self._reach)
            except RemoteAddressRefused:
                raise RemoteUnavailable from None  # the URL that was asked for was one that is fetched
        raise RemoteUnavailable

    async def _ask(self, target: Target) -> Reply:
        """Ask at the first address that can be connected to. A later one is tried only if nothing was sent."""
        failure: OSError = TimeoutError()
        for address in (await self._resolve(target.host))[: self._settings.addresses]:
            try:
                return await exchange(
                    target,
                    address,
                    trust=self._trust,
                    connect_seconds=self._settings.connect_seconds,
                    head_octets=self._settings.head_octets,
                    most_octets=self._settings.picture_octets,
                    may_reach_itself=self._reach.spares(address),
                )
            except OSError as error:
                failure = error
        raise failure

    async def _resolve(self, host: str) -> list[IPv4Address | IPv6Address]:
        """Return every address of `host`, IPv4 first. One that is not public condemns them all: it is an attack."""
        answers = await asyncio.gather(
            self._resolver.look_up_addresses(host, 4), self._resolver.look_up_addresses(host, 6)
        )
        addresses = [address for answer in answers for address in answer.records]
        if not addresses or not all(map(self._may_reach, addresses)):
            raise RemoteUnavailable
        return addresses

    def _may_reach(self, address: IPv4Address | IPv6Address) -> bool:
        return self._reach.allows(address) and not any(address in each for each in self._settings.refused)
