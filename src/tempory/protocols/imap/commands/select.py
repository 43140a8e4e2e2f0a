"""SELECT, EXAMINE, CLOSE and UNSELECT. RFC 9051 §6.3.2–6.3.3, §6.4.1–6.4.2; RFC 7162 §3.1.8, §3.2.5; RFC 3691."""

from dataclasses import dataclass

from tempory.protocols.imap.sequences import SequenceSet


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
