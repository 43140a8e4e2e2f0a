"""The IMAP server's engine: octets in, commands out, responses back as octets.

Knows nothing of sockets, TLS libraries, time, mailboxes or storage. Enter at `Connection`; `states` has the transition
table, `commands` the commands (a file each, or a close family), `responses` the encoders, `dialect` what ENABLE
changes.

RFC 9051 (IMAP4rev2) and RFC 3501 (IMAP4rev1) together, RFC 5161 (ENABLE), 2177 (IDLE), 4315 (UIDPLUS), 6851 (MOVE),
3691 (UNSELECT), 7162 (CONDSTORE, QRESYNC), 4731 (ESEARCH), 5182 (SEARCHRES), 5256 (SORT, THREAD), 6154 (SPECIAL-USE),
5258 (LIST-EXTENDED), 5819 (LIST-STATUS), 2342 (NAMESPACE), 2971 (ID), 7888 (LITERAL+), 4959 (SASL-IR), 3516 (BINARY),
3502 (MULTIAPPEND), 7889 (APPENDLIMIT), 8438 (STATUS=SIZE), 8474 (OBJECTID), 8514 (SAVEDATE), 8970 (PREVIEW), 9208
(QUOTA), 8508 (REPLACE), 6855 (UTF8=ACCEPT), 5032 (WITHIN), 3348 (CHILDREN), 5530 (response codes). COMPRESS (RFC 4978)
is not offered: compressing secrets and a stranger's mail together tells the lengths of the secrets.

Stricter than the RFCs, on purpose: only CRLF ends a line; what is behind STARTTLS in one packet closes; in clear nobody
logs in; lists, literals and search keys are counted (`Limits`). More lenient: quoted strings may hold UTF-8 before it
is enabled (names of mailboxes may not), ENABLE may come after SELECT, and what IMAP4rev2 dropped from FETCH and STATUS
is still understood once it is enabled.

A session around it, in short; every command is an event and a question, whose answer is untagged data (from the
encoders) and then `reply`:

    match engine.next_event():
        case Waiting.NEED_DATA:
            engine.receive_data(await channel.receive())
        case Answer() | IdleBegun() as event:
            write(event.data)
        case LiteralOffered() as event:              # a message of APPEND is about to come
            write(engine.go_ahead() if room_for(event.octets) else engine.reply(NO_ROOM))
        case LogIn() as event:
            write(engine.reply(Completion.ok("Logged in") if await check(event) else NOT_THAT))
        case Select() as event:
            write(encode_exists(172) + encode_flags(FLAGS))
            write(engine.reply(Completion.ok("Selected", codes.READ_WRITE)))
        case Search() as event:
            write(encode_search(found))              # or encode_esearch(engine.tag, …), as event.returns asks
            write(engine.reply(Completion.ok("Searched")))
        case IdleDone():
            write(pending_updates() + engine.reply(Completion.ok("Idled")))
        case StartTls():
            write(engine.reply(Completion.ok("Begin TLS")))  # then: handshake, engine.tls_established()
        case Goodbye() as event:
            write(event.data); close()
"""

from tempory.protocols.imap.commands import Command
from tempory.protocols.imap.completion import Completion, Condition
from tempory.protocols.imap.connection import Connection, Event, Question
from tempory.protocols.imap.dialect import REV1, Dialect, Extension
from tempory.protocols.imap.events import (
    NEED_DATA,
    PAUSED,
    Answer,
    Ending,
    Goodbye,
    IdleBegun,
    IdleDone,
    LiteralOffered,
    Waiting,
)
from tempory.protocols.imap.limits import Limits
from tempory.protocols.imap.sequences import STAR, Messages, SavedResult, SequenceSet, encode_numbers
from tempory.protocols.imap.states import TRANSITIONS, State, Step

__all__ = [
    "NEED_DATA",
    "PAUSED",
    "REV1",
    "STAR",
    "TRANSITIONS",
    "Answer",
    "Command",
    "Completion",
    "Condition",
    "Connection",
    "Dialect",
    "Ending",
    "Event",
    "Extension",
    "Goodbye",
    "IdleBegun",
    "IdleDone",
    "Limits",
    "LiteralOffered",
    "Messages",
    "Question",
    "SavedResult",
    "SequenceSet",
    "State",
    "Step",
    "Waiting",
    "encode_numbers",
]
