"""SEARCH. RFC 9051 §6.4.4, RFC 4731 (ESEARCH), RFC 5182 (SEARCHRES), RFC 7162 §3.1.5."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands.key_reader import KeyReader, read_charset
from tempory.protocols.imap.commands.search_keys import SearchKey
from tempory.protocols.imap.refusal import bad


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


_RETURNS = {str(option): option for option in SearchReturn}


def parse_search(arguments: Arguments) -> Search:
    """Read `[RETURN (…)] [CHARSET x] key key …`."""
    arguments.space()
    returns = None
    if arguments.take_word("RETURN"):
        arguments.space()
        returns = _read_returns(arguments)
        arguments.space()
    charset = "utf-8"
    if arguments.take_word("CHARSET"):
        if arguments.dialect.utf8_accept:
            message = "SEARCH has no choice of charset after ENABLE UTF8=ACCEPT"  # RFC 6855 §3
            raise bad(message)
        arguments.space()
        charset = read_charset(arguments)
        arguments.space()
    keys = KeyReader(arguments, charset)
    key = keys.read_program()
    return Search(key=key, by_uid=arguments.by_uid, returns=returns, uses_modseq=keys.uses_modseq)


def _read_returns(arguments: Arguments) -> frozenset[SearchReturn]:
    def read_option() -> SearchReturn:
        option = _RETURNS.get(arguments.keyword())
        if option is None:
            message = "Not something that SEARCH returns"
            raise bad(message)
        return option

    if arguments.take(b"()"):
        return frozenset({SearchReturn.ALL})  # RFC 4731 §3.1
    return frozenset(arguments.parenthesised(read_option))
