from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.sessions.imap.house import Holder, House
from tests.sessions.imap.peer import Peer

Enter = Callable[..., Awaitable[Peer]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data")
    yield house
    house.close()


@pytest.fixture
async def holder(house: House, anyio_backend: str) -> Holder:
    return await house.make_mailbox()


@pytest.fixture
async def enter(holder: Holder, anyio_backend: str) -> AsyncIterator[Enter]:
    """Open a session, give commands that must be answered OK, and hang up in the end."""
    peers: list[Peer] = []

    async def enter(*commands: str, enable: str = "") -> Peer:
        peer = Peer(holder, enable=enable)
        peers.append(peer)
        await peer.connect()
        for command in commands:
            assert (await peer.ask(command)).condition == "OK", command
        return peer

    yield enter
    for peer in peers:
        await peer.leave()
