"""A POP3 session: the engine's questions become calls on the mailbox, its answers lines.

The maildrop is INBOX as it stands at the log-in, held exclusively among POP3 sessions (RFC 1939 §4). Messages are
opened in memory, one at a time, and removed at QUIT alone. Enter at `Pop3Session`.
"""

from tempory.sessions.pop3.session import Maildrops, Pop3Session, answer_unserved

__all__ = ["Maildrops", "Pop3Session", "answer_unserved"]
