"""Whether messages are shown to a malware scanner before they are sealed."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.kinds import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanning:
    """The malware scanner, clamd. It sees every message in the clear: run it on this machine."""

    clamd: Annotated[
        str,
        Setting(
            kinds.text(
                r"|/[^\0\s]{1,100}|[A-Za-z0-9.-]{1,253}:[0-9]{1,5}|\[[0-9A-Fa-f:.]{2,45}\]:[0-9]{1,5}",
                "a path or host:port",
            ),
            'clamd\'s socket: a path such as "/run/clamav/clamd.ctl", or host:port. Empty: nothing is scanned.',
        ),
    ] = ""
    timeout: Annotated[int, Setting(kinds.duration(1, 120), "How long the scanner has for one message.")] = 10
    on_failure: Annotated[
        str,
        Setting(
            kinds.choice("accept", "defer"),
            'What becomes of mail while the scanner is down. "accept": it is taken, and its verdict says so; "defer": '
            "its sender is told to try again.",
        ),
    ] = "accept"
