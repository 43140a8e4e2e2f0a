"""What enables what: ENABLE, and commands that enable CONDSTORE by being used. RFC 5161 §3.1, RFC 7162 §3.1, §3.2.3."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from tempory.protocols.imap.commands import Command, Fetch, Search, Select, Sort, Status, Store, Thread
from tempory.protocols.imap.commands.fetch import FetchItem
from tempory.protocols.imap.commands.status import StatusItem
from tempory.protocols.imap.dialect import Dialect, Extension

_EXTENSIONS = {extension.upper(): extension for extension in Extension}


def enable(dialect: Dialect, names: Iterable[str]) -> tuple[Dialect, tuple[Extension, ...]]:
    """Return the dialect with what `names` (in capitals) enable, and what of it is new. Unknown names do nothing."""
    known = dict.fromkeys(_EXTENSIONS[name] for name in names if name in _EXTENSIONS)
    added = tuple(extension for extension in known if with_extension(dialect, extension) != dialect)
    for extension in added:
        dialect = with_extension(dialect, extension)
    return dialect, added


def enables_condstore(command: Command) -> bool:
    """Tell whether using `command` so enables CONDSTORE."""
    match command:
        case Select():
            return command.condstore or command.qresync is not None
        case Status():
            return StatusItem.HIGHESTMODSEQ in command.items
        case Fetch():
            return FetchItem.MODSEQ in command.attributes
        case Store():
            return command.unchanged_since is not None
        case Search() | Sort() | Thread():
            return command.uses_modseq
        case _:
            return False


def with_extension(dialect: Dialect, extension: Extension) -> Dialect:
    """Return the dialect with one more extension."""
    match extension:
        case Extension.CONDSTORE:
            return replace(dialect, condstore=True)
        case Extension.QRESYNC:
            return replace(dialect, condstore=True, qresync=True)
        case Extension.UTF8:
            return replace(dialect, utf8_accept=True)
        case Extension.REV2:
            return replace(dialect, rev2=True)
        case unexpected:
            assert_never(unexpected)
