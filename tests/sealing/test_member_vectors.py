"""The vectors of what opens a member's mailbox. The browser runs the same file (web/src/sealing/members.test.ts)."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from tempory.sealing import (
    CEILING,
    FLOOR,
    Argon2Parameters,
    KeyPair,
    SecretKind,
    derive_passkey_key,
    derive_recovery_key,
    open_escrow,
    parse_app_password,
    parse_recovery,
    split_app_password,
    split_password,
    unwrap_private_key,
)
from tempory.values import MailboxId, Secret

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "members.json").read_text())
MAILBOX = MailboxId.parse(VECTORS["mailbox"])


def octets(name: str) -> bytes:
    return b64decode(VECTORS[name], validate=True)


def read(shown: dict[str, Any]) -> Argon2Parameters:
    return Argon2Parameters(passes=shown["passes"], lanes=shown["lanes"], memory_kibibytes=shown["memory_kibibytes"])


def test_floor_and_ceiling() -> None:
    assert (read(VECTORS["floor"]), read(VECTORS["ceiling"])) == (FLOOR, CEILING)


@pytest.mark.parametrize("vector", VECTORS["passwords"], ids=lambda vector: vector["auth_half"])
def test_passwords(vector: dict[str, Any]) -> None:
    halves = split_password(vector["password"], b64decode(vector["salt"]), read(vector))
    assert SecretKind.MEMBER_AUTH.encode(halves.auth) == vector["auth_half"]
    assert SecretKind.MEMBER_KEY.encode(halves.key) == vector["key_half"]


def test_wraps() -> None:
    app = split_app_password(parse_app_password(VECTORS["app_password"]))
    assert app.auth == Secret(octets("app_auth_half"))
    keys = {
        "app_wrap": app.key,
        "passkey_wrap": derive_passkey_key(Secret(octets("prf_output"))),
        "recovery_wrap": derive_recovery_key(parse_recovery(VECTORS["recovery"])),
    }
    for name, key_half in keys.items():
        assert unwrap_private_key(octets(name), key_half=key_half, mailbox=MAILBOX) == Secret(octets("seed"))


def test_escrow() -> None:
    escrow = KeyPair(Secret(octets("escrow_seed")))
    assert open_escrow(octets("escrow_wrap"), escrow, mailbox=MAILBOX) == Secret(octets("seed"))
