"""Makes reports.json, which Python and the browser both run. `python tests/sealing/make_report_vectors.py`"""

import hashlib
import json
from base64 import b64encode
from pathlib import Path

from tempory.sealing import KeyPair, seal_answer, seal_report, seal_team_key
from tempory.values import MailboxId, RecordId, Secret

PATH = Path(__file__).parent / "reports.json"
CONTENT = b"From: <bank@evil.example>\r\nSubject: Your account\r\n\r\nhttps://evil.example/login\r\n"
ANSWER = "Merci ! C’était un faux."


def fixed(label: str, size: int = 32) -> bytes:
    return hashlib.shake_256(f"tempory report vectors: {label}".encode()).digest(size)


def b64(octets: bytes) -> str:
    return b64encode(octets).decode()


def make() -> dict[str, str]:
    team, officer = KeyPair(Secret(fixed("team"))), KeyPair(Secret(fixed("officer")))
    key, report = RecordId(fixed("key", 16)), RecordId(fixed("report", 16))
    mailbox = MailboxId(fixed("mailbox", 16))
    return {
        "team_seed": b64(team.seed.reveal()),
        "team_public_key": b64(team.public_key.octets),
        "officer_seed": b64(officer.seed.reveal()),
        "key": str(key),
        "report": str(report),
        "mailbox": str(mailbox),
        "content": b64(CONTENT),
        "sealed_report": b64(seal_report(team.public_key, CONTENT, key=key, report=report)),
        "team_wrap": b64(seal_team_key(team.seed, officer.public_key, key=key, mailbox=mailbox)),
        "answer": ANSWER,
        "sealed_answer": b64(seal_answer(officer.public_key, ANSWER, mailbox=mailbox, report=report)),
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(make(), indent=2, ensure_ascii=False) + "\n")
