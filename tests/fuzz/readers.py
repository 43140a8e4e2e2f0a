"""What takes apart what was stored, or sent: messages, sealed objects, the configuration."""

from contextlib import suppress

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import json

from tempory.config import UnreadableConfigurationError, parse
from tempory.mime import LIMITS, Header, parse_structure, summarise
from tempory.mime import parse as parse_message
from tempory.sealing import (
    KeyPair,
    ListingCipher,
    SecretKind,
    decode_summary,
    encode_summary,
    open_body,
    open_body_chunks,
    open_profile,
    open_summary,
    seal_body,
)
from tempory.sealing.body import _label, _nonce
from tempory.sealing.credentials import parse_credential
from tempory.sealing.objects import _profile_info
from tempory.sessions.imap.briefs import decode_page
from tempory.sessions.imap.briefs import encode_page as write_page
from tempory.values import IntegrityError, InvalidValueError, MailboxId, MessageId, Secret
from tempory.verdict import Judge
from tempory.verdict.outcome import MAX_EVIDENCE_CHARACTERS, MAX_REASONS
from tests.fuzz.invariants import assert_bounded, pieces

KEY = Secret(b"k" * 32)
KEYS = KeyPair(KEY)
MAILBOX, MESSAGE = MailboxId(b"b" * 16), MessageId(b"m" * 16)
JUDGE = Judge(own_domains=["firm.example"])
LISTINGS = ListingCipher(KEY, mailbox=MAILBOX)


def fuzz_mime(octets: bytes) -> None:
    """A message, however broken, is summarised; what is said of it is bounded and can be written."""
    assert_bounded(octets, lambda: summarise(octets), calls=20_000, calls_an_octet=2_000)
    summary = summarise(octets)
    assert summary.size == len(octets)
    assert len(summary.preview) <= LIMITS.preview_characters
    assert len(summary.codes) <= LIMITS.codes
    assert len(summary.links) <= LIMITS.links
    assert json.encode(summary.as_json())
    root = parse_structure(octets)
    for part in root.walk():
        assert 0 <= part.header.start <= part.header.end <= part.body.start <= part.body.end <= len(octets)
        Header(octets, *part.header).decoded()


def fuzz_verdict(octets: bytes) -> None:
    """A message, however broken, gets a verdict; what is said of it is bounded and can be shown."""
    message = parse_message(octets)
    assert_bounded(octets, lambda: JUDGE.judge(message), calls=100_000, calls_an_octet=2_000)
    verdict = JUDGE.judge(message)
    assert 0 <= verdict.score <= 1
    assert len(verdict.reasons) <= MAX_REASONS
    assert all(
        each.evidence.isprintable() and len(each.evidence) <= MAX_EVIDENCE_CHARACTERS for each in verdict.reasons
    )


def fuzz_sealed(octets: bytes) -> None:
    """What was altered is `IntegrityError`, and what its own key has sealed is read or is `IntegrityError`."""
    for read in (_read_foreign, _read_own, _read_back):
        assert_bounded(octets, lambda read=read: read(octets), calls=2_000, calls_an_octet=100)  # type: ignore[misc]


def _read_foreign(octets: bytes) -> None:
    for attempt in (
        lambda: open_body(octets, content_key=KEY, message=MESSAGE),
        lambda: list(open_body_chunks(pieces(octets), content_key=KEY, message=MESSAGE)),
        lambda: open_summary(KEYS, octets, mailbox=MAILBOX, message=MESSAGE),
        lambda: open_profile(KEYS, octets, mailbox=MAILBOX),
        lambda: LISTINGS.open(octets, folder=1, number=0),
    ):
        try:
            attempt()
        except IntegrityError:
            continue
        message = "somebody else's octets were taken for ours"
        raise AssertionError(message)
    text = octets.decode("utf-8", "replace")
    for parse_text in (parse_credential, SecretKind.TOKEN.parse):
        try:
            parse_text(text)
        except InvalidValueError:
            continue


def _read_own(octets: bytes) -> None:
    """Octets that carry the right seal, as if a key had got out."""
    ciphertext = AESGCM(KEY.reveal()).encrypt(_nonce(0, last=True), octets, _label(MESSAGE))
    sealed = b"\x01" + len(ciphertext).to_bytes(4, "big") + ciphertext
    with suppress(IntegrityError):
        assert len(open_body(sealed, content_key=KEY, message=MESSAGE)) <= 1 << 16
    with suppress(IntegrityError):
        summary = decode_summary(octets)
        assert decode_summary(encode_summary(summary)) == summary
    with suppress(IntegrityError):
        page = decode_page(octets)
        assert decode_page(write_page(page)) == page
    with suppress(IntegrityError):
        open_profile(KEYS, b"\x01" + KEYS.public_key.seal(octets, _profile_info(MAILBOX)), mailbox=MAILBOX)


def _read_back(octets: bytes) -> None:
    sealed = seal_body(octets, content_key=KEY, message=MESSAGE)
    assert b"".join(open_body_chunks(pieces(sealed), content_key=KEY, message=MESSAGE)) == octets


def fuzz_config(octets: bytes) -> None:
    """Text is a configuration, or mistakes with their lines."""
    text = octets.decode("utf-8", "replace")

    def work() -> None:
        refusal = None
        try:
            parse(text)
        except UnreadableConfigurationError as error:
            refusal = error
        assert refusal is None or all(refusal.explained())

    assert_bounded(octets, work, calls=20_000, calls_an_octet=1_000)
