"""SEARCH. RFC 9051 §6.4.4, RFC 4731 (ESEARCH), RFC 5182 (SEARCHRES), RFC 7162 §3.1.5."""

from dataclasses import dataclass
from enum import StrEnum

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands.key_reader import UNKNOWN_CHARSET, KeyReader, find_charset, read_charset
from tempory.protocols.imap.commands.search_keys import SearchKey
from tempory.protocols.imap.completion import Completion
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

    Texts in `key` are decoded. `uses_modseq`: a MODSEQ key is in it, so the answer tells the highest mod-sequence
    found. `refusal` is the answer to give, of a charset that is not known, if SAVE is asked for: it leaves nothing
    saved (RFC 5182 §2.1). Without SAVE it was already given.
    """

    key: SearchKey
    by_uid: bool = False
    returns: frozenset[SearchReturn] | None = None
    uses_modseq: bool = False
    refusal: Completion | None = None


_ANY_OCTETS = "iso-8859-1"
_RETURNS = {str(option): option for option in SearchReturn}


def parse_search(arguments: Arguments) -> Search:
    """Read `[RETURN (…)] [CHARSET x] key key …`."""
    arguments.space()
    returns = None
    if arguments.take_word("RETURN"):
        arguments.space()
        returns = _read_returns(arguments)
        arguments.space()
    charset: str | None = "utf-8"
    if arguments.take_word("CHARSET"):
        if arguments.dialect.utf8_accept:
            message = "SEARCH has no choice of charset after ENABLE UTF8=ACCEPT"  # RFC 6855 §3
            raise bad(message)
        arguments.space()
        saves = returns is not None and SearchReturn.SAVE in returns
        charset = find_charset(arguments) if saves else read_charset(arguments)
        arguments.space()
    keys = KeyReader(arguments, charset or _ANY_OCTETS)
    key = keys.read_program()
    return Search(
        key=key,
        by_uid=arguments.by_uid,
        returns=returns,
        uses_modseq=keys.uses_modseq,
        refusal=None if charset else UNKNOWN_CHARSET,
    )


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
