"""One target until its time is up: `python -m tests.fuzz.run TARGET SECONDS FOLDER`. `tests.fuzz` starts it.

With atheris, guided by which lines are reached. Where atheris cannot be installed (it has wheels for CPython on Linux),
seeds are varied at random, which finds less; the output says which of the two it was.
"""

import random
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

try:
    import atheris
except ImportError:  # pragma: no cover (where there is none)
    atheris = None

MAX_OCTETS = 4096


def main() -> None:
    name, seconds, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    with nullcontext() if atheris is None else atheris.instrument_imports(include=["tempory"]):
        from tests.fuzz import targets  # noqa: PLC0415 (what is imported here is what coverage is looked at of)

    target = targets.TARGETS[name]
    if atheris is None:
        vary([octets for _, octets in targets.seeds(name)], target, seconds, folder)
        return
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={MAX_OCTETS}",
        "-timeout=10",
        "-rss_limit_mb=1024",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}/",
    ]
    found = folder / "corpus"
    found.mkdir(exist_ok=True)
    atheris.Setup([sys.argv[0], *options, str(found), str(targets.CORPUS / name)], target)
    atheris.Fuzz()


def vary(known: list[bytes], target: Callable[[bytes], None], seconds: int, folder: Path) -> None:
    """Give the seeds, with octets changed, cut out and put together anew."""
    print("without atheris: seeds varied at random, no coverage looked at")  # noqa: T201 (a command's output)
    drawn = random.Random(seconds)  # noqa: S311 (input, no secret)
    end, tried = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        octets = variation(drawn, known)
        tried += 1
        try:
            target(octets)
        except BaseException:
            (folder / "crash").write_bytes(octets)
            raise
    print(f"stat::number_of_executed_units: {tried}")  # noqa: T201 (a command's output)


def variation(drawn: random.Random, known: list[bytes]) -> bytes:
    """Return something that resembles one of `known`, or two."""
    octets = bytearray(drawn.choice(known))
    for _ in range(drawn.randrange(1, 6)):
        at = drawn.randrange(len(octets) + 1)
        match drawn.randrange(4):
            case 0:
                octets[at : at + 1] = drawn.randbytes(1)
            case 1:
                del octets[at : at + drawn.randrange(1, 20)]
            case 2:
                octets[at:at] = drawn.randbytes(drawn.randrange(4))
            case _:
                other = drawn.choice(known)
                start = drawn.randrange(len(other) + 1)
                octets[at:at] = other[start : start + drawn.randrange(1, 60)]
    return bytes(octets[:MAX_OCTETS])


if __name__ == "__main__":
    main()
