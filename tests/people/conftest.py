from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people_making import Town, open_town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = open_town(tmp_path)
    yield made
    made.storage.close()
