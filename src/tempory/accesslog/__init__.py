"""Who did what on what: every access to mail, settings, people, keys and this log, in a tree that can only grow.

A leaf names nobody (pseudonyms under keys that die with whom they name) and personal detail is sealed beside it, so
that erasing somebody changes no leaf and no proof. A record is on disk before the access is given, or the access is
refused.

    await log.record(Access(who=Subject(member.octets), verb=Verb.CHANGE_ROLES, on=Thing(kind=Kind.PERSON, …), …))
    record = await log.prepare(access)        for a store that writes it in the access's own transaction
    await checkpointer.prove(index)           the proof that a record is there

Knows nothing of SQL, HTTP or mail. RFC 6962 (the tree), through `tempory.translog`. docs/access-log.md is the format.
Enter at `AccessLog`; `Checkpointer` signs; `tempory.accesslog.verification` finds what was tampered with.
"""

from tempory.accesslog.accesses import (
    Access,
    Kind,
    Machine,
    Result,
    Subject,
    Thing,
    Verb,
    Way,
    by_holder,
    on_mailbox,
    truncate_address,
)
from tempory.accesslog.checkpointing import Checkpointer, Cosign, cosign_nothing, from_tiles
from tempory.accesslog.identities import Identity
from tempory.accesslog.leaves import MAX_LEAF_OCTETS, Leaf, parse_leaf
from tempory.accesslog.log import AccessLog
from tempory.accesslog.receipts import (
    CheckedReceipt,
    LogReceipt,
    check_receipt,
    encode_receipt,
    parse_receipt,
)
from tempory.accesslog.retention import Retention
from tempory.accesslog.store import (
    CheckpointRow,
    Kept,
    LogStore,
    LogUnavailable,
    Record,
    SubjectKeys,
    SubjectUnknown,
    TileRow,
)

__all__ = [
    "MAX_LEAF_OCTETS",
    "Access",
    "AccessLog",
    "CheckedReceipt",
    "CheckpointRow",
    "Checkpointer",
    "Cosign",
    "Identity",
    "Kept",
    "Kind",
    "Leaf",
    "LogReceipt",
    "LogStore",
    "LogUnavailable",
    "Machine",
    "Record",
    "Result",
    "Retention",
    "Subject",
    "SubjectKeys",
    "SubjectUnknown",
    "Thing",
    "TileRow",
    "Verb",
    "Way",
    "by_holder",
    "check_receipt",
    "cosign_nothing",
    "encode_receipt",
    "from_tiles",
    "on_mailbox",
    "parse_leaf",
    "parse_receipt",
    "truncate_address",
]
