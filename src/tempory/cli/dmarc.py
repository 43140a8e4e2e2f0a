"""`tempory dmarc`: the aggregate reports to other domains, seen and written by the operator. RFC 9990.

Works on the data folder of a running service, or of one that has ended. It opens counts that only this machine can
open, so each call is in the access log first. Nothing is sent.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from tempory.accesslog import Kind, Verb
from tempory.app.private_files import write_privately
from tempory.cli.failures import Failure
from tempory.cli.log.folder import record_command
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.serve import configuration_of
from tempory.cli.terminal import print_json, safe_line
from tempory.config import Configuration
from tempory.config.composition import dns_settings, reporter
from tempory.dns import CachingResolver, read_system_servers
from tempory.feedback import Counts, Report, ReportLetter, day_of, format_day, open_counts, prepare_letters
from tempory.storage.sqlite.feedback import FeedbackFiles, open_feedback
from tempory.values import Instant

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MAX_FILE_NAME = 200
_EPOCH = date(1970, 1, 1)
_UNSAFE = re.compile(r"[^A-Za-z0-9._!@+-]")

_config_option = click.option("--config", "file", type=_FILE, help="The service's configuration file.")
_data_option = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The service's data folder. Goes before storage.folder.",
)


class _Now:
    def now(self) -> Instant:
        return Instant(time.time_ns() // 1_000_000)


@click.group()
def dmarc() -> None:
    """See what was counted for DMARC reports, and write the reports.

    Counted is only while mail_auth.aggregate_reports is on: today and yesterday (UTC), written every five minutes.
    """


@dmarc.command("list")
@_config_option
@_data_option
@json_option
@pass_choices
def list_(choices: Choices, file: Path | None, data: Path | None) -> None:
    """List the domains that asked for reports, and how much mail came in their name."""
    folder = configuration_of(file, data=data, is_anywhere=False).storage.folder
    with open_feedback(folder) as files:
        found = {day: counts for day in files.days() if (counts := _open(folder, files, day)) is not None}
    if choices.as_json:
        print_json([_show_day(day, counts) for day, counts in found.items()])
    elif not any(counts.tallies for counts in found.values()):
        click.echo("Nothing was counted. Is mail_auth.aggregate_reports on? Counts are written every five minutes.")
    else:
        click.echo("\n".join(line for day, counts in found.items() for line in _tell_day(day, counts)))


@dmarc.command()
@_config_option
@_data_option
@click.option("--day", "day_text", metavar="YYYY-MM-DD", help="The day, UTC. Default: yesterday.")
@click.option("--domain", metavar="DOMAIN", help="The report to this domain alone.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the files as they would be sent, .xml.gz, into FOLDER. Without it, the XML is printed.",
)
@click.option(
    "--letters", is_flag=True, help="With --out: write the mail too (.eml), to those who agreed to it in DNS. Asks DNS."
)
@json_option
@pass_choices
def report(
    choices: Choices,
    *,
    file: Path | None,
    data: Path | None,
    day_text: str | None,
    domain: str | None,
    out: Path | None,
    letters: bool,
) -> None:
    """Write the reports of a day that is over; of today, what there is so far. They are kept, not sent."""
    if letters and out is None:
        message = "--letters writes files: name a folder with --out."
        raise click.UsageError(message)
    configuration = configuration_of(file, data=data, is_anywhere=False)
    day = _today() - 1 if day_text is None else _parse_day(day_text)
    counts = _choose(configuration.storage.folder, day, domain)
    reports = [Report(reporter=reporter(configuration), day=day, tally=tally) for tally in counts.tallies.values()]
    if out is None:
        _print(choices, reports)
        return
    made = {each.file_name: each.compress() for each in reports}
    prepared = asyncio.run(_prepare_letters(configuration, counts, day)) if letters else []
    made.update({_letter_name(letter): letter.content for letter in prepared if letter is not None})
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, octets in made.items():
        write_privately(out / _on_disk(name), octets)
    if choices.as_json:
        print_json({"day": format_day(day), "files": [_on_disk(name) for name in made], "unanswered": None in prepared})
        return
    click.echo("\n".join(str(out / _on_disk(name)) for name in made))
    if None in prepared:
        click.echo("DNS did not say whether some recipients agree: their letters are missing.", err=True)


def _print(choices: Choices, reports: list[Report]) -> None:
    if choices.as_json:
        print_json([{"domain": each.domain, "file": each.file_name, "xml": each.encode()} for each in reports])
    else:
        click.echo("".join(each.encode() for each in reports), nl=False)


def _choose(folder: Path, day: int, domain: str | None) -> Counts:
    with open_feedback(folder) as files:
        counts = _open(folder, files, day)
    name = None if domain is None else domain.lower()
    if counts is None or (name is not None and name not in counts.tallies):
        whom = "" if name is None else f" of {safe_line(name)}"
        message = f"Nothing{whom} was counted on {format_day(day)}, or it has been destroyed since."
        raise Failure(message, hint="tempory dmarc list shows what there is.")
    return counts if name is None else Counts(tallies={name: counts.tallies[name]})


async def _prepare_letters(configuration: Configuration, counts: Counts, day: int) -> list[ReportLetter | None]:
    resolver = CachingResolver(dns_settings(configuration, read_system_servers()), now=time.monotonic)
    made = prepare_letters(counts, day, reporter=reporter(configuration), resolver=resolver, clock=_Now())
    return [letter async for letter in made]


def _letter_name(letter: ReportLetter) -> str:
    """Return a file name for a letter: a recipient's name may hold anything that an address may."""
    return f"{_UNSAFE.sub('_', letter.id)}.eml"


def _on_disk(name: str) -> str:
    """Return `name`, or a shorter one: two domains together can be longer than file systems take."""
    if len(name) <= _MAX_FILE_NAME:
        return name
    return f"{sha256(name.encode('ascii')).hexdigest()}{name[-7:]}"


def _open(folder: Path, files: FeedbackFiles, day: int) -> Counts | None:
    """Open a day's counts, once the access log says so."""
    found = files.find(day)
    if found is None:
        return None
    record_command(folder, Verb.USE_KEY, kind=Kind.KEY, name=f"feedback {format_day(day)}")
    sealed, key = found
    return open_counts(sealed, key=key, day=day)


def _show_day(day: int, counts: Counts) -> dict[str, Any]:
    domains = [
        {
            "domain": domain,
            "messages": tally.messages,
            "passed": sum(n for seen, n in tally.kinds.items() if seen.is_dkim_aligned or seen.is_spf_aligned),
            "rows": len(tally.kinds),
            "left_out": tally.left_out,
            "rua": [uri.address for uri in tally.published.rua],
        }
        for domain, tally in sorted(counts.tallies.items())
    ]
    return {"day": format_day(day), "domains": domains, "left_out": counts.left_out}


def _tell_day(day: int, counts: Counts) -> Iterator[str]:
    today = ", so far" if day == _today() else ""
    yield f"{format_day(day)}{today}"
    for each in _show_day(day, counts)["domains"]:
        yield safe_line(f"{each['domain']}: {each['messages']} messages, {each['passed']} passed").join(("  ", ""))
        yield f"    reports to {safe_line(', '.join(each['rua']))}"
    if counts.left_out:
        yield f"  {counts.left_out} messages of further domains were not told apart: too many kinds"


def _today() -> int:
    return day_of(_Now().now())


def _parse_day(text: str) -> int:
    try:
        return (datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date() - _EPOCH).days
    except ValueError:
        message = f"{safe_line(text)} is no day: write it as 2026-11-30."
        raise click.BadParameter(message) from None
