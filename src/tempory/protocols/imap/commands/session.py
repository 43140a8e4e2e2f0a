"""NOOP and CHECK. RFC 9051 §6.1.2, RFC 3501 §6.4.1. CAPABILITY, LOGOUT, ID and ENABLE the engine answers by itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Noop:
    """A good moment for untagged responses, EXPUNGE included. Answered by the engine itself before log-in.

    CHECK (RFC 3501 §6.4.1, gone from RFC 9051) means the same here: nothing is ever kept back from the disk.
    """
