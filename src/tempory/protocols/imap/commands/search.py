"""SEARCH. RFC 9051 §6.4.4, RFC 4731 (ESEARCH), RFC 5182 (SEARCHRES), RFC 7162 §3.1.5."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.commands.search_keys import SearchKey


class SearchReturn(StrEnum):
    MIN = "MIN"
    MAX = "MAX"
    ALL = "ALL"
    COUNT = "COUNT"
    SAVE = "SAVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """`returns` None: no RETURN was given, so SEARCH answers, or in IMAP4rev2 ESEARCH with ALL; `RETURN ()` is {ALL}.

    Texts in `key` are decoded; any charset that is not known was already refused with BADCHARSET. `uses_modseq`: a
    MODSEQ key is in it, so the answer tells the highest mod-sequence found.
    """

    key: SearchKey
    by_uid: bool = False
    returns: frozenset[SearchReturn] | None = None
    uses_modseq: bool = False
