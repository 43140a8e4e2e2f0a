"""SORT and THREAD. RFC 5256."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands.key_reader import KeyReader, read_charset
from tempory.protocols.imap.commands.search_keys import SearchKey
from tempory.protocols.imap.refusal import bad


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
    uses_modseq: bool = False


_SORT_KEYS = {str(key): key for key in SortKey}
_ALGORITHMS = {str(algorithm): algorithm for algorithm in ThreadAlgorithm}


def parse_sort(arguments: Arguments) -> Sort:
    """Read `(criterion …) charset key key …`."""
    arguments.space()
    criteria = arguments.parenthesised(lambda: _read_criterion(arguments))
    keys = _read_keys(arguments)
    key = keys.read_program()
    return Sort(criteria=criteria, key=key, by_uid=arguments.by_uid, uses_modseq=keys.uses_modseq)


def parse_thread(arguments: Arguments) -> Thread:
    """Read `algorithm charset key key …`."""
    arguments.space()
    algorithm = _ALGORITHMS.get(arguments.keyword())
    if algorithm is None:
        message = "Not a way of threading"
        raise bad(message)
    keys = _read_keys(arguments)
    key = keys.read_program()
    return Thread(algorithm=algorithm, key=key, by_uid=arguments.by_uid, uses_modseq=keys.uses_modseq)


def _read_criterion(arguments: Arguments) -> SortCriterion:
    reverse = arguments.take_word("REVERSE")
    if reverse:
        arguments.space()
    key = _SORT_KEYS.get(arguments.keyword())
    if key is None:
        message = "Not something to sort by"
        raise bad(message)
    return SortCriterion(key, reverse)


def _read_keys(arguments: Arguments) -> KeyReader:
    arguments.space()
    charset = read_charset(arguments)
    arguments.space()
    return KeyReader(arguments, charset)
