"""Makes vectors.json, which Python and the browser both run. `python tests/sealing/make_vectors.py`

Everything but the HPKE seals, which are random, comes out the same each time. The malformed objects are right or nearly
so in their cryptography, and a reader must refuse them all the same.
"""

import hashlib
import json
from base64 import b64encode
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tempory.sealing import (
    AddressHasher,
    Attachment,
    Envelope,
    KeyPair,
    Party,
    SecretKind,
    Summary,
    add_shred_layer,
    encode_summary,
    hash_auth_half,
    seal_body,
    seal_profile,
    seal_summary,
    split_token,
    wrap_private_key,
)
from tempory.values import Address, MailboxId, MessageId, Secret

PATH = Path(__file__).parent / "vectors.json"


def fixed(label: str, size: int = 32) -> bytes:
    return hashlib.shake_256(f"tempory vectors: {label}".encode()).digest(size)


TOKEN = Secret(fixed("token"))
HALVES = split_token(TOKEN)
KEYS = KeyPair(Secret(fixed("seed")))
MAILBOX = MailboxId(fixed("mailbox", 16))
MESSAGE = MessageId(fixed("message", 16))
OTHER_MESSAGE = MessageId(fixed("other message", 16))
SHRED_KEY = Secret(fixed("shred key"))
CONTENT_KEY = Secret(fixed("content key"))
ADDRESS = Address.parse("quiet-otter@tempory.test")
HASH_KEY = Secret(fixed("hash key"))
LABEL = b"tempory/1 body\x00" + MESSAGE.octets

SUMMARY = Summary(
    content_key=CONTENT_KEY,
    envelope=Envelope(
        from_=(Party(name="Zoë Müller", address="zoe@example.org"),),
        to=(Party(address="quiet-otter@tempory.test"),),
        subject="Votre code est 481516 ✓",
        date="Sat, 21 Nov 2026 20:00:00 +0100",
        message_id="<1@example.org>",
    ),
    recipient="quiet-otter@tempory.test",
    return_path="zoe@example.org",
    size=2048,
    preview="Bonjour, votre code est 481516.",
    codes=("481516",),
    links=("https://example.org/verify?a=1&b=2",),
    attachments=(Attachment(index=0, name="reçu.pdf", type="application/pdf", size=512),),
    structure={"type": "text/plain"},
)


def b64(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")


def nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])


def chunk(index: int, frame: bytes, *, last: bool) -> bytes:
    """One chunk around any plaintext, whether a writer may make it or not."""
    ciphertext = AESGCM(CONTENT_KEY.reveal()).encrypt(nonce(index, last=last), frame, LABEL)
    return len(ciphertext).to_bytes(4, "big") + ciphertext


def zstd(content: bytes, *, sized: bool = True) -> bytes:
    return zstandard.ZstdCompressor(level=3, write_content_size=sized).compress(content)


def content(pattern: str, size: int) -> bytes:
    """`pattern` over and over, `size` octets of it. The browser's tests do the same."""
    octets = pattern.encode()
    return (octets * (size // max(1, len(octets)) + 1))[:size]


def bodies() -> list[dict[str, object]]:
    pattern = "Sealed on arrival, forgotten on time. Scellé à l'arrivée.\r\n"
    sizes = (0, 1, 1000, 65_535, 65_536, 65_537, 131_072, 200_000)
    return [
        {
            "pattern": pattern,
            "size": size,
            "sealed": b64(seal_body(content(pattern, size), content_key=CONTENT_KEY, message=MESSAGE)),
        }
        for size in sizes
    ]


def malformed_bodies() -> dict[str, bytes]:
    full, short = zstd(bytes(65_536)), zstd(b"the end")
    good = seal_body(content("abc", 140_000), content_key=CONTENT_KEY, message=MESSAGE)
    first, last = chunk(0, full, last=False), chunk(1, short, last=True)
    return {
        "nothing": b"",
        "version alone": b"\x01",
        "version 2": b"\x02" + good[1:],
        "last chunk missing": b"\x01" + first,
        "last octet missing": good[:-1],
        "an octet too many": good + b"\x00",
        "chunks swapped": b"\x01" + chunk(1, short, last=False) + chunk(0, full, last=True),
        "chunk repeated": b"\x01" + first + first + last,
        "last chunk followed by another": b"\x01" + chunk(0, full, last=True) + last,
        "last flag never set": b"\x01" + first + chunk(1, short, last=False),
        "short chunk before the last": b"\x01" + chunk(0, short, last=False) + last,
        "empty chunk at the end": b"\x01" + first + chunk(1, zstd(b""), last=True),
        "flipped bit": good[:40] + bytes([good[40] ^ 1]) + good[41:],
        "another message's": seal_body(b"abc", content_key=CONTENT_KEY, message=OTHER_MESSAGE),
        "another key's": seal_body(b"abc", content_key=HASH_KEY, message=MESSAGE),
        "length of 4 GiB": b"\x01\xff\xff\xff\xff" + bytes(100),
        "length just too long": b"\x01" + (66_561).to_bytes(4, "big") + bytes(66_561),
        "frame that gives one octet too many": b"\x01" + chunk(0, zstd(bytes(65_537)), last=True),
        "frame that gives 16 MiB": b"\x01" + chunk(0, zstd(bytes(1 << 24)), last=True),
        "frame that hides its size": b"\x01" + chunk(0, zstd(b"abc", sized=False), last=True),
        "frame that lies about its size": b"\x01" + chunk(0, b"\x28\xb5\x2f\xfd\x20\x05\x19\x00\x00abc", last=True),
        "frame cut short": b"\x01" + chunk(0, zstd(b"abc" * 100)[:-1], last=True),
        "two frames": b"\x01" + chunk(0, short + short, last=True),
        "octets after the frame": b"\x01" + chunk(0, short + b"x", last=True),
        "skippable frame": b"\x01" + chunk(0, b"\x50\x2a\x4d\x18\x00\x00\x00\x00", last=True),
        "frame with a checksum": b"\x01"
        + chunk(0, zstandard.ZstdCompressor(write_checksum=True).compress(b"abc"), last=True),
        "magic number alone": b"\x01" + chunk(0, b"\x28\xb5\x2f\xfd", last=True),
        "header alone": b"\x01" + chunk(0, b"\x28\xb5\x2f\xfd\x20", last=True),
        "content size of eight octets": b"\x01"
        + chunk(0, b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8 + b"\x01\x00\x00", last=True),
        "no frame": b"\x01" + chunk(0, b"not zstd at all", last=True),
        "empty plaintext": b"\x01" + chunk(0, b"", last=True),
        "reserved block type": b"\x01" + chunk(0, b"\x28\xb5\x2f\xfd\x20\x03\x1f\x00\x00abc", last=True),
    }


def malformed_seals() -> dict[str, dict[str, str]]:
    public = KEYS.public_key
    summary_info = b"tempory/1 summary\x00" + MAILBOX.octets + MESSAGE.octets
    profile_info = b"tempory/1 profile\x00" + MAILBOX.octets

    def summary(plaintext: bytes) -> bytes:
        return b"\x01" + public.seal(plaintext, summary_info)

    good = encode_summary(SUMMARY)
    sealed = summary(good)
    key = b64(CONTENT_KEY.reveal()).encode()
    summaries = {
        "nothing": b"",
        "version alone": b"\x01",
        "version 2": b"\x02" + sealed[1:],
        "cut short": sealed[:-1],
        "an octet too many": sealed + b"\x00",
        "flipped bit of the encapsulation": sealed[:50] + bytes([sealed[50] ^ 4]) + sealed[51:],
        "flipped bit of the X25519 share": sealed[:1100] + bytes([sealed[1100] ^ 4]) + sealed[1101:],
        "flipped bit of the ciphertext": sealed[:-20] + bytes([sealed[-20] ^ 128]) + sealed[-19:],
        "another message's": seal_summary(public, good, mailbox=MAILBOX, message=OTHER_MESSAGE),
        "a profile": seal_profile(public, ADDRESS, mailbox=MAILBOX),
        "not JSON": summary(b"hello"),
        "not UTF-8": summary(good.replace(b"481516", b"48\xff516")),
        "no object": summary(b"[]"),
        "JSON version 2": summary(good.replace(b'"v":1', b'"v":2')),
        "no content key": summary(good.replace(b"content_key", b"content_kex")),
        "content key of 31 octets": summary(good.replace(key, b64(bytes(31)).encode())),
        "content key not base64": summary(good.replace(key, b"*" * 44)),
        "content key a number": summary(good.replace(b'"' + key + b'"', b"5")),
        "codes not texts": summary(good.replace(b'["481516"]', b"[481516]")),
    }
    profile = seal_profile(public, ADDRESS, mailbox=MAILBOX)
    profiles = {
        "version 2": b"\x02" + profile[1:],
        "another mailbox's": seal_profile(public, ADDRESS, mailbox=MailboxId(fixed("other mailbox", 16))),
        "no address": b"\x01" + public.seal(b'{"v":1}', profile_info),
        "not an address": b"\x01" + public.seal(b'{"v":1,"address":"nobody"}', profile_info),
        "too long": b"\x01" + public.seal(b'{"v":1,"address":"a@b.c"}' + b" " * 4096, profile_info),
    }
    return {
        "summaries": {name: b64(octets) for name, octets in summaries.items()},
        "profiles": {name: b64(octets) for name, octets in profiles.items()},
    }


def malformed_credentials() -> list[str]:
    good = SecretKind.TOKEN.encode(TOKEN)
    return [
        "",
        "tpy_",
        good[:-1],
        good + "A",
        good[:-1] + "=",
        "tpx_" + good[4:],
        good[:10] + "+" + good[11:],
        good + "\n",
        good[:-1] + chr(ord(good[-1]) + 1),
        good[:20] + "é" + good[21:],
        good.upper(),
        " " + good,
    ]


def make() -> dict[str, object]:
    """Return all vectors."""
    mailbox_nonce, shred_nonce = fixed("nonce", 12), fixed("shred nonce", 12)
    inner = wrap_private_key(KEYS.seed, key_half=HALVES.key, mailbox=MAILBOX, random=lambda _: mailbox_nonce)
    outer = add_shred_layer(inner, shred_key=SHRED_KEY, mailbox=MAILBOX, random=lambda _: shred_nonce)
    summary = encode_summary(SUMMARY)
    return {
        "token": SecretKind.TOKEN.encode(TOKEN),
        "auth_half": SecretKind.AUTH_HALF.encode(HALVES.auth),
        "key_half": SecretKind.KEY_HALF.encode(HALVES.key),
        "auth_hash": hash_auth_half(HALVES.auth).hex(),
        "malformed_credentials": malformed_credentials(),
        "mailbox": str(MAILBOX),
        "message": str(MESSAGE),
        "seed": b64(KEYS.seed.reveal()),
        "public_key": b64(KEYS.public_key.octets),
        "nonce": b64(mailbox_nonce),
        "inner_wrap": b64(inner),
        "shred_key": b64(SHRED_KEY.reveal()),
        "shred_nonce": b64(shred_nonce),
        "outer_wrap": b64(outer),
        "hash_key": b64(HASH_KEY.reveal()),
        "address": str(ADDRESS),
        "address_hash": AddressHasher(HASH_KEY).hash(ADDRESS).hex(),
        "profile": b64(seal_profile(KEYS.public_key, ADDRESS, mailbox=MAILBOX)),
        "summary": b64(seal_summary(KEYS.public_key, summary, mailbox=MAILBOX, message=MESSAGE)),
        "summary_json": json.loads(summary),
        "content_key": b64(CONTENT_KEY.reveal()),
        "bodies": bodies(),
        "malformed_bodies": {name: b64(octets) for name, octets in malformed_bodies().items()},
        "malformed_seals": malformed_seals(),
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(make(), indent=1) + "\n")
