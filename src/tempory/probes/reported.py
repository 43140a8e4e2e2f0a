"""watch.report: a canary is reported to the security team of the running server, looked for, and taken back.

What a person of the team decides cannot be tried without one, so how long they let reports wait is looked at.
"""

import contextlib
from collections.abc import Iterator
from typing import Final

from tempory.client import Client, Message, Refused
from tempory.client.answers import ReportAnswer, TeamKey
from tempory.client.mailbox import Mailbox
from tempory.policy import Finding
from tempory.probes import store
from tempory.probes.canary import Canary, canary_mailbox, send_canary
from tempory.probes.examination import Examination, Target, broken, kept, unknown, unknown_without_data
from tempory.sealing import KeyPair, open_report
from tempory.values import IntegrityError, RecordId, Secret

PROBES: Final = ("report.filed", "report.sealed", "report.answered")
LONGEST_DAYS: Final = 7
_DAY: Final = 86_400


def examine_report(target: Target) -> Iterator[Finding]:
    """Report a message of our own, see that it is there, sealed, and goes when it is taken back."""
    with Client(target.server, ca=target.ca) as client, canary_mailbox(client) as fresh:
        team = fresh.mailbox.reports().team
        if team is None:
            for probe in PROBES:
                yield unknown(probe, "the security team has not made its key yet, so nothing can be reported")
            return
        canary, message = send_canary(fresh, target)
        yield from _round(canary, message, team, target)
    if target.data is None:
        yield from unknown_without_data("report.sealed", "report.answered")
        return
    yield _check_answered(store.longest_unanswered(target.data) / _DAY)


def _round(canary: Canary, message: Message, team: TeamKey, target: Target) -> Iterator[Finding]:
    mailbox = canary.mailbox
    filed = mailbox.report(message, team)
    listed = _open_reports(mailbox)
    if target.data is not None:
        sealed = store.sealed_report(target.data, RecordId.parse(filed.id).octets)
        keys = [(name, key) for name, key in store.every_key(target.data) if len(key) == 32]  # noqa: PLR2004 (a seed)
        yield _check_sealed(sealed, filed, team, keys, canary.mark)
    with contextlib.suppress(Refused):  # then it is still there, or was never
        mailbox.withdraw_report(message.id)
    if [each.id for each in listed] != [filed.id]:
        yield broken("report.filed", "a message was reported, and is not among what is reported")
    elif _open_reports(mailbox):
        yield broken("report.filed", "a report that was taken back is still there")
    else:
        yield kept("report.filed", "a message of our own was reported, listed, and taken back")


def _open_reports(mailbox: Mailbox) -> list[ReportAnswer]:
    return [each for each in mailbox.reports().reports if each.state == "open"]


def _check_sealed(
    sealed: bytes, filed: ReportAnswer, team: TeamKey, keys: list[tuple[str, bytes]], mark: str
) -> Finding:
    """Try every key there is on what is stored of the report."""
    probe = "report.sealed"
    if not sealed:
        return broken(probe, "a report was taken, and nothing of it is in the database")
    if mark.encode() in sealed:
        return broken(probe, "a report lies in the database in clear")
    key, report = RecordId.parse(team.id), RecordId.parse(filed.id)
    for name, candidate in keys:
        try:
            open_report(KeyPair(Secret(candidate)), sealed, key=key, report=report)
        except IntegrityError:
            continue
        return broken(probe, f"{name} of the data folder opens a report")
    return kept(probe, f"none of {len(keys)} keys in the data folder opens a report")


def _check_answered(days: float) -> Finding:
    text = f"the eldest open report has waited for {days:.1f} days"
    return broken("report.answered", text) if days > LONGEST_DAYS else kept("report.answered", text)


REPORTED = Examination(probes=PROBES, examine=examine_report, timeout=120)
