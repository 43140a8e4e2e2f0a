"""A server that records nothing, which the probes of access.log have to notice: stands in front of `tempory`."""

import sys

from tempory.accesslog import Access, AccessLog, Record
from tempory.cli import main
from tempory.storage.sqlite import logrows


async def _record(_log: AccessLog, _access: Access) -> int:
    return 0


async def _late(_log: AccessLog, _records: list[Record]) -> None:
    return None


if __name__ == "__main__":
    for owner, name, replacement in (
        (AccessLog, "record", _record),
        (AccessLog, "record_after", _late),
        (logrows, "write", lambda _connection, _records: 0),
    ):
        setattr(owner, name, replacement)
    sys.argv = sys.argv[1:]
    main()
