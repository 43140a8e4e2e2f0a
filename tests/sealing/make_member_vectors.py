"""Makes members.json, which Python and the browser both run. `python tests/sealing/make_member_vectors.py`"""

import hashlib
import json
from base64 import b64encode
from pathlib import Path

from tempory.sealing import (
    CEILING,
    FLOOR,
    MEMBER_PARAMETERS,
    RECOVERY_OCTETS,
    KeyPair,
    SecretKind,
    derive_passkey_key,
    derive_recovery_key,
    encode_recovery,
    seal_to_escrow,
    split_app_password,
    split_password,
    wrap_private_key,
)
from tempory.sealing.passwords import Argon2Parameters
from tempory.values import MailboxId, Secret

PATH = Path(__file__).parent / "members.json"
PASSWORDS = ("a heron stands in the reeds", "mot de passe e\u0301te\u0301 2026", "пароль для почты 漢字 🙂")


def fixed(label: str, size: int = 32) -> bytes:
    return hashlib.shake_256(f"tempory member vectors: {label}".encode()).digest(size)


def b64(octets: bytes) -> str:
    return b64encode(octets).decode()


def show(parameters: Argon2Parameters) -> dict[str, int]:
    return {
        "passes": parameters.passes,
        "lanes": parameters.lanes,
        "memory_kibibytes": parameters.memory_kibibytes,
    }


def passwords() -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for number, password in enumerate(PASSWORDS):
        salt = fixed(f"salt {number}", 16)
        halves = split_password(password, salt)
        made.append(
            {
                "password": password,
                "salt": b64(salt),
                **show(MEMBER_PARAMETERS),
                "auth_half": SecretKind.MEMBER_AUTH.encode(halves.auth),
                "key_half": SecretKind.MEMBER_KEY.encode(halves.key),
            }
        )
    return made


def make() -> dict[str, object]:
    """Return all vectors."""
    seed, mailbox = Secret(fixed("seed")), MailboxId(fixed("mailbox", 16))
    app, recovery, prf = Secret(fixed("app")), Secret(fixed("recovery", RECOVERY_OCTETS)), Secret(fixed("prf"))
    nonce, escrow = fixed("nonce", 12), KeyPair(Secret(fixed("escrow seed")))
    halves, passkey, paper = split_app_password(app), derive_passkey_key(prf), derive_recovery_key(recovery)

    def wrap(key_half: Secret) -> str:
        return b64(wrap_private_key(seed, key_half=key_half, mailbox=mailbox, random=lambda _: nonce))

    return {
        "floor": show(FLOOR),
        "ceiling": show(CEILING),
        "passwords": passwords(),
        "seed": b64(seed.reveal()),
        "mailbox": str(mailbox),
        "nonce": b64(nonce),
        "app_password": SecretKind.APP_PASSWORD.encode(app),
        "app_auth_half": b64(halves.auth.reveal()),
        "app_wrap": wrap(halves.key),
        "prf_output": b64(prf.reveal()),
        "passkey_wrap": wrap(passkey),
        "recovery": encode_recovery(recovery),
        "recovery_wrap": wrap(paper),
        "escrow_seed": b64(escrow.seed.reveal()),
        "escrow_wrap": b64(seal_to_escrow(seed, escrow.public_key, mailbox=mailbox)),
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(make(), indent=1) + "\n")
