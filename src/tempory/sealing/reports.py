"""What a holder hands over to the security team, the team's key, and the team's answer. docs/sealing.md, "Reports".

Each is 0x01 ‖ HPKE seal. The `info` binds a report to the team's key and to its own id, the team's private key to the
officer's mailbox, and an answer to the mailbox and the report: moved elsewhere, none of them opens.
"""

from typing import Final

from cryptography.exceptions import InvalidTag

from tempory.sealing.keys import SECRET_OCTETS, KeyPair, PublicKey
from tempory.values import IntegrityError, InvalidValueError, MailboxId, RecordId, Secret

FORMAT: Final = b"\x01"
SEAL_OCTETS: Final = 1 + 1120 + 16
"""What a seal adds to what is in it."""
MAX_REPORT_OCTETS: Final = 4 * 1024 * 1024
"""The largest message that can be handed over."""
TEAM_WRAP_OCTETS: Final = SEAL_OCTETS + SECRET_OCTETS
MAX_ANSWER_OCTETS: Final = 8 * 1024


def seal_report(team: PublicKey, content: bytes, *, key: RecordId, report: RecordId) -> bytes:
    """Seal a message (RFC 5322 octets) to the team's key; `InvalidValueError` above 4 MiB."""
    return _seal(team, content, _report_info(key, report), MAX_REPORT_OCTETS)


def open_report(team: KeyPair, sealed: bytes, *, key: RecordId, report: RecordId) -> bytes:
    """Open a report, on the machine of who holds the team's key; `IntegrityError` if it is another one's."""
    return _open(team, sealed, _report_info(key, report), MAX_REPORT_OCTETS)


def seal_team_key(seed: Secret, officer: PublicKey, *, key: RecordId, mailbox: MailboxId) -> bytes:
    """Return the team's private key sealed to an officer's mailbox. Made by the page of an officer who has it."""
    return _seal(officer, seed.reveal(), _team_info(key, mailbox), SECRET_OCTETS)


def open_team_key(officer: KeyPair, wrap: bytes, *, key: RecordId, mailbox: MailboxId) -> Secret:
    """Return the seed of the team's key pair; `IntegrityError` if the wrap is another officer's or key's."""
    return Secret(_open(officer, wrap, _team_info(key, mailbox), SECRET_OCTETS))


def seal_answer(reporter: PublicKey, text: str, *, mailbox: MailboxId, report: RecordId) -> bytes:
    """Seal what the team answers to who reported; `InvalidValueError` above 8 KiB."""
    return _seal(reporter, text.encode(), _answer_info(mailbox, report), MAX_ANSWER_OCTETS)


def open_answer(reporter: KeyPair, sealed: bytes, *, mailbox: MailboxId, report: RecordId) -> str:
    """Open an answer; `IntegrityError` if it was sealed for another report."""
    try:
        return _open(reporter, sealed, _answer_info(mailbox, report), MAX_ANSWER_OCTETS).decode()
    except UnicodeDecodeError:
        raise _broken_seal() from None


def _seal(to: PublicKey, content: bytes, info: bytes, most: int) -> bytes:
    if len(content) > most:
        message = f"at most {most} octets are sealed here"
        raise InvalidValueError(message)
    return FORMAT + to.seal(content, info)


def _open(keys: KeyPair, sealed: bytes, info: bytes, most: int) -> bytes:
    if sealed[:1] != FORMAT or len(sealed) > SEAL_OCTETS + most:
        raise _broken_seal()
    try:
        return keys.open(sealed[1:], info)
    except InvalidTag:
        raise _broken_seal() from None


def _report_info(key: RecordId, report: RecordId) -> bytes:
    return b"tempory/1 report\x00" + key.octets + report.octets


def _team_info(key: RecordId, mailbox: MailboxId) -> bytes:
    return b"tempory/1 team\x00" + key.octets + mailbox.octets


def _answer_info(mailbox: MailboxId, report: RecordId) -> bytes:
    return b"tempory/1 answer\x00" + mailbox.octets + report.octets


def _broken_seal() -> IntegrityError:
    return IntegrityError("a report, an answer or a team's key was altered, or sealed for another")
