"""Whether pictures are searched for codes before a message is sealed, and how much is spent on it."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.kinds import KIB, MIB, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Codes (QR) in pictures, whose links are judged like others. Decoded in a process that can do nothing else."""

    codes: Annotated[
        bool,
        Setting(kinds.FLAG, "Whether PNG, JPEG, GIF, WebP and BMP pictures are searched. Mail without costs nothing."),
    ] = True
    timeout: Annotated[
        int,
        Setting(
            kinds.duration(1, 30),
            "Time for all pictures of one message; then it is taken, and its verdict says how many were not looked at.",
        ),
    ] = 3
    count: Annotated[int, Setting(kinds.number(1, 200), "Pictures of one message that are looked at.")] = 20
    size: Annotated[
        int, Setting(kinds.size(64 * KIB, 25 * MIB), "Larger files are not looked at, nor is their verdict delayed.")
    ] = 4 * MIB
    pixels: Annotated[
        int,
        Setting(
            kinds.number(100_000, 100_000_000),
            "Pixels of one picture, its moving frames together; a worker may use 16 octets of memory for each.",
        ),
    ] = 16_000_000
    workers: Annotated[
        int, Setting(kinds.number(1, 32), "Processes that decode; started when the first picture comes, 30 MB each.")
    ] = 1
