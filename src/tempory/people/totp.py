"""One-time codes from a shared secret and the time. RFC 6238 (TOTP), RFC 4226 (HOTP)."""

import hmac
from base64 import b32encode
from typing import Final
from urllib.parse import quote

from tempory.values import Instant, Secret

SECRET_OCTETS: Final = 20  # RFC 4226 §4 R6: 160 bits are recommended
STEP_MILLISECONDS: Final = 30_000
DRIFT: Final = 1  # RFC 6238 §5.2: one step, for clocks and slow fingers
DIGITS: Final = 6


def step_at(instant: Instant) -> int:
    """Return the number of the time step."""
    return instant // STEP_MILLISECONDS


def code_at(secret: Secret, step: int) -> str:
    """Return the code of a time step. RFC 4226 §5.3: dynamic truncation."""
    digest = hmac.digest(secret.reveal(), step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: Secret, code: str, *, now: Instant, after: int) -> int | None:
    """Return the step that `code` belongs to, within one of now and later than `after`; None if there is none.

    RFC 6238 §5.2: no code is taken twice, so `after` is the last step that was.
    """
    present = step_at(now)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        is_right = hmac.compare_digest(code_at(secret, step).encode(), code.encode("utf-8", "surrogatepass"))
        if is_right and step > after:
            found = step
    return found


def provisioning_uri(secret: Secret, *, account: str, issuer: str) -> str:
    """Return the otpauth: address that authenticator programs read from a QR code."""
    text = b32encode(secret.reveal()).decode().rstrip("=")
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?secret={text}&issuer={quote(issuer, safe='')}&digits={DIGITS}&period=30"
