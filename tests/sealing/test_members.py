"""What opens a member's mailbox. The vectors' test holds the same derivations against the browser's."""

from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.sealing import (
    CEILING,
    ESCROW_WRAP_OCTETS,
    FLOOR,
    RECOVERY_OCTETS,
    Argon2Parameters,
    KeyPair,
    SecretKind,
    add_shred_layer,
    check_parameters,
    derive_passkey_key,
    derive_recovery_key,
    encode_recovery,
    open_escrow,
    parse_app_password,
    parse_recovery,
    seal_to_escrow,
    split_app_password,
    split_password,
    split_token,
    strip_shred_layer,
    unwrap_private_key,
    wrap_private_key,
)
from tempory.values import IntegrityError, InvalidValueError, MailboxId, Secret

SALT = bytes(range(16))
MAILBOX = MailboxId(b"m" * 16)
PASSWORD = "a heron stands in the reeds"


def parameters(passes: int = FLOOR.passes, lanes: int = FLOOR.lanes, memory: int = 65_536) -> Argon2Parameters:
    return Argon2Parameters(passes=passes, lanes=lanes, memory_kibibytes=memory)


def test_a_password_splits_in_two_that_say_nothing_of_each_other() -> None:
    halves = split_password(PASSWORD, SALT)
    assert halves.auth != halves.key
    assert split_password(PASSWORD, SALT) == halves
    assert split_password(PASSWORD, SALT[::-1]).auth != halves.auth
    assert SecretKind.MEMBER_AUTH.encode(halves.auth).startswith("tpm_")


def test_a_password_is_the_same_however_it_is_typed() -> None:
    """RFC 8265 §4.2: composed and decomposed letters are one."""
    assert split_password("mot de passe é", SALT) == split_password("mot de passe e\u0301", SALT)


@pytest.mark.parametrize(
    "weak",
    [
        parameters(passes=FLOOR.passes - 1),
        parameters(lanes=FLOOR.lanes - 1),
        parameters(memory=FLOOR.memory_kibibytes - 1),
        parameters(passes=CEILING.passes + 1),
        parameters(memory=CEILING.memory_kibibytes + 1),
    ],
)
def test_parameters_that_a_server_should_not_ask_for_are_refused(weak: Argon2Parameters) -> None:
    with pytest.raises(InvalidValueError):
        check_parameters(weak)
    with pytest.raises(InvalidValueError):
        split_password(PASSWORD, SALT, weak)


def test_a_salt_has_one_size() -> None:
    with pytest.raises(InvalidValueError):
        split_password(PASSWORD, SALT[:8])


def test_an_app_password_is_no_token_even_if_its_octets_are() -> None:
    secret = Secret(token_bytes(32))
    halves, token = split_app_password(secret), split_token(secret)
    assert len({half.reveal() for half in (halves.auth, halves.key, token.auth, token.key)}) == 4
    assert parse_app_password(SecretKind.APP_PASSWORD.encode(secret)) == secret
    with pytest.raises(InvalidValueError):
        parse_app_password(SecretKind.TOKEN.encode(secret))
    with pytest.raises(InvalidValueError):
        split_app_password(Secret(b"short"))


def test_passkey_and_recovery_keys_have_their_own_labels() -> None:
    assert derive_passkey_key(Secret(b"p" * 32)) != Secret(b"p" * 32)
    assert derive_recovery_key(Secret(b"r" * RECOVERY_OCTETS)) != derive_recovery_key(Secret(b"s" * RECOVERY_OCTETS))
    for derive in (derive_passkey_key, derive_recovery_key):
        with pytest.raises(InvalidValueError):
            derive(Secret(b"short"))


@given(st.binary(min_size=RECOVERY_OCTETS, max_size=RECOVERY_OCTETS))
def test_a_recovery_secret_survives_paper(octets: bytes) -> None:
    text = encode_recovery(Secret(octets))
    assert len(text.split("-")) == 8
    assert parse_recovery(text) == Secret(octets)
    sloppy = text.lower().replace("-", "  ").replace("1", "l").replace("0", "o")
    assert parse_recovery(sloppy) == Secret(octets)


@pytest.mark.parametrize("text", ["", "ABCD-EFGH", "U" * 32, "é" * 32, "0" * 33])
def test_what_is_no_recovery_secret_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        parse_recovery(text)


def test_escrow_opens_with_the_offline_key_alone() -> None:
    escrow, stranger, seed = KeyPair.draw(token_bytes), KeyPair.draw(token_bytes), Secret(token_bytes(32))
    wrap = seal_to_escrow(seed, escrow.public_key, mailbox=MAILBOX)
    assert len(wrap) == ESCROW_WRAP_OCTETS
    assert open_escrow(wrap, escrow, mailbox=MAILBOX) == seed
    wrong = ((wrap, stranger, MAILBOX), (wrap[:-1], escrow, MAILBOX), (b"\x02" + wrap[1:], escrow, MAILBOX))
    for broken, keys, mailbox in (*wrong, (wrap, escrow, MailboxId(b"n" * 16))):
        with pytest.raises(IntegrityError):
            open_escrow(broken, keys, mailbox=mailbox)


def test_escrow_and_every_other_wrap_die_with_the_shred_key() -> None:
    escrow, seed, shred_key = KeyPair.draw(token_bytes), Secret(token_bytes(32)), Secret(token_bytes(32))
    key_half = split_app_password(Secret(token_bytes(32))).key
    wraps = (
        seal_to_escrow(seed, escrow.public_key, mailbox=MAILBOX),
        wrap_private_key(seed, key_half=key_half, mailbox=MAILBOX, random=token_bytes),
    )
    for wrap in wraps:
        outer = add_shred_layer(wrap, shred_key=shred_key, mailbox=MAILBOX, random=token_bytes)
        assert strip_shred_layer(outer, shred_key=shred_key, mailbox=MAILBOX) == wrap
        with pytest.raises(IntegrityError):
            strip_shred_layer(outer, shred_key=Secret(token_bytes(32)), mailbox=MAILBOX)
    assert unwrap_private_key(wraps[1], key_half=key_half, mailbox=MAILBOX) == seed
