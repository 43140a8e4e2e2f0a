"""Results as a table for people and as JSON in bench/results for programs."""

import datetime as dt
import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.cells import Cell
    from bench.ingest import Results, Sample

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
RESULTS = Path(__file__).parent / "results"


def heading(servers: Sequence[str]) -> str:
    """Return the two first lines of the ingest table (Markdown)."""
    columns = ["sessions", "messages", "KiB", "TLS"]
    columns += [f"{name}/s (CPU-s per 1,000)" for name in servers]
    if {"tempory", "postfix"} <= set(servers):
        columns += ["rate ÷ Postfix", "CPU ÷ Postfix"]
    if {"tempory", "aiosmtpd"} <= set(servers):
        columns += ["rate ÷ aiosmtpd"]
    return f"| {' | '.join(columns)} |\n|{'---:|' * len(columns)}"


def line(cell: "Cell", samples: Mapping[str, "Sample"]) -> str:
    """Return one line of the ingest table: medians, then ratios of medians."""
    columns = [str(cell.sessions), str(cell.messages), str(cell.kibibytes), "STARTTLS" if cell.tls else "plain"]
    columns += [f"{sample.rate:,.0f} ({sample.cpu_per_thousand:.2f})" for sample in samples.values()]
    ours = samples.get("tempory")
    if ours and (postfix := samples.get("postfix")):
        share = ratio(ours.cpu_per_thousand, postfix.cpu_per_thousand)
        columns += [f"**{ratio(ours.rate, postfix.rate):.2f}**", f"{share:.2f}"]
    if ours and (aiosmtpd := samples.get("aiosmtpd")):
        columns += [f"{ratio(ours.rate, aiosmtpd.rate):.2f}"]
    return f"| {' | '.join(columns)} |"


def ratio(ours: float, theirs: float) -> float:
    """Return `ours / theirs`; not a number where the other one did nothing at all."""
    return ours / theirs if theirs else math.nan


def ingest_json(results: "Results") -> list[dict[str, Any]]:
    """Return every repetition of every cell."""
    return [
        {
            "cell": cell.name,
            "total": cell.total,
            "servers": {
                name: {
                    "accepted_per_second": [round(rate, 1) for rate in sample.rates],
                    "cpu_seconds_per_1000": [round(value, 3) for value in sample.cpu],
                    "generator_cores": [round(value, 2) for value in sample.generator_cores],
                    "failures": sample.failures,
                }
                for name, sample in row.items()
            },
        }
        for cell, row in results.items()
    ]


def document(name: str, lines: Sequence[str]) -> None:
    """Put `lines`, with the date and the machine's size, between the marks of `name` in docs/performance.md."""
    begin, end = f"<!-- {name}: written by python -m bench.{name} --document -->", f"<!-- end of {name} -->"
    before, mark, rest = DOCUMENT.read_text().partition(begin)
    _, closing, after = rest.partition(end)
    if not mark or not closing:
        message = f"{DOCUMENT.name} has no marks for {name}"
        raise ValueError(message)
    run = f"Run of {dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} shared cores, load {os.getloadavg()[1]:.1f}."
    DOCUMENT.write_text("\n".join([before + begin, "", run, "", *lines, "", end]) + after)


def keep(name: str, result: object) -> str:
    """Write `result` to bench/results and return the file's name, relative to the tree."""
    RESULTS.mkdir(exist_ok=True)
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    path = RESULTS / f"{name}-{moment}.json"
    path.write_text(
        json.dumps({"name": name, "at": moment, "cores": os.cpu_count(), "result": result}, indent=1) + "\n"
    )
    return str(path.relative_to(RESULTS.parents[1]))
