"""What one peer may ask of one connection."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`line_octets` with its CRLF: RFC 2449 §4 says 255; an AUTH response with a long token takes more."""

    line_octets: int = 8 * 1024
    errors: int = 10
    """Commands that cannot be taken and failed log-ins, without one that was taken after log-in between."""

    pending_octets: int = 64 * 1024
