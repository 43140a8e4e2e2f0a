"""Figures find their place in docs/performance.md."""

from pathlib import Path

import pytest

from bench import report
from bench.cells import TARGET
from bench.ingest import Sample, judge


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "performance.md"
    copy.write_text(report.DOCUMENT.read_text())
    monkeypatch.setattr(report, "DOCUMENT", copy)
    return copy


@pytest.mark.parametrize("name", ["ingest", "latency", "memory", "scale"])
def test_figures_are_replaced_between_their_marks(document: Path, name: str) -> None:
    report.document(name, ["| old |"])
    report.document(name, ["| new |"])
    text = document.read_text()
    assert "| new |" in text
    assert "| old |" not in text
    assert text.endswith(report.DOCUMENT.read_text()[-40:])


def test_a_name_without_marks(document: Path) -> None:
    with pytest.raises(ValueError, match="marks"):
        report.document("nothing", [])


def sample(rate: float, cpu: float) -> Sample:
    return Sample(rates=[rate], cpu=[cpu], generator_cores=[0.1])


@pytest.mark.parametrize(
    ("ours", "status"), [((2000, 0.6), 0), ((1999, 0.6), 1), ((2000, 0.8), 1)], ids=["kept", "slow", "costly"]
)
def test_the_promise(ours: tuple[float, float], status: int) -> None:
    results = {TARGET: {"tempory": sample(*ours), "postfix": sample(1000, 2.0)}}
    assert judge(results) == status


def test_the_table_has_a_column_for_each_heading() -> None:
    row = {"tempory": sample(2000, 0.5), "postfix": sample(1000, 2), "aiosmtpd": sample(800, 1)}
    heading, rule = report.heading(list(row)).split("\n")
    line = report.line(TARGET, row)
    assert heading.count("|") == rule.count("|") == line.count("|")
    assert "**2.00** | 0.25 | 2.50" in line
