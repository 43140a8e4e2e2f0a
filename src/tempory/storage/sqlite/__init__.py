"""The embedded store: SQLite in WAL mode with `synchronous=FULL`, one writer thread, group commit.

Two files: `mail.db` holds hashes, ciphertexts and counters, `keys.db` the shred keys whose destruction is forgetting.
Knows nothing of plaintext. Enter at `open_storage`.
"""

from tempory.storage.sqlite.keystore import KeyStore
from tempory.storage.sqlite.mailstore import MailStore
from tempory.storage.sqlite.opening import Storage, open_storage

__all__ = ["KeyStore", "MailStore", "Storage", "open_storage"]
