"""Cells and their names."""

import pytest

from bench.cells import ALL, QUICK, TARGET, Cell


def test_the_issues_matrix() -> None:
    assert len(ALL) == len(set(ALL)) == 36
    assert TARGET in ALL
    assert set(QUICK) <= set(ALL)


@pytest.mark.parametrize("cell", ALL, ids=lambda cell: cell.name)
def test_names_and_totals(cell: Cell) -> None:
    assert Cell.parse(cell.name) == cell
    assert cell.total % (cell.sessions * cell.messages) == 0
    assert cell.total >= 50


@pytest.mark.parametrize("text", ["", "50x50", "0x1x1", "1x1x1:tls", "axbxc"])
def test_what_is_not_a_cell(text: str) -> None:
    with pytest.raises(ValueError, match="not a cell"):
        Cell.parse(text)
