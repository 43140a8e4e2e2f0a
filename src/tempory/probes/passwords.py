"""access.passwords: how members' passwords are protected, what the server asks for, and what the rules refuse."""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import httpx

from tempory.client.transport import trust
from tempory.people import PasswordRecord, WrapKind
from tempory.people.password_rules import PasswordRules
from tempory.policy import Finding, Store
from tempory.probes import store
from tempory.probes.examination import Examination, Target, broken, kept, unknown
from tempory.sealing import Argon2Parameters, check_parameters
from tempory.values import IntegrityError, InvalidValueError

PROBES: Final = ("passwords.census", "passwords.asked", "passwords.rules")
FILTER: Final = files("tempory.people") / "common_passwords.bin"
FILTER_DIGEST: Final = "4c3dc10a3d8c17b8f2e4ec8ae8adb213bd907a1023125ac787eb7c20a9503ada"
# One of each kind that is to be refused, for somebody called Ines Dupont.
BAD: Final = ("fourteen chars", "password1234567", "passwordpassword", "qwertyuiopasdfgh", "ines dupont loves me")
GOOD: Final = "a heron stands in the reeds"
_CONTEXT: Final = ("Ines Dupont", "ines@tempory.test", "tempory")


def examine_passwords(target: Target) -> Iterator[Finding]:
    """Count, ask, and try the rules."""
    yield _check_rules(FILTER.read_bytes())
    yield _check_asked(target)
    if target.data is None:
        yield unknown("passwords.census", "needs the data folder (--data)")
    else:
        yield _check_census(target.data)


def _check_rules(octets: bytes) -> Finding:
    probe = "passwords.rules"
    if hashlib.sha256(octets).hexdigest() != FILTER_DIGEST:
        return broken(probe, "the list of common passwords is not the one that was published")
    rules = PasswordRules(octets)
    taken = sum(rules.flaw(password, _CONTEXT) is None for password in BAD)
    if taken or rules.flaw(GOOD, _CONTEXT) is not None:
        return broken(probe, f"{taken} of {len(BAD)} bad passwords would be taken")
    return kept(probe, f"{len(BAD)} bad passwords are refused, a good one is taken, and the list is whole")


def _check_asked(target: Target) -> Finding:
    """Ask as a page would: a server that asks for less than the floor is refused by every client."""
    probe = "passwords.asked"
    wish = {"address": "probe@tempory.invalid"}
    with httpx.Client(base_url=target.server, verify=trust(target.ca), timeout=target.patience) as http:
        asked = http.post("/api/v1/account/parameters", json=wish).json()
        again = http.post("/api/v1/account/parameters", json=wish).json()
    parameters = Argon2Parameters(
        passes=asked["passes"], lanes=asked["lanes"], memory_kibibytes=asked["memory_kibibytes"]
    )
    try:
        check_parameters(parameters)
    except InvalidValueError:
        return broken(probe, "the server asks for parameters below the floor")
    if asked != again:
        return broken(probe, "an account that does not exist is told from one that does: its salt changes")
    return kept(probe, "the server asks for parameters at the floor or above, and the same of accounts that are none")


def _check_census(data: Path) -> Finding:
    probe, count = "passwords.census", 0
    with store.opened(data, Store.MAIL) as mail:
        for (detail,) in mail.execute("SELECT detail FROM wraps WHERE kind = ?", (WrapKind.PASSWORD.value,)):
            try:
                check_parameters(PasswordRecord.decode(bytes(detail)).parameters)
            except (InvalidValueError, IntegrityError):
                return broken(probe, "a password is protected by less than the floor")
            count += 1
    return kept(probe, f"{count} passwords, each derived at the floor or above")


PASSWORDS = Examination(probes=PROBES, examine=examine_passwords)
