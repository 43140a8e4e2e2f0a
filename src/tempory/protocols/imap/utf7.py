"""Modified UTF-7. RFC 3501 §5.1.3: "&" begins a run of UTF-16 in base64 with "," for "/", "-" ends it."""

import re
from binascii import Error, a2b_base64, b2a_base64

from tempory.protocols.imap.refusal import bad

_PLAIN = re.compile(rb"[ -%'-~]*")
_RUN = re.compile(rb"&([A-Za-z0-9+,]*)-")
_SPECIAL = re.compile(r"&|[^ -~]+")


def encode_utf7(name: str) -> bytes:
    """Write a name. Characters outside printable ASCII go into runs."""
    return _SPECIAL.sub(_encode_run, name).encode("ascii")


def decode_utf7(octets: bytes) -> str:
    """Read a name; a `CommandRefusal` for what is not the one way to write it (RFC 3501 §5.1.3)."""
    if _PLAIN.fullmatch(octets):
        return octets.decode("ascii")
    try:
        name = "".join(_decode_runs(octets))
    except (Error, UnicodeError):
        name = ""
    if encode_utf7(name) != octets:
        message = "The mailbox's name is not modified UTF-7"
        raise bad(message)
    return name


def _encode_run(match: re.Match[str]) -> str:
    if match[0] == "&":
        return "&-"
    run = b2a_base64(match[0].encode("utf-16-be"), newline=False).decode("ascii")
    return f"&{run.rstrip('=').replace('/', ',')}-"


def _decode_runs(octets: bytes) -> list[str]:
    parts = _RUN.split(octets)  # plain, run, plain, run, … plain
    return [_decode_run(part) if index % 2 else part.decode("ascii") for index, part in enumerate(parts)]


def _decode_run(run: bytes) -> str:
    if not run:
        return "&"
    padded = run.replace(b",", b"/") + b"=" * (-len(run) % 4)
    return a2b_base64(padded).decode("utf-16-be")
