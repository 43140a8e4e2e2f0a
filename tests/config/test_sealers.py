"""How many sealers there may be."""

import pytest

from tempory.config import Configuration
from tempory.config.composition import sealers_most
from tempory.config.sections import Process


@pytest.mark.parametrize(("sealers", "cores", "most"), [(2, 1, 0), (2, 2, 1), (2, 16, 2), (0, 16, 0), (64, 4, 3)])
def test_there_is_always_a_core_left_for_the_process_that_serves(sealers: int, cores: int, most: int) -> None:
    assert sealers_most(Configuration(process=Process(sealers=sealers)), cores=cores) == most
