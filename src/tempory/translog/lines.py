"""Base64 and decimal numbers in the one spelling that C2SP's text forms allow, so that a text has one meaning."""

import base64
import binascii
import re

from tempory.translog.hashing import check_hash
from tempory.translog.proofs import MAX_LEVELS, MAX_SIZE, Proof
from tempory.values import IntegrityError

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def encode_base64(octets: bytes) -> str:
    """Write octets as RFC 4648 §4 has them."""
    return base64.b64encode(octets).decode("ascii")


def parse_base64(text: str) -> bytes:
    """Read standard base64 with its padding, in the only form that `encode_base64` gives."""
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        octets = b""
    if encode_base64(octets) != text:
        message = "not base64"
        raise IntegrityError(message)
    return octets


def parse_number(text: str) -> int:
    """Read a decimal number without leading zeroes, below 2**63."""
    if not _NUMBER.fullmatch(text) or int(text) >= MAX_SIZE:
        message = "not a number of entries"
        raise IntegrityError(message)
    return int(text)


def parse_field(line: str, name: str) -> str:
    """Return what follows `name` and a space in `line`."""
    head, space, rest = line.partition(" ")
    if head != name or not space:
        message = f"a line {name!r} is missing"
        raise IntegrityError(message)
    return rest


def parse_proof(lines: list[str]) -> Proof:
    """Read a proof, one hash a line."""
    if len(lines) > MAX_LEVELS:
        message = f"a proof has at most {MAX_LEVELS} hashes"
        raise IntegrityError(message)
    return tuple(check_hash(parse_base64(line)) for line in lines)


def encode_proof(proof: Proof) -> str:
    """Write a proof, one hash a line."""
    return "".join(f"{encode_base64(each)}\n" for each in proof)


def split_text(octets: bytes, limit: int) -> str:
    """Return `octets` as text, if they are UTF-8 without control characters but line feeds, and not too many."""
    if len(octets) > limit:
        message = f"the text has more than {limit} octets"
        raise IntegrityError(message)
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        message = "the text is not UTF-8"
        raise IntegrityError(message) from None
    # C2SP signed-note: no ASCII control characters other than newline.
    if any(character < " " and character != "\n" for character in text):
        message = "the text has control characters"
        raise IntegrityError(message)
    return text
