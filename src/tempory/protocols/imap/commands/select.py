"""SELECT, EXAMINE, CLOSE and UNSELECT. RFC 9051 §6.3.2–6.3.3, §6.4.1–6.4.2; RFC 7162 §3.1.8, §3.2.5; RFC 3691."""

from dataclasses import dataclass

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.refusal import bad
from tempory.protocols.imap.sequences import STAR, SavedResult, SequenceSet


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickResync:
    """What the peer remembers of a mailbox. RFC 7162 §3.2.5.

    `known_uids` None means all it could know. `match` pairs message numbers with UIDs (§3.2.5.2); neither has a "*".
    """

    uid_validity: int
    modseq: int
    known_uids: SequenceSet | None = None
    match: tuple[SequenceSet, SequenceSet] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """SELECT, or EXAMINE if `read_only`.

    Any answer but OK leaves no mailbox selected. `condstore` is already noted in `Connection.dialect`.
    """

    mailbox: str
    read_only: bool = False
    condstore: bool = False
    qresync: QuickResync | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    r"""CLOSE: remove what is \Deleted, silently, and close; UNSELECT if not `expunges`."""

    expunges: bool = True


def parse_select(arguments: Arguments) -> Select:
    """Read a mailbox and perhaps `(CONDSTORE QRESYNC (…))`."""
    return _parse(arguments, read_only=False)


def parse_examine(arguments: Arguments) -> Select:
    """Read what SELECT has."""
    return _parse(arguments, read_only=True)


def parse_close(_: Arguments) -> Close:
    """Read no arguments."""
    return Close()


def parse_unselect(_: Arguments) -> Close:
    """Read no arguments."""
    return Close(expunges=False)


def _parse(arguments: Arguments, *, read_only: bool) -> Select:
    arguments.space()
    mailbox = arguments.mailbox()
    known: list[QuickResync] = []

    def read_parameter() -> str:
        name = arguments.keyword()
        if name == "QRESYNC" and not known:
            arguments.space()
            known.append(_read_resync(arguments))
        elif name != "CONDSTORE":
            message = "SELECT takes CONDSTORE and QRESYNC, once each"
            raise bad(message)
        return name

    names = arguments.parenthesised(read_parameter) if arguments.take(b" ") else ()
    return Select(
        mailbox=mailbox, read_only=read_only, condstore="CONDSTORE" in names, qresync=known[0] if known else None
    )


def _read_resync(arguments: Arguments) -> QuickResync:
    """Read `(uidvalidity modseq [known-uids] [(numbers uids)])`."""
    if not arguments.dialect.qresync:
        message = "QRESYNC is not enabled"  # RFC 7162 §3.2.5
        raise bad(message)
    arguments.expect(b"(")
    uid_validity = arguments.nz_number()
    arguments.space()
    modseq = arguments.number64()
    known_uids, match = None, None
    while match is None and arguments.take(b" "):
        if arguments.take(b"("):
            match = _read_match(arguments)
        elif known_uids is None:
            known_uids = _read_known(arguments)
        else:
            arguments.expect(b"(")
    arguments.expect(b")")
    return QuickResync(uid_validity=uid_validity, modseq=modseq, known_uids=known_uids, match=match)


def _read_match(arguments: Arguments) -> tuple[SequenceSet, SequenceSet]:
    numbers = _read_known(arguments)
    arguments.space()
    uids = _read_known(arguments)
    arguments.expect(b")")
    if numbers.count() != uids.count():
        message = "As many message numbers as UIDs are wanted"
        raise bad(message)
    return numbers, uids


def _read_known(arguments: Arguments) -> SequenceSet:
    known = arguments.messages()
    if isinstance(known, SavedResult) or any(STAR in ends for ends in known.ranges):
        message = "Neither * nor $ is something to remember"  # RFC 7162 §3.2.5.1
        raise bad(message)
    return known
