from collections.abc import Iterator

import pytest

from tempory.client import Client, Mailbox
from tests.client.memory_server import SERVER, MemoryServer


@pytest.fixture
def server() -> MemoryServer:
    return MemoryServer()


@pytest.fixture
def client(server: MemoryServer) -> Iterator[Client]:
    with Client(SERVER, network=server.network) as client:
        yield client


@pytest.fixture
def mailbox(client: Client) -> Mailbox:
    return client.create()
