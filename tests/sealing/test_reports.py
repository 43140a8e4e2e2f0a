"""What is handed over to the security team, held to the vectors that the browser runs too (web/src/sealing)."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from tempory.sealing import (
    MAX_ANSWER_OCTETS,
    MAX_REPORT_OCTETS,
    SEAL_OCTETS,
    TEAM_WRAP_OCTETS,
    KeyPair,
    open_answer,
    open_report,
    open_team_key,
    seal_answer,
    seal_report,
    seal_team_key,
)
from tempory.values import IntegrityError, InvalidValueError, MailboxId, RecordId, Secret

VECTORS: dict[str, str] = json.loads((Path(__file__).parent / "reports.json").read_text())
TEAM = KeyPair(Secret(b64decode(VECTORS["team_seed"])))
OFFICER = KeyPair(Secret(b64decode(VECTORS["officer_seed"])))
KEY, REPORT = RecordId.parse(VECTORS["key"]), RecordId.parse(VECTORS["report"])
MAILBOX = MailboxId.parse(VECTORS["mailbox"])
OTHER = RecordId(b"o" * 16)


def test_the_vectors_open() -> None:
    assert TEAM.public_key.octets == b64decode(VECTORS["team_public_key"])
    sealed = b64decode(VECTORS["sealed_report"])
    assert open_report(TEAM, sealed, key=KEY, report=REPORT) == b64decode(VECTORS["content"])
    wrap = b64decode(VECTORS["team_wrap"])
    assert open_team_key(OFFICER, wrap, key=KEY, mailbox=MAILBOX) == TEAM.seed
    answer = b64decode(VECTORS["sealed_answer"])
    assert open_answer(OFFICER, answer, mailbox=MAILBOX, report=REPORT) == VECTORS["answer"]


def test_a_report_opens_for_the_team_alone_and_as_itself_alone() -> None:
    sealed = seal_report(TEAM.public_key, b"letter", key=KEY, report=REPORT)
    assert len(sealed) == SEAL_OCTETS + 6
    assert b"letter" not in sealed
    assert open_report(TEAM, sealed, key=KEY, report=REPORT) == b"letter"
    with pytest.raises(IntegrityError):
        open_report(OFFICER, sealed, key=KEY, report=REPORT)
    with pytest.raises(IntegrityError):
        open_report(TEAM, sealed, key=KEY, report=OTHER)
    with pytest.raises(IntegrityError):
        open_report(TEAM, sealed, key=OTHER, report=REPORT)
    with pytest.raises(IntegrityError):
        open_report(TEAM, b"\x02" + sealed[1:], key=KEY, report=REPORT)
    with pytest.raises(IntegrityError):
        open_report(TEAM, b"", key=KEY, report=REPORT)


def test_nothing_larger_than_the_bound_is_sealed_or_opened() -> None:
    with pytest.raises(InvalidValueError, match="4194304"):
        seal_report(TEAM.public_key, bytes(MAX_REPORT_OCTETS + 1), key=KEY, report=REPORT)
    with pytest.raises(IntegrityError):
        open_report(TEAM, b"\x01" + bytes(SEAL_OCTETS + MAX_REPORT_OCTETS), key=KEY, report=REPORT)
    with pytest.raises(InvalidValueError):
        seal_answer(TEAM.public_key, "a" * (MAX_ANSWER_OCTETS + 1), mailbox=MAILBOX, report=REPORT)


def test_the_teams_key_opens_for_the_officer_it_was_sealed_to() -> None:
    wrap = seal_team_key(TEAM.seed, OFFICER.public_key, key=KEY, mailbox=MAILBOX)
    assert len(wrap) == TEAM_WRAP_OCTETS
    assert open_team_key(OFFICER, wrap, key=KEY, mailbox=MAILBOX) == TEAM.seed
    with pytest.raises(IntegrityError):
        open_team_key(TEAM, wrap, key=KEY, mailbox=MAILBOX)
    with pytest.raises(IntegrityError):
        open_team_key(OFFICER, wrap, key=OTHER, mailbox=MAILBOX)


def test_an_answer_is_for_one_report_and_is_text() -> None:
    sealed = seal_answer(OFFICER.public_key, "Thank you.", mailbox=MAILBOX, report=REPORT)
    with pytest.raises(IntegrityError):
        open_answer(OFFICER, sealed, mailbox=MAILBOX, report=OTHER)
    broken = b"\x01" + OFFICER.public_key.seal(b"\xff", b"tempory/1 answer\x00" + MAILBOX.octets + REPORT.octets)
    with pytest.raises(IntegrityError):
        open_answer(OFFICER, broken, mailbox=MAILBOX, report=REPORT)
