"""`tempory audit`: probe the running service and say of each promise whether it is kept."""

from pathlib import Path

import click

from tempory.cli.connection import chosen_ca
from tempory.cli.options import Choices, json_option, pass_choices, server_options
from tempory.cli.terminal import print_json, safe_line
from tempory.policy import Evidence, State, clause_by_id
from tempory.probes import Target, run_audit
from tempory.values import format_instant

_MARKS = {State.KEPT: ("kept", "green"), State.NOT_KEPT: ("not kept", "red"), State.UNKNOWN: ("unknown", "yellow")}


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The service's data folder, on this machine. Without it, what needs the disk stays unknown.",
)
@server_options
@json_option
@pass_choices
def audit(choices: Choices, data: Path | None) -> None:
    """Probe the running service: is each promise of its policy kept? Exit status 1 if one is not."""
    evidence = run_audit(Target(server=choices.server, ca=chosen_ca(choices), data=data))
    if choices.as_json:
        print_json([_show(each) for each in evidence])
    else:
        _print_table(evidence, has_data=data is not None)
    if any(each.state is State.NOT_KEPT for each in evidence):
        raise SystemExit(1)


def _show(evidence: Evidence) -> dict[str, str]:
    return {
        "id": evidence.clause,
        "state": evidence.state.value,
        "evidence": evidence.text,
        "checked_at": format_instant(evidence.checked_at),
    }


def _print_table(evidence: list[Evidence], *, has_data: bool) -> None:
    for each in evidence:
        clause = clause_by_id(each.clause)
        word, colour = _MARKS[each.state]
        click.echo(click.style(f"{word:<9}", fg=colour, bold=True) + each.clause)
        if clause is not None:
            click.echo(f"         {clause.title.en}")
        for line in each.text.split("; "):
            click.echo(f"         · {safe_line(line)}")
    if not has_data:
        click.echo("\nRun it on the server with --data FOLDER to check what lies on the disk too.")
