"""Whether what a user waits for costs the same at a million messages as at ten thousand.

Two stores stand side by side, and each operation is measured in turn on one and the other, so that the machine's moods
fall on both. Then the large store forgets its largest mailboxes while mail goes on arriving: nobody may wait long for
it, and the disk must get its space back.

    python -m bench.scale                       1,000,000 messages in 100,000 mailboxes: some minutes, about 5 GB
    python -m bench.scale --messages 100000     smaller
    python -m bench.scale --folder DIR --keep   leave the stores there
"""

import argparse
import asyncio
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from bench import messages, report
from bench.growth import House, SystemClock, address, auth_half, fill, mailbox_id, make_mailboxes, open_house

SMALL = 10_000
MESSAGES_A_MAILBOX = 10
ROUNDS = 5
AT_ONCE = 50
ALLOWED_GROWTH = 1.5

# Mailboxes that are a load to forget: many small messages, and a few messages of many octets.
CROWDED, CROWD = 10, 5_000
HEAVY, HEAVY_MESSAGES, HEAVY_OCTETS = 4, 20, 4 * 1024 * messages.KIBIBYTE
ARRIVALS_A_SECOND = 100
ALLOWED_WAIT = 0.050


@dataclass(slots=True)
class Ward:
    """A store under measurement: which of its mailboxes are there, and what each operation took, in µs."""

    house: House
    mailboxes: range
    forgotten: int = 0
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    took: dict[str, list[float]] = field(default_factory=dict)

    def pick(self) -> int:
        """Return a mailbox that is still there; forgetting starts at the lowest number."""
        return self.dice.randrange(self.mailboxes.start + self.forgotten, self.mailboxes.stop)


Operation = Callable[[Ward], Awaitable[None]]
CONTENT = messages.build(2 * messages.KIBIBYTE, seed=1)


async def accept(ward: Ward) -> None:
    """RCPT to 250: look up, reserve, summarise, seal, store, sync."""
    reservation = await ward.house.delivery.reserve(address(ward.pick()), 0)
    await ward.house.delivery.deliver(CONTENT, [reservation], reverse_path=None)


async def show_list(ward: Ward) -> None:
    """Read a page of 50."""
    await ward.house.mailboxes.messages(mailbox_id(ward.pick()), limit=50)


async def open_message(ward: Ward) -> None:
    """Find a mailbox by its credential, and read one message and its body."""
    mailbox = await ward.house.mailboxes.find(auth_half(ward.pick()))
    page = await ward.house.mailboxes.messages(mailbox.id, limit=1)
    if page.messages:
        await ward.house.mailboxes.message(mailbox.id, page.messages[0].id)
        await ward.house.mailboxes.body(mailbox.id, page.messages[0].id)


async def forget(ward: Ward) -> None:
    """Until the key is destroyed and the address answers 550."""
    number = ward.mailboxes.start + ward.forgotten
    ward.forgotten += 1
    await ward.house.mailboxes.forget(mailbox_id(number))


@dataclass(frozen=True, slots=True)
class Trial:
    """`count` runs of an operation, `at_once` of them together."""

    name: str
    operation: Operation
    count: int
    at_once: int


TRIALS = (
    Trial("accept", accept, 1_000, AT_ONCE),
    Trial("list", show_list, 400, 1),
    Trial("open", open_message, 400, 1),
    Trial("forget", forget, 20, 1),
)


async def run_trial(ward: Ward, trial: Trial) -> float:
    """Return how long one run took, on average, in µs."""
    turns = iter(range(trial.count))

    async def worker() -> None:
        for _ in turns:
            await trial.operation(ward)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(trial.at_once)))
    return (time.perf_counter() - began) / trial.count * 1e6


async def compare(wards: Sequence[Ward]) -> None:
    """Run every trial on every ward, in turn; the first round warms up."""
    for round_ in range(ROUNDS + 1):
        for trial in TRIALS:
            for ward in wards if round_ % 2 else reversed(wards):
                took = await run_trial(ward, trial)
                if round_:
                    ward.took.setdefault(trial.name, []).append(took)


async def arrivals(ward: Ward, until: Callable[[], bool]) -> list[float]:
    """Let mail arrive at an even pace until `until()`; return how long each delivery waited, in seconds."""
    waits: list[float] = []
    pending: set[asyncio.Task[None]] = set()

    async def one() -> None:
        began = time.perf_counter()
        await accept(ward)
        waits.append(time.perf_counter() - began)

    while not until():
        task = asyncio.create_task(one())
        pending.add(task)
        task.add_done_callback(pending.discard)
        await asyncio.sleep(1 / ARRIVALS_A_SECOND)
    await asyncio.gather(*pending)
    return waits


async def purge_all(ward: Ward) -> None:
    """Do what the service does in the background after forgetting."""
    while await ward.house.storage.mail.purge(SystemClock().now()):
        pass


async def forget_large(ward: Ward, numbers: Sequence[int]) -> dict[str, float]:
    """Forget the large mailboxes under arriving mail; return waits in ms and octets given back."""
    end = time.perf_counter() + 5
    calm = await arrivals(ward, lambda: time.perf_counter() > end)
    before = ward.house.octets

    async def forgetting() -> None:
        for number in numbers:
            await ward.house.mailboxes.forget(mailbox_id(number))
        await purge_all(ward)

    began = time.perf_counter()
    task = asyncio.create_task(forgetting())
    busy = await arrivals(ward, task.done)
    await task
    return {
        "longest_wait_ms": max(busy) * 1000,
        "p99_wait_ms": statistics.quantiles(busy, n=100)[98] * 1000,
        "longest_wait_without_ms": max(calm) * 1000,
        "p99_wait_without_ms": statistics.quantiles(calm, n=100)[98] * 1000,
        "seconds": time.perf_counter() - began,
        "disk_before": before,
        "disk_after": ward.house.octets,
    }


async def grow(folder: Path, count: int) -> Ward:
    """Make a store of `count` messages in a tenth as many mailboxes."""
    began = time.perf_counter()
    house = open_house(folder)
    numbers = range(count // MESSAGES_A_MAILBOX)
    await make_mailboxes(house, 0, len(numbers))
    await fill(house, numbers, count)
    print(
        f"{count:,} messages in {len(numbers):,} mailboxes: {house.octets / 1e9:.2f} GB on disk, "
        f"grown in {time.perf_counter() - began:.0f} s",
        flush=True,
    )
    return Ward(house, numbers)


async def add_large(ward: Ward) -> list[int]:
    """Add the mailboxes that are a load to forget; return their numbers."""
    first = ward.mailboxes.stop
    await make_mailboxes(ward.house, first, CROWDED + HEAVY)
    for number in range(first, first + CROWDED):
        await fill(ward.house, range(number, number + 1), CROWD)
    for number in range(first + CROWDED, first + CROWDED + HEAVY):
        await fill(ward.house, range(number, number + 1), HEAVY_MESSAGES, octets=HEAVY_OCTETS)
    return list(range(first, first + CROWDED + HEAVY))


async def measure(folder: Path, count: int, *, document: bool) -> int:
    small, large = await grow(folder / "small", SMALL), await grow(folder / "large", count)
    try:
        await compare([small, large])
        crowded = await add_large(large)
        forgetting = await forget_large(large, crowded)
    finally:
        small.house.storage.close()
        large.house.storage.close()
    return tell(small, large, count, forgetting, document=document)


def tell(small: Ward, large: Ward, count: int, forgetting: dict[str, float], *, document: bool) -> int:
    """Print and keep the figures; 1 if a promise is missed."""
    missed = []
    lines = [f"| µs each | {SMALL:,} messages | {count:,} messages | ratio |", "|---|---:|---:|---:|"]
    for trial in TRIALS:
        few, many = (statistics.median(ward.took[trial.name]) for ward in (small, large))
        lines.append(f"| {trial.name} | {few:,.0f} | {many:,.0f} | **{many / few:.2f}** |")
        if many / few > ALLOWED_GROWTH:
            missed.append(f"{trial.name} costs {many / few:.2f}× (wanted {ALLOWED_GROWTH}×)")
    lines += ["", _tell_forgetting(forgetting)]
    if forgetting["longest_wait_ms"] > ALLOWED_WAIT * 1000:
        missed.append(f"a delivery waited {forgetting['longest_wait_ms']:.0f} ms (wanted {ALLOWED_WAIT * 1000:.0f})")
    if forgetting["disk_after"] >= forgetting["disk_before"]:
        missed.append("no disk space was given back")
    print("\n" + "\n".join(lines))
    if document:
        report.document("scale", lines)
    figures = {"messages": count, "small": small.took, "large": large.took, "forgetting": forgetting}
    print(f"written to {report.keep('scale', figures)}")
    print("\n".join(missed) if missed else "cost does not grow with the store")
    return 1 if missed else 0


def _tell_forgetting(forgetting: dict[str, float]) -> str:
    mebibytes = HEAVY_OCTETS // messages.KIBIBYTE // messages.KIBIBYTE
    given_back = (forgetting["disk_before"] - forgetting["disk_after"]) / 1e6
    return (
        f"Forgetting {CROWDED} mailboxes of {CROWD:,} messages and {HEAVY} of {HEAVY_MESSAGES} × "
        f"{mebibytes} MiB, with {ARRIVALS_A_SECOND} messages/s arriving, took "
        f"{forgetting['seconds']:.1f} s and gave {given_back:.0f} MB back. A delivery waited "
        f"{forgetting['longest_wait_ms']:.0f} ms at most (p99 {forgetting['p99_wait_ms']:.0f}); without the forgetting "
        f"{forgetting['longest_wait_without_ms']:.0f} ms (p99 {forgetting['p99_wait_without_ms']:.0f})."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the stores are made (default: a temporary folder)")
    parser.add_argument("--keep", action="store_true", help="leave the stores there")
    parser.add_argument("--document", action="store_true", help="put the figures into docs/performance.md")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="tempory-scale-", dir=options.folder))
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(measure(folder, options.messages, document=options.document))
    finally:
        if options.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
