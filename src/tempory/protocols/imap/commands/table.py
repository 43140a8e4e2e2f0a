"""Every command: what reads its arguments, and in which states it may come. RFC 9051 §6, §9 command-any … -select."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands import (
    Command,
    append,
    copy,
    fetch,
    listing,
    login,
    mailboxes,
    quota,
    search,
    select,
    session,
    sort,
    starttls,
    status,
    store,
)
from tempory.protocols.imap.states import State

OwnCommand = session.Capability | session.Logout | session.Id | session.Enable | session.Idle | login.Authenticate
"""What never comes out of the engine, for it answers it by itself."""

Parse = Callable[[Arguments], Command | OwnCommand]
Begin = Callable[[], tuple[Parse, append.MessageReader | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """`in_clear`: taken without TLS.

    `begin` gives what parses one command once it is whole, and, if its literals may be messages, what reads it while it
    comes in.
    """

    begin: Begin
    states: frozenset[State]
    in_clear: bool = False


_ANY = frozenset({State.NOT_AUTHENTICATED, State.AUTHENTICATED, State.SELECTED})
_BEFORE = frozenset({State.NOT_AUTHENTICATED})
_AFTER = frozenset({State.AUTHENTICATED, State.SELECTED})
_SELECTED = frozenset({State.SELECTED})


def _whole(parse: Parse) -> Begin:
    return lambda: (parse, None)


def _as_it_comes(begin: Callable[[], append.MessageReader]) -> Begin:
    def begin_reading() -> tuple[Parse, append.MessageReader]:
        reader = begin()
        return reader.finish, reader

    return begin_reading


def _any(parse: Parse) -> Grammar:
    return Grammar(begin=_whole(parse), states=_ANY, in_clear=True)


def _after(parse: Parse) -> Grammar:
    return Grammar(begin=_whole(parse), states=_AFTER)


def _selected(parse: Parse) -> Grammar:
    return Grammar(begin=_whole(parse), states=_SELECTED)


COMMANDS: Mapping[bytes, Grammar] = MappingProxyType(
    {
        b"CAPABILITY": _any(session.parse_capability),
        b"ID": _any(session.parse_id),
        b"LOGOUT": _any(session.parse_logout),
        b"NOOP": _any(session.parse_noop),
        b"STARTTLS": Grammar(begin=_whole(starttls.parse_starttls), states=_BEFORE, in_clear=True),
        b"AUTHENTICATE": Grammar(begin=_whole(login.parse_authenticate), states=_BEFORE),
        b"LOGIN": Grammar(begin=_whole(login.parse_login), states=_BEFORE),
        b"APPEND": Grammar(begin=_as_it_comes(append.append_reader), states=_AFTER),
        b"CREATE": _after(mailboxes.parse_create),
        b"DELETE": _after(mailboxes.parse_delete),
        b"ENABLE": _after(session.parse_enable),
        b"EXAMINE": _after(select.parse_examine),
        b"GETQUOTA": _after(quota.parse_get_quota),
        b"GETQUOTAROOT": _after(quota.parse_get_quota_root),
        b"IDLE": _after(session.parse_idle),
        b"LIST": _after(listing.parse_list),
        b"LSUB": _after(listing.parse_lsub),
        b"NAMESPACE": _after(mailboxes.parse_namespace),
        b"RENAME": _after(mailboxes.parse_rename),
        b"SELECT": _after(select.parse_select),
        b"STATUS": _after(status.parse_status),
        b"SUBSCRIBE": _after(mailboxes.parse_subscribe),
        b"UNSUBSCRIBE": _after(mailboxes.parse_unsubscribe),
        b"CHECK": _selected(session.parse_noop),
        b"CLOSE": _selected(select.parse_close),
        b"EXPUNGE": _selected(copy.parse_expunge),
        b"UNSELECT": _selected(select.parse_unselect),
        b"COPY": _selected(copy.parse_copy),
        b"FETCH": _selected(fetch.parse_fetch),
        b"MOVE": _selected(copy.parse_move),
        b"REPLACE": Grammar(begin=_as_it_comes(append.replace_reader), states=_SELECTED),
        b"SEARCH": _selected(search.parse_search),
        b"SORT": _selected(sort.parse_sort),
        b"STORE": _selected(store.parse_store),
        b"THREAD": _selected(sort.parse_thread),
    }
)

BY_UID = frozenset({b"COPY", b"EXPUNGE", b"FETCH", b"MOVE", b"REPLACE", b"SEARCH", b"SORT", b"STORE", b"THREAD"})
"""What UID may stand before. RFC 9051 §6.4.9, RFC 4315 §2.1, RFC 5256 §3, RFC 6851 §3, RFC 8508 §3."""
