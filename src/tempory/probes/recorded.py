"""access.log: a mailbox of our own is used and must find each use in its accesses, each with a proof that holds.

On the disk, the whole log is gone over, against the checkpoint that our own receipt brought; and it must not be silent.
"""

import time
from collections.abc import Iterator
from typing import Any

import httpx

from tempory.accesslog import CheckedReceipt, check_receipt, parse_receipt
from tempory.accesslog.verification import verify_log
from tempory.client import Client
from tempory.policy import Finding
from tempory.probes.canary import Canary, canary_mailbox, send_canary
from tempory.probes.doors import trusting_context
from tempory.probes.examination import Examination, Target, broken, kept, unknown, unknown_without_data
from tempory.storage.sqlite.logreading import open_log
from tempory.translog import Checkpoint, VerifierKey
from tempory.values import IntegrityError, InvalidValueError

PROBES = ("log.canary", "log.proof", "log.receipt", "log.intact", "log.beat")
# A heartbeat comes every minute, and its checkpoint with it.
MAX_SILENCE_SECONDS = 180.0
_PUBLIC_FILE = "log.pub"
_WANTED = {("mail.deliver", "machine:mail", "smtp"), ("mail.read", "holder", "api"), ("log.read", "holder", "api")}


def examine_recorded(target: Target) -> Iterator[Finding]:
    """Use a mailbox, look for what was recorded, forget it, and check the receipt."""
    held: list[Checkpoint] = []
    with Client(target.server, ca=target.ca) as client, canary_mailbox(client) as fresh:
        canary, message = send_canary(fresh, target)
        canary.mailbox.raw(message)
        with _asking(target, canary) as web:
            yield from _check_accesses(web, target, held)
            yield _check_forgetting(web, target, held)
    if target.data is None:
        yield from unknown_without_data("log.intact", "log.beat")
        return
    yield from _check_disk(target, held)


def _asking(target: Target, canary: Canary) -> httpx.Client:
    return httpx.Client(
        base_url=target.server,
        verify=trusting_context(target),
        timeout=target.patience,
        trust_env=False,
        headers={"authorization": f"Bearer {canary.mailbox.secret}"},
    )


def _check_accesses(web: httpx.Client, target: Target, held: list[Checkpoint]) -> Iterator[Finding]:
    """Look for the delivery, the reading and this very look, and prove each."""
    accesses: list[dict[str, Any]] = web.get("/api/v1/mailbox/accesses").raise_for_status().json()["accesses"]
    missing = _WANTED - {(each["verb"], each["who"], each["way"]) for each in accesses}
    if missing:
        yield broken("log.canary", f"not recorded: {', '.join(verb for verb, _, _ in sorted(missing))}")
        yield unknown("log.proof", "what is not recorded cannot be proved")
        return
    yield kept("log.canary", f"{len(accesses)} uses of our own mailbox are recorded, this look among them")
    try:
        for access in accesses:
            answer = web.get(f"/api/v1/mailbox/accesses/{access['index']}/proof").raise_for_status()
            checked = _check(answer.content, target)
            held.append(checked.checkpoint)
            if (checked.index, checked.leaf.verb.value) != (access["index"], access["verb"]):
                yield broken("log.proof", f"the proof of record {access['index']} is one of another record")
                return
    except (IntegrityError, InvalidValueError) as error:
        yield broken("log.proof", f"a proof does not hold: {error}")
        return
    yield kept("log.proof", f"each of them is proved by a checkpoint of {held[-1].origin}")


def _check_forgetting(web: httpx.Client, target: Target, held: list[Checkpoint]) -> Finding:
    receipt = web.delete("/api/v1/mailbox").raise_for_status().json().get("log")
    if receipt is None:
        return broken("log.receipt", "forgetting a mailbox gives no receipt")
    try:
        checked = _check(httpx.Response(200, json=receipt).content, target)
    except (IntegrityError, InvalidValueError) as error:
        return broken("log.receipt", f"the receipt of forgetting does not hold: {error}")
    held.append(checked.checkpoint)
    return kept("log.receipt", f"the receipt of forgetting holds: record {checked.index}")


def _check(octets: bytes, target: Target) -> CheckedReceipt:
    return check_receipt(parse_receipt(octets), None if target.data is None else _folder_key(target))


def _folder_key(target: Target) -> VerifierKey:
    if target.data is None:
        message = "there is no data folder"
        raise InvalidValueError(message)
    return VerifierKey.parse((target.data / _PUBLIC_FILE).read_text("utf-8").strip())


def _check_disk(target: Target, held: list[Checkpoint]) -> Iterator[Finding]:
    if target.data is None:
        return
    try:
        key = _folder_key(target)
        with open_log(target.data) as log:
            verdict = verify_log(log.material(), [key], held=held[-1:])
            newest = log.latest_checkpoint()
    except (IntegrityError, InvalidValueError) as error:
        yield broken("log.intact", str(error))
        yield unknown("log.beat", "there is no log to listen to")
        return
    if verdict.is_intact:
        text = f"{verdict.size - verdict.first} records under {verdict.checkpoints} checkpoints are what was signed"
        yield kept("log.intact", text)
    else:
        yield broken("log.intact", "; ".join(verdict.findings[:5]))
    silence = time.time() - (0 if newest is None else newest.at / 1000)
    text = "there is no checkpoint" if newest is None else f"the newest checkpoint is {silence:.0f} s old"
    yield kept("log.beat", text) if silence <= MAX_SILENCE_SECONDS else broken("log.beat", text)


RECORDED = Examination(probes=PROBES, examine=examine_recorded, timeout=600)
