"""The vectors that the browser runs too: what Python makes it opens, and what it must refuse it refuses."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from tempory.sealing import (
    AddressHasher,
    KeyPair,
    SecretKind,
    add_shred_layer,
    decode_summary,
    encode_summary,
    hash_auth_half,
    open_body,
    open_profile,
    open_summary,
    parse_credential,
    seal_body,
    split_token,
    strip_shred_layer,
    unwrap_private_key,
    wrap_private_key,
)
from tempory.values import Address, IntegrityError, InvalidValueError, MailboxId, MessageId, Secret

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text())
MAILBOX, MESSAGE = MailboxId.parse(VECTORS["mailbox"]), MessageId.parse(VECTORS["message"])


def octets(name: str) -> bytes:
    return b64decode(VECTORS[name], validate=True)


KEYS = KeyPair(Secret(octets("seed")))
CONTENT_KEY = Secret(octets("content_key"))


def test_token_and_halves() -> None:
    halves = split_token(SecretKind.TOKEN.parse(VECTORS["token"]))
    assert SecretKind.AUTH_HALF.encode(halves.auth) == VECTORS["auth_half"]
    assert SecretKind.KEY_HALF.encode(halves.key) == VECTORS["key_half"]
    assert hash_auth_half(halves.auth).hex() == VECTORS["auth_hash"]


@pytest.mark.parametrize("text", VECTORS["malformed_credentials"])
def test_malformed_credentials(text: str) -> None:
    with pytest.raises(InvalidValueError):
        parse_credential(text)


def test_key_pair() -> None:
    assert KEYS.public_key.octets == octets("public_key")


def test_wraps() -> None:
    key_half = SecretKind.KEY_HALF.parse(VECTORS["key_half"])
    shred_key = Secret(octets("shred_key"))
    inner = wrap_private_key(KEYS.seed, key_half=key_half, mailbox=MAILBOX, random=lambda _: octets("nonce"))
    outer = add_shred_layer(inner, shred_key=shred_key, mailbox=MAILBOX, random=lambda _: octets("shred_nonce"))
    assert (inner, outer) == (octets("inner_wrap"), octets("outer_wrap"))
    assert strip_shred_layer(outer, shred_key=shred_key, mailbox=MAILBOX) == inner
    assert unwrap_private_key(inner, key_half=key_half, mailbox=MAILBOX) == KEYS.seed


def test_address_hash() -> None:
    hasher = AddressHasher(Secret(octets("hash_key")))
    assert hasher.hash(Address.parse(VECTORS["address"])).hex() == VECTORS["address_hash"]
    assert hasher.hash(Address.parse("Quiet-Otter@TEMPORY.test")).hex() == VECTORS["address_hash"]


def test_profile() -> None:
    assert str(open_profile(KEYS, octets("profile"), mailbox=MAILBOX)) == VECTORS["address"]


def test_summary() -> None:
    summary = decode_summary(open_summary(KEYS, octets("summary"), mailbox=MAILBOX, message=MESSAGE))
    assert json.loads(encode_summary(summary)) == VECTORS["summary_json"]
    assert summary.content_key == CONTENT_KEY


@pytest.mark.parametrize("body", VECTORS["bodies"], ids=lambda body: str(body["size"]))
def test_bodies(body: dict[str, Any]) -> None:
    pattern = body["pattern"].encode()
    content = (pattern * (body["size"] // len(pattern) + 1))[: body["size"]]
    assert open_body(b64decode(body["sealed"]), content_key=CONTENT_KEY, message=MESSAGE) == content
    # What is sealed today may compress otherwise than the vector did, but opens the same.
    sealed = seal_body(content, content_key=CONTENT_KEY, message=MESSAGE)
    assert open_body(sealed, content_key=CONTENT_KEY, message=MESSAGE) == content


@pytest.mark.parametrize("name", VECTORS["malformed_bodies"])
def test_malformed_bodies(name: str) -> None:
    sealed = b64decode(VECTORS["malformed_bodies"][name])
    with pytest.raises(IntegrityError):
        open_body(sealed, content_key=CONTENT_KEY, message=MESSAGE)


@pytest.mark.parametrize("name", VECTORS["malformed_seals"]["summaries"])
def test_malformed_summaries(name: str) -> None:
    sealed = b64decode(VECTORS["malformed_seals"]["summaries"][name])
    with pytest.raises(IntegrityError):
        decode_summary(open_summary(KEYS, sealed, mailbox=MAILBOX, message=MESSAGE))


@pytest.mark.parametrize("name", VECTORS["malformed_seals"]["profiles"])
def test_malformed_profiles(name: str) -> None:
    sealed = b64decode(VECTORS["malformed_seals"]["profiles"][name])
    with pytest.raises(IntegrityError):
        open_profile(KEYS, sealed, mailbox=MAILBOX)
