"""An IMAP session: the engine's questions become calls on the mailbox, its answers responses.

The mailbox is opened in memory at the log-in, for as long as the session lasts (`account`); forgetting it ends the
session at once. Enter at `ImapSession`. `commands` says which command is answered where; `selected` is the folder as
the peer knows it and `updates` what it is told of changes; `listings` keeps what is known of many messages, and
`contents` opens them a few at a time, so that memory is bounded whatever is asked for.

RFC 9051, RFC 3501 and the extensions that `tempory.protocols.imap` lists. What is not kept: which message went when
(only when one last went; if any did since a peer was here, RFC 7162 §3.2.5.1 allows to name all that are not there),
and which messages are recent after a restart.
"""

from tempory.sessions.imap.answers import answer_unserved
from tempory.sessions.imap.presence import Presence
from tempory.sessions.imap.session import ImapSession
from tempory.sessions.imap.settings import ImapSettings
from tempory.sessions.imap.visit import Service

__all__ = ["ImapSession", "ImapSettings", "Presence", "Service", "answer_unserved"]
