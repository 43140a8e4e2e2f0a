"""`tempory dmarc` over a real data folder."""

import asyncio
import gzip
import json
import stat
import time
from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes

import msgspec
import pytest
from click.testing import Result

from tempory.accesslog import parse_leaf
from tempory.feedback import Counts, Published, UriPublished, day_of, format_day
from tempory.storage.sqlite import open_storage
from tempory.storage.sqlite.logreading import open_log
from tempory.values import Instant, Secret
from tests.feedback.making import PUBLISHED, SEEN
from tests.feedback.schema import check
from tests.nameserver import serve_names

Run = Callable[..., Result]
TODAY = day_of(Instant(time.time_ns() // 1_000_000))
LONG = ".".join(["a" * 60] * 4)


def of(domain: str, *rua: str) -> Published:
    uris = tuple(UriPublished(address, None) for address in rua)
    return msgspec.structs.replace(PUBLISHED, domain=domain, rua=uris)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with counts of yesterday and today."""
    folder = tmp_path / "data"

    async def fill() -> None:
        storage = open_storage(folder)
        for day in (TODAY - 1, TODAY):
            counts = Counts(left_out=2)
            counts.add(of("bank.example", "agg@bank.example", "agg@silent.example"), SEEN, 5)
            failed = msgspec.structs.replace(SEEN, is_dkim_aligned=False)
            counts.add(of("bank.example", "agg@bank.example", "agg@silent.example"), failed, 2)
            if day != TODAY:
                counts.add(of(LONG, "agg@bank.example"), SEEN)
            key = await storage.keys.feedback_days.keep(day, Secret(token_bytes(32)))
            await storage.mail.feedback.keep(day, counts.snapshot().seal(key=key, day=day, random=token_bytes))
        storage.close()

    asyncio.run(fill())
    return folder


def uses(data: Path) -> list[str]:
    """Return what the access log says of keys that were used."""
    with open_log(data) as log:
        leaves = [parse_leaf(entry) for _, entry in log.entries(0, 99)]
    return [leaf.on for leaf in leaves if (leaf.verb, leaf.who, leaf.way) == ("key.use", "machine:operator", "command")]


def test_what_was_counted_is_listed(run: Run, data: Path) -> None:
    listed = json.loads(run("dmarc", "list", "--data", str(data), "--json").stdout)
    assert [day["day"] for day in listed] == [format_day(TODAY - 1), format_day(TODAY)]
    assert listed[1] == {
        "day": format_day(TODAY),
        "domains": [
            {
                "domain": "bank.example",
                "messages": 7,
                "passed": 5,
                "rows": 2,
                "left_out": 0,
                "rua": ["agg@bank.example", "agg@silent.example"],
            }
        ],
        "left_out": 2,
    }
    told = run("dmarc", "list", "--data", str(data)).stdout
    assert f"{format_day(TODAY)}, so far\n  bank.example: 7 messages, 5 passed\n" in told
    assert "reports to agg@bank.example, agg@silent.example" in told
    assert "2 messages of further domains" in told


def test_looking_is_in_the_access_log(run: Run, data: Path) -> None:
    run("dmarc", "list", "--data", str(data))
    assert uses(data) == [f"feedback {format_day(day)}" for day in (TODAY - 1, TODAY)]


def test_what_cannot_be_recorded_is_not_shown(run: Run, data: Path) -> None:
    (data / "mail.db").chmod(0o400)
    storage = open_storage(data)
    try:
        storage.mail.writer._connection.execute("BEGIN IMMEDIATE")  # somebody holds the file and does not let go
        storage.mail.writer._connection.execute("DROP TABLE log_leaves")
        storage.mail.writer._connection.execute("COMMIT")
    finally:
        storage.close()
    result = run("dmarc", "list", "--data", str(data))
    assert result.exit_code != 0
    assert "bank.example" not in result.output


def test_where_nothing_was_counted_it_says_why(run: Run, tmp_path: Path) -> None:
    open_storage(tmp_path / "empty").close()
    assert "Is mail_auth.aggregate_reports on?" in run("dmarc", "list", "--data", str(tmp_path / "empty")).stdout
    assert run("dmarc", "list", "--data", str(tmp_path)).exit_code == 1


def test_a_report_is_printed(run: Run, data: Path) -> None:
    result = run("dmarc", "report", "--data", str(data), "--domain", "BANK.example")
    assert result.exit_code == 0
    assert check(result.stdout) == []
    assert "<count>5</count>" in result.stdout
    (shown,) = json.loads(run("dmarc", "report", "--data", str(data), "--domain", "bank.example", "--json").stdout)
    assert shown["domain"] == "bank.example"
    assert shown["xml"] == result.stdout


def test_all_reports_of_a_day_are_written_as_files(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = json.loads(run("dmarc", "report", "--data", str(data), "--out", str(out), "--json").stdout)
    begin = (TODAY - 1) * 86_400
    name = f"tempory.test!bank.example!{begin}!{begin + 86_399}.xml.gz"
    assert (written["day"], written["unanswered"]) == (format_day(TODAY - 1), False)
    assert name in written["files"]
    assert sorted(path.name for path in out.iterdir()) == sorted(written["files"])
    for path in out.iterdir():
        assert check(gzip.decompress(path.read_bytes()).decode()) == []
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.name) <= 200
    assert len(written["files"]) == 2


def test_letters_are_written_to_those_who_agreed(run: Run, data: Path, tmp_path: Path) -> None:
    with serve_names() as names:
        config = tmp_path / "tempory.toml"
        config.write_text(f'[dns]\nservers = ["{names.setting}"]\n[service]\nhostname = "mx.tempory.test"\n')
        options = ("--config", str(config), "--data", str(data), "--day", format_day(TODAY), "--letters")
        assert run("dmarc", "report", *options).exit_code == 2
        result = run("dmarc", "report", *options, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    (letter,) = (tmp_path / "out").glob("*.eml")
    content = letter.read_bytes()
    assert b"To: agg@bank.example\r\n" in content
    assert b"Submitter: mx.tempory.test\r\n" in content
    assert str(letter) in result.stdout


def test_what_there_is_no_report_of_is_said(run: Run, data: Path) -> None:
    for options in (["--day", "2020-01-01"], ["--domain", "other.example"]):
        result = run("dmarc", "report", "--data", str(data), *options)
        assert result.exit_code == 1
        assert "was counted on" in result.stderr
    assert run("dmarc", "report", "--data", str(data), "--day", "yesterday").exit_code == 2


def test_a_host_without_a_name_reports_nothing(run: Run, data: Path, tmp_path: Path) -> None:
    config = tmp_path / "tempory.toml"
    config.write_text('[service]\nhostname = "mx..example"\n')
    result = run("dmarc", "report", "--config", str(config), "--data", str(data))
    assert result.exit_code == 1
    assert "service.hostname" in result.stderr
