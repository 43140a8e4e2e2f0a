"""SORT and THREAD. RFC 5256."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.commands.search_keys import SearchKey


class SortKey(StrEnum):
    ARRIVAL = "ARRIVAL"
    CC = "CC"
    DATE = "DATE"
    FROM = "FROM"
    SIZE = "SIZE"
    SUBJECT = "SUBJECT"
    TO = "TO"


@dataclass(frozen=True, slots=True)
class SortCriterion:
    key: SortKey
    reverse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """By the first criterion, ties by the next, then by message number (RFC 5256 §3). `uses_modseq` as in `Search`."""

    criteria: tuple[SortCriterion, ...]
    key: SearchKey
    by_uid: bool = False
    uses_modseq: bool = False


class ThreadAlgorithm(StrEnum):
    ORDEREDSUBJECT = "ORDEREDSUBJECT"
    REFERENCES = "REFERENCES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    algorithm: ThreadAlgorithm
    key: SearchKey
    by_uid: bool = False
