from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.watch_making import Lookout, open_lookout


@pytest.fixture
def lookout(tmp_path: Path) -> Iterator[Lookout]:
    made = open_lookout(tmp_path)
    yield made
    made.town.storage.close()
