import pytest

from tempory.config import Configuration
from tempory.config.composition import scan_settings
from tempory.config.scanning import Scanning
from tempory.scanning import ScanSettings


def test_nothing_is_scanned_unless_somebody_is_named() -> None:
    assert scan_settings(Configuration()) is None


@pytest.mark.parametrize(("on_failure", "is_required"), [("accept", False), ("defer", True)])
def test_the_scanner_is_asked_as_configured(on_failure: str, is_required: bool) -> None:
    section = Scanning(clamd="/run/clamd", timeout=7, on_failure=on_failure)
    wanted = ScanSettings(address="/run/clamd", seconds=7, is_required=is_required)
    assert scan_settings(Configuration(scanning=section)) == wanted
