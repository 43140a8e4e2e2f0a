"""How long the access log is kept, and who vouches for it."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.kinds import Setting

_MIN_DAYS, _MAX_DAYS = 183, 366


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLog:
    """The log of every access (docs/access-log.md)."""

    retention_days: Annotated[
        int, Setting(kinds.number(_MIN_DAYS, _MAX_DAYS), "Days that records are kept; their hashes stay.")
    ] = _MIN_DAYS
    witnesses: Annotated[
        tuple[str, ...],
        Setting(
            kinds.texts(
                r"https?://[^\s#?]+ [^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+",
                'a list such as ["https://witness.example/ witness.example/w1+01234567+BA…"]',
            ),
            "Witnesses that cosign the log: address and public key of each. Empty: nobody else vouches for it.",
        ),
    ] = ()
