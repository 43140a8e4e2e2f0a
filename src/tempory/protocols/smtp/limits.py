"""How much of anything one connection may bring. Defaults from the field (Postfix, mox)."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All sizes in octets. Every one fails closed: what passes it is refused, never cut short and kept."""

    line_octets: int = 2 * KIB
    """A command line with its CRLF. RFC 5321 §4.5.3.1.4 asks for 512 at least; Postfix and mox take 2,048."""

    auth_line_octets: int = 12 * KIB
    """An AUTH command or a response of its exchange, with its CRLF: the least that RFC 4954 §4 asks for."""

    header_octets: int = 100 * KIB
    """The header section of a message (Postfix `header_size_limit`), so that no parser behind us meets a larger one."""

    message_octets: int = 25 * MIB
    """A message as it is on the wire, from after the 354 to before the final dot, or the sum of its chunks."""

    recipients: int = 100
    """Recipients of one message. RFC 5321 §4.5.3.1.8 asks for 100 at least; announced as RCPTMAX (RFC 9422)."""

    errors: int = 20
    """Permanent refusals without a message accepted between, after which comes 421 (Postfix `hard_error_limit`)."""

    received_fields: int = 100
    """`Received:` fields from which on a message is taken to be in a loop (RFC 5321 §6.3)."""

    discarded_octets: int = 256 * MIB
    """What is read and thrown away of one refused message, to keep in step, before the connection is closed instead."""

    pending_octets: int = 1 * MIB
    """Input that may wait while a decision is pending. A transport stops reading well below."""
