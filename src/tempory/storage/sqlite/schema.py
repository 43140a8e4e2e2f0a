"""The tables of both files, as a list of migrations counted by `PRAGMA user_version`.

A released migration is never edited: a change is a new entry at the end. What each column is for, and how long it is
kept, stands in the field register of `tempory.policy`.
"""

from collections.abc import Sequence

import apsw

from tempory.storage.sqlite.querying import number
from tempory.values import ConfigurationError

MAIL_MIGRATIONS: Sequence[str] = (
    """
    CREATE TABLE mailboxes (
        mailbox INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        auth_hash BLOB NOT NULL UNIQUE,
        public_key BLOB NOT NULL,
        wrapped_key BLOB NOT NULL,
        profile BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER
    ) STRICT;
    CREATE INDEX mailboxes_by_expiry ON mailboxes (expires_at) WHERE expires_at IS NOT NULL;

    CREATE TABLE addresses (
        address_hash BLOB PRIMARY KEY,
        mailbox INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX addresses_by_mailbox ON addresses (mailbox);

    CREATE TABLE credentials (
        mailbox INTEGER NOT NULL,
        kind TEXT NOT NULL,
        lookup BLOB NOT NULL,
        salt BLOB NOT NULL,
        wrapped_key BLOB NOT NULL,
        expires_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX credentials_by_lookup ON credentials (lookup);
    CREATE INDEX credentials_by_mailbox ON credentials (mailbox, kind);
    CREATE INDEX credentials_by_expiry ON credentials (expires_at) WHERE expires_at IS NOT NULL;

    CREATE TABLE counters (
        mailbox INTEGER PRIMARY KEY,
        messages INTEGER NOT NULL,
        octets INTEGER NOT NULL,
        quota_messages INTEGER NOT NULL,
        quota_octets INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE folders (
        folder INTEGER PRIMARY KEY AUTOINCREMENT,
        mailbox INTEGER NOT NULL,
        name TEXT NOT NULL,
        special_use TEXT NOT NULL,
        subscribed INTEGER NOT NULL,
        next_uid INTEGER NOT NULL,
        modseq INTEGER NOT NULL,
        expunged INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX folders_by_name ON folders (mailbox, name);

    CREATE TABLE messages (
        mailbox INTEGER NOT NULL,
        folder INTEGER NOT NULL,
        uid INTEGER NOT NULL,
        id BLOB NOT NULL,
        object INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        saved_at INTEGER NOT NULL,
        size INTEGER NOT NULL,
        flags TEXT NOT NULL,
        modseq INTEGER NOT NULL,
        PRIMARY KEY (mailbox, folder, uid)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX messages_by_id ON messages (mailbox, id);

    CREATE TABLE listings (
        mailbox INTEGER NOT NULL,
        folder INTEGER NOT NULL,
        page INTEGER NOT NULL,
        octets BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX listings_by_page ON listings (mailbox, folder, page);

    CREATE TABLE objects (
        object INTEGER PRIMARY KEY,
        summary BLOB NOT NULL,
        body BLOB NOT NULL
    ) STRICT;

    CREATE TABLE continuations (
        object INTEGER NOT NULL,
        part INTEGER NOT NULL,
        octets BLOB NOT NULL
    ) STRICT;
    CREATE INDEX continuations_by_object ON continuations (object, part);

    CREATE TABLE members (
        member INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        name TEXT NOT NULL,
        language TEXT NOT NULL,
        status TEXT NOT NULL,
        mailbox BLOB,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX members_by_mailbox ON members (mailbox) WHERE mailbox IS NOT NULL;

    CREATE TABLE member_addresses (
        address_hash BLOB PRIMARY KEY,
        member INTEGER NOT NULL,
        place INTEGER NOT NULL,
        address TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX member_addresses_by_member ON member_addresses (member, place);

    CREATE TABLE links (
        token_hash BLOB PRIMARY KEY,
        member INTEGER NOT NULL,
        purpose TEXT NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE wraps (
        mailbox BLOB NOT NULL,
        kind TEXT NOT NULL,
        reference BLOB NOT NULL,
        generation INTEGER NOT NULL,
        detail BLOB NOT NULL,
        wrapped_key BLOB NOT NULL,
        PRIMARY KEY (mailbox, kind, reference, generation)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE factors (
        id BLOB PRIMARY KEY,
        member INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        secret BLOB NOT NULL,
        credential BLOB NOT NULL,
        counter INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        used_at INTEGER
    ) STRICT;
    CREATE INDEX factors_by_member ON factors (member);
    CREATE UNIQUE INDEX factors_by_credential ON factors (credential) WHERE credential <> x'';

    CREATE TABLE recovery_codes (
        member INTEGER NOT NULL,
        code_hash BLOB NOT NULL,
        used_at INTEGER,
        PRIMARY KEY (member, code_hash)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE app_passwords (
        id BLOB PRIMARY KEY,
        member INTEGER NOT NULL,
        auth_hash BLOB NOT NULL UNIQUE,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER,
        used_at INTEGER,
        used_from TEXT NOT NULL
    ) STRICT;
    CREATE INDEX app_passwords_by_member ON app_passwords (member);

    CREATE TABLE roles (
        member INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role <> 'member'),
        granted_at INTEGER NOT NULL,
        granted_by BLOB,
        used_at INTEGER,
        suspended TEXT NOT NULL,
        PRIMARY KEY (member, role)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sessions (
        id BLOB PRIMARY KEY,
        token_hash BLOB NOT NULL UNIQUE,
        member INTEGER NOT NULL,
        mode TEXT NOT NULL,
        second_factor INTEGER NOT NULL,
        device TEXT NOT NULL,
        place TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        confirmed_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        CHECK (mode <> 'staff' OR second_factor = 1)
    ) STRICT;
    CREATE INDEX sessions_by_member ON sessions (member);

    CREATE TABLE devices (
        token_hash BLOB PRIMARY KEY,
        member INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX devices_by_member ON devices (member);

    CREATE TABLE reviews (
        id BLOB PRIMARY KEY,
        started_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        closed_at INTEGER,
        snapshot BLOB NOT NULL,
        signature BLOB NOT NULL
    ) STRICT;

    CREATE TABLE review_items (
        review BLOB NOT NULL,
        member BLOB NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        granted_at INTEGER NOT NULL,
        used_at INTEGER,
        decision TEXT NOT NULL,
        decided_by BLOB,
        decided_at INTEGER,
        PRIMARY KEY (review, member, role)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE glass_requests (
        id BLOB PRIMARY KEY,
        member BLOB NOT NULL,
        asked_by BLOB NOT NULL,
        reason TEXT NOT NULL,
        seconds INTEGER NOT NULL,
        asked_at INTEGER NOT NULL,
        approved_by BLOB,
        ends_at INTEGER
    ) STRICT;

    CREATE TABLE retention (
        folder INTEGER PRIMARY KEY,
        seconds INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE graves (
        mailbox INTEGER PRIMARY KEY
    ) STRICT;

    CREATE TABLE retired_addresses (
        address_hash BLOB PRIMARY KEY,
        until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX retired_addresses_by_end ON retired_addresses (until);

    CREATE TABLE log_leaves (
        leaf INTEGER PRIMARY KEY,
        reference BLOB,
        entry BLOB NOT NULL,
        detail BLOB
    ) STRICT;
    CREATE INDEX log_leaves_by_reference ON log_leaves (reference) WHERE reference IS NOT NULL;

    CREATE TABLE log_tiles (
        level INTEGER NOT NULL,
        tile INTEGER NOT NULL,
        hashes BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX log_tiles_by_place ON log_tiles (level, tile);

    CREATE TABLE log_checkpoints (
        size INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        note BLOB NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE feedback (
        day INTEGER PRIMARY KEY,
        counts BLOB NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE reports (
        id BLOB PRIMARY KEY,
        mailbox BLOB,
        message BLOB,
        channel TEXT NOT NULL,
        filed_at INTEGER NOT NULL,
        key BLOB NOT NULL,
        size INTEGER NOT NULL,
        state TEXT NOT NULL,
        decided_at INTEGER,
        decided_by BLOB,
        answer BLOB NOT NULL,
        found INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX reports_by_message ON reports (mailbox, message) WHERE mailbox IS NOT NULL;
    CREATE INDEX reports_by_time ON reports (filed_at);

    CREATE TABLE report_parts (
        report BLOB NOT NULL,
        part INTEGER NOT NULL,
        octets BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX report_parts_by_report ON report_parts (report, part);

    CREATE TABLE report_agreements (
        mailbox BLOB PRIMARY KEY,
        agreed_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE report_filings (
        mailbox BLOB NOT NULL,
        filed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX report_filings_by_mailbox ON report_filings (mailbox, filed_at);

    CREATE TABLE team_keys (
        id BLOB PRIMARY KEY,
        public_key BLOB NOT NULL,
        made_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE team_wraps (
        key BLOB NOT NULL,
        mailbox BLOB NOT NULL,
        wrap BLOB NOT NULL,
        PRIMARY KEY (key, mailbox)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE fingerprints (
        day INTEGER NOT NULL,
        hash BLOB NOT NULL,
        object INTEGER NOT NULL,
        mailbox INTEGER NOT NULL,
        PRIMARY KEY (day, hash, object)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fingerprints_by_object ON fingerprints (object);
    CREATE INDEX fingerprints_by_mailbox ON fingerprints (mailbox);
    """,
    """
    CREATE TABLE subscriptions (
        mailbox INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (mailbox, name)
    ) STRICT, WITHOUT ROWID;
    """,
)

# A key is overwritten in its slot, never moved: moving rows would leave copies in a page's slack.
# All columns have one size for ever, so that SQLite overwrites the cell in place.
KEY_MIGRATIONS: Sequence[str] = (
    """
    CREATE TABLE shred_keys (
        slot INTEGER PRIMARY KEY,
        held INTEGER NOT NULL,
        mailbox BLOB NOT NULL,
        key BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX shred_keys_by_mailbox ON shred_keys (mailbox) WHERE held = 1;
    CREATE INDEX shred_keys_free ON shred_keys (slot) WHERE held = 0;

    CREATE TABLE subject_keys (
        slot INTEGER PRIMARY KEY,
        held INTEGER NOT NULL,
        subject BLOB NOT NULL,
        key BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX subject_keys_by_subject ON subject_keys (subject) WHERE held = 1;
    CREATE INDEX subject_keys_free ON subject_keys (slot) WHERE held = 0;

    CREATE TABLE server_keys (
        name TEXT PRIMARY KEY,
        key BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE day_keys (
        slot INTEGER PRIMARY KEY,
        held INTEGER NOT NULL,
        purpose BLOB NOT NULL,
        day BLOB NOT NULL,
        key BLOB NOT NULL
    ) STRICT;
    """,
)


def migrate(connection: apsw.Connection, migrations: Sequence[str]) -> None:
    """Bring the file to the newest schema, each step in its own transaction.

    `ConfigurationError` if the file was written by a newer Tempory.
    """
    version = number(connection, "PRAGMA user_version")
    if version > len(migrations):
        message = (
            f"{connection.filename} was written by a newer Tempory (schema {version}, this one knows {len(migrations)})"
        )
        raise ConfigurationError(message)
    for step, script in enumerate(migrations[version:], start=version + 1):
        with connection:
            connection.execute(script)
            connection.pragma("user_version", step)
