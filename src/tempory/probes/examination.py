"""What an examination is: one walk around the server that answers one or several probes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tempory.policy import Finding, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The server to examine.

    `server` is the page's URL, `ca` the certificates to trust (None: the system's). Without `data`, what needs the disk
    is unknown. `pid` None: it is found by the data folder. `patience` in seconds bounds each wait for an answer.
    """

    server: str
    ca: Path | None
    data: Path | None = None
    pid: int | None = None
    patience: float = 10.0


Examine = Callable[[Target], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """`probes` are the names it answers, `examine` does it, and `timeout` in seconds is when it is given up."""

    probes: tuple[str, ...]
    examine: Examine
    timeout: float = 60.0


def kept(probe: str, text: str) -> Finding:
    """Report that `probe` saw what it wanted to see."""
    return Finding(probe=probe, state=State.KEPT, text=text)


def broken(probe: str, text: str) -> Finding:
    """Report that `probe` saw what must not be."""
    return Finding(probe=probe, state=State.NOT_KEPT, text=text)


def unknown(probe: str, text: str) -> Finding:
    """Report that `probe` could not look."""
    return Finding(probe=probe, state=State.UNKNOWN, text=text)


def unknown_without_data(*probes: str) -> Iterator[Finding]:
    """Report for each of `probes` that it needs the data folder."""
    for probe in probes:
        yield unknown(probe, "needs the data folder (--data)")
