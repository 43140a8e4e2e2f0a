from collections.abc import Iterator
from pathlib import Path

import pytest

from tempory.storage.sqlite import open_storage
from tests.making import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    storage = open_storage(tmp_path)
    yield make_world(storage.mail, storage.keys)
    storage.close()
