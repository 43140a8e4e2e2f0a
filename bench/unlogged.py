"""`tempory serve` without its access log, to measure what the log costs. Only a benchmark may run this.

python -m bench.unlogged serve …
"""

from collections.abc import Sequence

import apsw

from tempory.accesslog import Access, AccessLog, Checkpointer, Record
from tempory.cli import main
from tempory.storage.sqlite import logrows


async def _record(_log: AccessLog, _access: Access) -> int:
    return 0


async def _prepare(_log: AccessLog, _access: Access) -> Record:
    return Record(entry=b"")


async def _write_record(_log: AccessLog, _record: Record) -> int:
    return 0


async def _tend(_checkpointer: Checkpointer) -> None:
    return None


def _write(_connection: apsw.Connection, _records: Sequence[Record]) -> int:
    return 0


def unlog() -> None:
    """Take the log out of this process."""
    replacements = (
        (AccessLog, "record", _record),
        (AccessLog, "prepare", _prepare),
        (AccessLog, "write", _write_record),
        (Checkpointer, "tend", _tend),
        (logrows, "write", _write),
    )
    for owner, name, replacement in replacements:
        setattr(owner, name, replacement)


if __name__ == "__main__":
    unlog()
    main()
