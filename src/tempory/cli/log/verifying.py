"""`tempory log verify`."""

from pathlib import Path

import click

from tempory.accesslog.verification import Verdict, verify_log
from tempory.cli.log.folder import FILE, choose_key, data_option, folder_key, key_option, read_checkpoint
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json, safe_line
from tempory.storage.sqlite.logreading import open_log
from tempory.values import ConfigurationError, Instant, format_instant

SILENCE_MILLISECONDS = 3 * 60_000
"""A service that runs records something at least once a minute; longer, and it is worth saying."""


@click.command()
@data_option
@key_option
@click.option(
    "--against",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A checkpoint kept elsewhere: also finds a log cut off or rewritten by whoever has its key. May be repeated.",
)
@json_option
@pass_choices
def verify(choices: Choices, data: Path, key_text: str | None, against: tuple[Path, ...]) -> None:
    """Go over the whole log: each record is the one that was signed, and none is missing. Exit status 1 if not.

    Every changed, removed or moved record is named. What came after the newest checkpoint is not signed yet.
    """
    key = choose_key(data, key_text)
    held = [read_checkpoint(path, key) for path in against]
    with open_log(data) as log:
        verdict = verify_log(log.material(), [key], held=held)
    try:
        if str(folder_key(data)) != str(key):
            verdict.findings.insert(0, "the folder's own key is not the one you named: it was exchanged")
    except ConfigurationError as error:
        verdict.findings.insert(0, str(error))
    if choices.as_json:
        print_json(_show(verdict, key=str(key)))
    else:
        _tell(verdict, is_pinned=key_text is not None, is_held=bool(held))
    if not verdict.is_intact:
        raise SystemExit(1)


def _show(verdict: Verdict, *, key: str) -> dict[str, object]:
    return {
        "intact": verdict.is_intact,
        "findings": verdict.findings,
        "first": verdict.first,
        "size": verdict.size,
        "signed": verdict.signed,
        "checkpoints": verdict.checkpoints,
        "longest_silence": {"seconds": verdict.silence // 1000, "before": verdict.after_silence},
        "key": key,
    }


def _tell(verdict: Verdict, *, is_pinned: bool, is_held: bool) -> None:
    for finding in verdict.findings:
        click.echo(click.style("broken   ", fg="red", bold=True) + safe_line(finding))
    if verdict.is_intact:
        click.echo(click.style("intact   ", fg="green", bold=True) + _describe(verdict))
        if verdict.silence > SILENCE_MILLISECONDS:
            click.echo(
                f"         · nothing was recorded for {_duration(verdict.silence)} before {verdict.after_silence}"
            )
    if not is_pinned:
        click.echo("         · with the folder's own key: note it down elsewhere and name it with --key")
    if not is_held:
        click.echo("         · without a checkpoint from elsewhere (--against), a log cut off with its end looks whole")


def _duration(milliseconds: int) -> str:
    minutes = milliseconds // 60_000
    days, hours = divmod(minutes // 60, 24)
    return f"{days} days {hours} h" if days else f"{hours} h {minutes % 60} min"


def _describe(verdict: Verdict) -> str:
    when = format_instant(Instant(verdict.dropped_at))[:10]
    dropped = f", the first {verdict.first} dropped on {when}" if verdict.first else ""
    waiting = verdict.size - verdict.signed
    return (
        f"{verdict.size - verdict.first} records{dropped}, {verdict.checkpoints} checkpoints"
        f"{f', {waiting} not signed yet' if waiting > 0 else ''}"
    )
