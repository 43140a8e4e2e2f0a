"""The field register: every column that is stored, what it is, why, and for how long. Nothing else may be stored.

GDPR Art. 5(1)(c), 25 and 30. The probe `fields.declared` compares this list with the schema of the databases on disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tempory.policy.people_fields import PEOPLE
from tempory.policy.watch_fields import WATCH


class Store(StrEnum):
    """A database file of the data folder."""

    MAIL = "mail.db"
    KEYS = "keys.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: `what` it holds, `why` it must be held, and how long it is `kept`."""

    store: Store
    table: str
    column: str
    what: str
    why: str
    kept: str


Schema = Mapping[tuple[Store, str], frozenset[str]]
"""The columns of each table of each database, as found."""

_LIFE = "until the mailbox is forgotten"
_MESSAGE = "until the message is deleted or the mailbox forgotten"
_SERVER = "as long as the service"
_LOG = "as long as the access log's retention says, 12 months at most"
_DAYS = "until the end of the following day; only while mail_auth.aggregate_reports is on"
_DETAIL = "as the record, and no longer than the mailbox or person"


def _fields(store: Store, table: str, *columns: tuple[str, str, str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(store=store, table=table, column=column, what=what, why=why, kept=kept)
        for column, what, why, kept in columns
    )


FIELDS: tuple[Field, ...] = (
    *(field for table, columns in PEOPLE.items() for field in _fields(Store.MAIL, table, *columns)),
    *(field for table, columns in WATCH.items() for field in _fields(Store.MAIL, table, *columns)),
    *_fields(
        Store.MAIL,
        "mailboxes",
        ("mailbox", "a number given in order", "the other tables name the mailbox by it", _LIFE),
        ("id", "16 random octets, drawn by the holder", "seals are bound to it", _LIFE),
        ("auth_hash", "SHA-256 of the token's auth half", "the holder is recognised", _LIFE),
        ("public_key", "the mailbox's public key", "messages are sealed to it", _LIFE),
        ("wrapped_key", "the private key under two wraps", "the holder opens messages on any device", _LIFE),
        ("profile", "the address, sealed to the mailbox", "the holder is shown the address again", _LIFE),
        ("created_at", "instant of creation", "the page shows how much of the time is left", _LIFE),
        ("expires_at", "instant of expiry", "the mailbox is forgotten then", _LIFE),
    ),
    *_fields(
        Store.MAIL,
        "addresses",
        ("address_hash", "a keyed hash of the address", "mail that arrives finds its mailbox", _LIFE),
        ("mailbox", "the mailbox's number", "names whose address it is", _LIFE),
    ),
    *_fields(
        Store.MAIL,
        "credentials",
        ("mailbox", "the mailbox's number", "names whose credential it is", _LIFE),
        ("kind", "a password or a token made from it", "each opens only what it is for", _LIFE),
        ("lookup", "a keyed hash of the address, or SHA-256 of a token's half", "the credential is found", _LIFE),
        ("salt", "16 random octets", "equal passwords give different keys", _LIFE),
        ("wrapped_key", "the private key under two wraps", "who has the password or token reads the mail", _LIFE),
        ("expires_at", "instant of a token's end", "it opens nothing after that and is removed", "until that instant"),
    ),
    *_fields(
        Store.MAIL,
        "folders",
        ("folder", "a number given in order", "messages name their folder by it, and UIDVALIDITY is it", _LIFE),
        ("mailbox", "the mailbox's number", "names whose folder it is", _LIFE),
        ("name", "the folder's name, as its holder gave it", "mail programs list folders", _LIFE),
        ("special_use", "what the folder is for", "mail programs find the trash", _LIFE),
        ("subscribed", "whether mail programs show it, and by whose choice", "the holder's choice lasts", _LIFE),
        ("next_uid", "the next message's number", "a number is never given twice", _LIFE),
        ("modseq", "how often the folder changed", "mail programs ask for changes only", _LIFE),
        ("expunged", "its state when messages last went", "mail programs ask for changes only", _LIFE),
    ),
    *_fields(
        Store.MAIL,
        "subscriptions",
        ("mailbox", "the mailbox's number", "names whose choice it is", _LIFE),
        ("name", "a folder's name that its holder subscribed to", "the choice outlives the folder (RFC 3501)", _LIFE),
    ),
    *_fields(
        Store.MAIL,
        "counters",
        ("mailbox", "the mailbox's number", "names whose counters these are", _LIFE),
        ("messages", "how many messages it holds", "the quota", _LIFE),
        ("octets", "how many octets it holds", "the quota", _LIFE),
        ("quota_messages", "how many messages it may hold", "the quota", _LIFE),
        ("quota_octets", "how many octets it may hold", "the quota", _LIFE),
    ),
    *_fields(
        Store.MAIL,
        "messages",
        ("mailbox", "the mailbox's number", "names whose message it is", _MESSAGE),
        ("folder", "the folder's number", "names the folder it is in", _MESSAGE),
        ("uid", "its number in the folder", "lists have an order", _MESSAGE),
        ("id", "16 random octets", "seals are bound to it, and clients ask for it", _MESSAGE),
        ("object", "the number of its ciphertexts", "finds them", _MESSAGE),
        ("received_at", "instant of arrival", "lists show it", _MESSAGE),
        ("saved_at", "instant it came into the folder", "mail programs clear a folder by age", _MESSAGE),
        ("size", "size of the message in octets", "the quota", _MESSAGE),
        ("flags", "read, answered and what else the holder noted", "lists show it", _MESSAGE),
        ("modseq", "the folder's state at its last change", "mail programs ask for changes only", _MESSAGE),
    ),
    *_fields(
        Store.MAIL,
        "listings",
        ("mailbox", "the mailbox's number", "names whose listing it is", _LIFE),
        ("folder", "the folder's number", "names the folder that is listed", _LIFE),
        ("page", "the page's place", "pages are found in order", _LIFE),
        ("octets", "a page of summaries, sealed", "mail programs list a folder quickly", _MESSAGE),
    ),
    *_fields(
        Store.MAIL,
        "objects",
        ("object", "a number given in order", "names the ciphertexts", _MESSAGE),
        ("summary", "sender, subject, preview, codes: sealed", "the holder's list of messages", _MESSAGE),
        ("body", "the message, sealed", "the holder reads it", _MESSAGE),
    ),
    *_fields(
        Store.MAIL,
        "continuations",
        ("object", "the number of the ciphertexts", "names what these octets continue", _MESSAGE),
        ("part", "the part's place", "parts are put together in order", _MESSAGE),
        ("octets", "a part of a long sealed message", "the holder reads it", _MESSAGE),
    ),
    *_fields(
        Store.MAIL,
        "graves",
        ("mailbox", "the number of a forgotten mailbox", "its rows are still to be removed", "until they are"),
    ),
    *_fields(
        Store.MAIL,
        "retired_addresses",
        ("address_hash", "a keyed hash of a forgotten address", "nobody else gets the address too soon", "90 days"),
        ("until", "the end of that time", "the hash is removed then", "90 days"),
    ),
    *_fields(
        Store.MAIL,
        "log_leaves",
        ("leaf", "a number given in order", "records have an order, and none goes missing unseen", _LOG),
        ("reference", "the pseudonym of what was accessed", "a holder sees who accessed their mailbox", _LOG),
        ("entry", "who did what, when: pseudonyms only", "every access can be accounted for", _LOG),
        ("detail", "the network it came from, sealed", "the holder knows their own access by it", _DETAIL),
    ),
    *_fields(
        Store.MAIL,
        "log_tiles",
        ("level", "how high in the tree", "finds the hashes", _SERVER),
        ("tile", "the place at that height", "finds the hashes", _SERVER),
        ("hashes", "hashes of records", "shows that no record was changed or removed", _SERVER),
    ),
    *_fields(
        Store.MAIL,
        "log_checkpoints",
        ("size", "how many records there were", "finds the checkpoint", _LOG),
        ("at", "instant of the signature", "the next one is due a minute later", _LOG),
        ("note", "the log's signature, and its witnesses'", "the log cannot be rewritten unseen", _LOG),
    ),
    *_fields(
        Store.MAIL,
        "feedback",
        ("day", "a UTC day", "finds its counts", _DAYS),
        (
            "counts",
            "how mail of domains that ask for reports came: hosts' IP addresses and names, results, numbers; sealed",
            "the domains' owners get their DMARC reports, if the operator gives any",
            _DAYS,
        ),
    ),
    *_fields(
        Store.KEYS,
        "subject_keys",
        ("slot", "the place of a key in the file", "a key is overwritten where it stands", _SERVER),
        ("held", "whether the slot holds a living key", "a free slot is used again", _SERVER),
        ("subject", "the random id of a mailbox or a person", "finds its key", "until the slot is used again"),
        ("key", "what makes pseudonyms and seals detail; zeros once erased", "destroying it unnames them", _LIFE),
    ),
    *_fields(
        Store.KEYS,
        "shred_keys",
        ("slot", "the place of a key in the file", "a key is overwritten where it stands", _SERVER),
        ("held", "whether the slot holds a living key", "a free slot is used again", _SERVER),
        ("mailbox", "the mailbox's random id", "finds its key", "until the slot is used again"),
        ("key", "the outer wrap's key; zeros once forgotten", "destroying it forgets the mailbox", _LIFE),
    ),
    *_fields(
        Store.KEYS,
        "day_keys",
        ("slot", "the place of a key in the file", "a key is overwritten where it stands", _SERVER),
        ("held", "whether the slot holds a living key", "a free slot is used again", _SERVER),
        ("purpose", "counts for reports to other domains, or fingerprints", "each has keys of its own", _SERVER),
        ("day", "a UTC day", "finds its key", "until the slot is used again"),
        (
            "key",
            "what that day's counts are sealed under, or its fingerprints made; zeros once destroyed",
            "destroying it destroys the counts, and fingerprints tell nothing any more",
            "2 days for counts, 14 for fingerprints",
        ),
    ),
    *_fields(
        Store.KEYS,
        "server_keys",
        ("name", "what the key is for", "finds it", _SERVER),
        ("key", "the key of the address hashes", "addresses are kept as keyed hashes only", _SERVER),
    ),
)


def undeclared_columns(schema: Schema) -> list[str]:
    """Return the columns that exist and that no field declares, as `mail.db: table.column`."""
    declared = {(field.store, field.table, field.column) for field in FIELDS}
    return sorted(
        f"{store.value}: {table}.{column}"
        for (store, table), columns in schema.items()
        for column in columns
        if (store, table, column) not in declared
    )


def vanished_columns(schema: Schema) -> list[str]:
    """Return the columns that are declared and do not exist: the register has fallen behind."""
    return sorted(
        f"{field.store.value}: {field.table}.{field.column}"
        for field in FIELDS
        if field.column not in schema.get((field.store, field.table), frozenset())
    )
