"""Opening the data folder: both files, their settings, their schema, and their modes."""

import os
from dataclasses import dataclass
from pathlib import Path

import apsw

from tempory.storage.sqlite.keystore import KeyStore
from tempory.storage.sqlite.mailstore import MailStore
from tempory.storage.sqlite.people_store import PeopleStore
from tempory.storage.sqlite.schema import KEY_MIGRATIONS, MAIL_MIGRATIONS, migrate
from tempory.storage.sqlite.watch_store import WatchStore
from tempory.storage.sqlite.writer import BUSY_MILLISECONDS

FOLDER_MODE = 0o700
FILE_MODE = 0o600
CACHE_KIBIBYTES = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The stores of one data folder."""

    mail: MailStore
    keys: KeyStore
    people: PeopleStore
    watch: WatchStore

    def close(self) -> None:
        """Finish what is under way and close both files. Blocks until done."""
        self.watch.close()
        self.people.close()
        self.mail.close()
        self.keys.close()


def open_storage(folder: Path) -> Storage:
    """Open (or make) the stores in `folder`, with modes that keep others out, and bring their schemas up to date."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    mail, keys = folder / "mail.db", folder / "keys.db"
    mail_writing = _open_writing(mail, secure_delete=False)
    migrate(mail_writing, MAIL_MIGRATIONS)
    keys_writing = _open_writing(keys, secure_delete=True)
    migrate(keys_writing, KEY_MIGRATIONS)
    store = MailStore(
        writing=mail_writing,
        copying=_open_writing(mail, secure_delete=False),
        looking=_open_reading(mail),
        reading=_open_reading(mail),
    )
    return Storage(
        mail=store,
        people=PeopleStore(store.writer, _open_reading(mail)),
        watch=WatchStore(store, _open_reading(mail)),
        keys=KeyStore(keys_writing, _open_reading(keys)),
    )


def _open_writing(path: Path, *, secure_delete: bool) -> apsw.Connection:
    # SQLite gives its log and shared memory the mode of the file itself.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    connection.pragma("auto_vacuum", "INCREMENTAL")
    connection.pragma("journal_mode", "WAL")
    connection.pragma("synchronous", "FULL")
    connection.pragma("secure_delete", secure_delete)
    _set_common(connection)
    return connection


def _open_reading(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    _set_common(connection)
    return connection


def _set_common(connection: apsw.Connection) -> None:
    connection.pragma("cache_size", -CACHE_KIBIBYTES)
    connection.pragma("temp_store", "MEMORY")
    connection.pragma("trusted_schema", "OFF")
