"""What is hashed of a message: RFC 6376 §3.4. Every pass is linear, without regular expressions over the body."""

import re
from enum import Enum
from typing import Final

_LINE_END: Final = b"\r\n"
_WHITE_SPACE: Final = re.compile(rb"[ \t]++")


class Canonicalization(Enum):
    """How much of a change on the way is forgiven."""

    SIMPLE = "simple"
    RELAXED = "relaxed"


def canonicalize_body(body: bytes, canonicalization: Canonicalization) -> bytes:
    """Return the octets of the body that are hashed."""
    if canonicalization is Canonicalization.SIMPLE:
        # RFC 6376 §3.4.3: empty lines at the end are one CRLF, and so is an empty body.
        return _without_empty_lines(body) + _LINE_END
    # RFC 6376 §3.4.4
    body = _collapse(body).replace(b" \r\n", _LINE_END)
    body = _without_empty_lines(body.removesuffix(b" "))
    return body + _LINE_END if body else b""


def _collapse(body: bytes) -> bytes:
    """Make each run of white space one space. Each pass halves the runs, so that a body of spaces takes 25 of them."""
    if b"\t" in body:
        body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    return body


def _without_empty_lines(body: bytes) -> bytes:
    """Return `body` without the line ends at its end. A bare CR or LF there is not one."""
    stripped = body.rstrip(_LINE_END)
    tail = body[len(stripped) :]
    if not tail.endswith(_LINE_END):
        return body
    # From here on CR and LF take turns, so that nothing but line ends follows a CR.
    start = max(tail.rfind(b"\r\r"), tail.rfind(b"\n\n")) + 1
    return stripped + tail[: start + tail.startswith(b"\n", start)]


def canonicalize_field(octets: bytes, canonicalization: Canonicalization) -> bytes:
    """Return one header field as it is hashed, without its last CRLF."""
    if canonicalization is Canonicalization.SIMPLE:
        return octets  # RFC 6376 §3.4.1
    # RFC 6376 §3.4.2
    name, _, value = octets.partition(b":")
    value = _WHITE_SPACE.sub(b" ", value.replace(_LINE_END, b""))
    return name.rstrip(b" \t").lower() + b":" + value.strip(b" \t")
