"""Running every examination, side by side with its deadline, and weighing what was found."""

import threading
import time
from collections.abc import Callable, Sequence

import apsw
import httpx

from tempory.policy import REGISTER, Clause, Evidence, Finding, State, conclude
from tempory.probes.authentic import AUTHENTIC
from tempory.probes.deleted import DELETED
from tempory.probes.examination import Examination, Target, unknown
from tempory.probes.host import HOST
from tempory.probes.limited import LIMITED
from tempory.probes.minimal import MINIMAL
from tempory.probes.passwords import PASSWORDS
from tempory.probes.phishing import PHISHING_EXAMINATION
from tempory.probes.recorded import RECORDED
from tempory.probes.refused import REFUSED
from tempory.probes.reported import REPORTED
from tempory.probes.rights import RIGHTS
from tempory.probes.transit import TRANSIT
from tempory.values import Instant, TemporyError

EXAMINATIONS: Sequence[Examination] = (
    TRANSIT,
    HOST,
    REFUSED,
    RIGHTS,
    PASSWORDS,
    RECORDED,
    MINIMAL,
    DELETED,
    LIMITED,
    AUTHENTIC,
    PHISHING_EXAMINATION,
    REPORTED,
)
# What a server that is down, broken or lying can make an examination raise. Anything else is a bug, and told as one.
_EXPECTED = (OSError, httpx.HTTPError, apsw.Error, TemporyError, ValueError, LookupError)


def run_audit(
    target: Target,
    *,
    examinations: Sequence[Examination] = EXAMINATIONS,
    clauses: Sequence[Clause] = REGISTER,
    now: Callable[[], float] = time.time,
) -> list[Evidence]:
    """Examine the server once and return the evidence for each clause. Never raises for what the server does."""
    findings: list[Finding] = []
    for examination in examinations:
        findings += _examine(examination, target)
    checked_at = Instant(int(now() * 1000))
    return [conclude(clause.id, clause.probes, findings, checked_at=checked_at) for clause in clauses]


def _examine(examination: Examination, target: Target) -> list[Finding]:
    """Run one examination in a thread of its own; one that hangs is left behind, and its probes are unknown."""
    found: list[Finding] = []

    def work() -> None:
        try:
            found.extend(examination.examine(target))
        except _EXPECTED as error:
            found.extend(_unanswered(examination, found, f"{type(error).__name__}: {error}"))
        except Exception as error:  # noqa: BLE001 (one probe's bug must not hide what the others see)
            found.extend(_unanswered(examination, found, f"a bug in the probe: {type(error).__name__}"))

    thread = threading.Thread(target=work, name=f"probe-{examination.probes[0]}", daemon=True)
    thread.start()
    thread.join(examination.timeout)
    if thread.is_alive():
        seen = list(found)
        return [*seen, *_unanswered(examination, seen, f"no answer within {examination.timeout:.0f} s")]
    return found


def _unanswered(examination: Examination, found: Sequence[Finding], text: str) -> list[Finding]:
    answered = {finding.probe for finding in found if finding.state is not State.UNKNOWN}
    return [unknown(probe, text) for probe in examination.probes if probe not in answered]
