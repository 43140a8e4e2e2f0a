"""What every test may ask for."""

from collections.abc import Iterator

import pytest

from tests.serving import RunningServer, start_server


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A running server that the tests of one module share."""
    running = start_server(tmp_path_factory.mktemp("server") / "data")
    yield running
    running.kill()
