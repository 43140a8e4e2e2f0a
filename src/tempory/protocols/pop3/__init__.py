"""The POP3 server's engine: octets in, questions out, answers back as octets.

Knows nothing of sockets, mailboxes or storage: who may log in and what is in the maildrop is asked of the session.
RFC 1939 (POP3), 2449 (CAPA, response codes), 2595 (STLS), 5034 (AUTH), 3206 (AUTH and SYS codes), 6856 (UTF8).
Enter at `Connection`; `states` has the transition table.

    match engine.next_event():
        case Waiting.NEED_DATA: engine.receive_data(await channel.read())
        case LogIn() as event: write(engine.admit(maildrop) if await check(event) else engine.refuse(NOT_THAT))
        case Retrieve() as event: write(engine.send(await read(event.number)))
        case Update() as event: await remove(event.deleted); write(engine.finish(done=True))
"""

from tempory.protocols.pop3.connection import Connection
from tempory.protocols.pop3.events import (
    NEED_DATA,
    PAUSED,
    Answer,
    Ending,
    Event,
    Goodbye,
    LogIn,
    Retrieve,
    StartTls,
    Update,
    Waiting,
)
from tempory.protocols.pop3.limits import Limits
from tempory.protocols.pop3.maildrop import Maildrop
from tempory.protocols.pop3.replies import Code
from tempory.protocols.pop3.states import TRANSITIONS, State, Step

__all__ = [
    "NEED_DATA",
    "PAUSED",
    "TRANSITIONS",
    "Answer",
    "Code",
    "Connection",
    "Ending",
    "Event",
    "Goodbye",
    "Limits",
    "LogIn",
    "Maildrop",
    "Retrieve",
    "StartTls",
    "State",
    "Step",
    "Update",
    "Waiting",
]
