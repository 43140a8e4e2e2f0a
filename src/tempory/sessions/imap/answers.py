"""How refusals read in IMAP: one table, and the few lines that are the session's own. RFC 5530."""

from tempory.delivery import MailboxFull
from tempory.mailboxes import FolderExists, FolderGone, FolderKept, KeywordsFull
from tempory.protocols.imap import Completion, Condition, Ending
from tempory.protocols.imap.responses import codes
from tempory.values import IntegrityError, TemporyError, Unavailable

_ANSWERS: dict[type[TemporyError], Completion] = {
    FolderGone: Completion.no("There is no such mailbox", codes.NONEXISTENT),
    FolderExists: Completion.no("There is a mailbox of this name", codes.ALREADYEXISTS),
    FolderKept: Completion.no("This mailbox stays as it is", codes.CANNOT),
    KeywordsFull: Completion.no("A message has room for fewer keywords", codes.LIMIT),
    MailboxFull: Completion.no("There is no room left", codes.OVERQUOTA),
    Unavailable: Completion.no("Not now; try again in a moment", codes.UNAVAILABLE),
    IntegrityError: Completion.no("What is stored cannot be read", b"CORRUPTION"),
}
KNOWN = tuple(_ANSWERS)

ENDING_REASONS = {
    Ending.LOGOUT: "quit",
    Ending.LOST: "lost",
    Ending.ERRORS: "errors",
    Ending.PROTOCOL: "protocol",
}
BEGIN_TLS = Completion.ok("Begin TLS")
WRONG = Completion.no(
    "No mailbox answers to this address and secret; programs take tpy_ or an app password, tpp_",
    codes.AUTHENTICATIONFAILED,
)
TOO_MANY_TRIES = Completion.no("Too many wrong secrets came from here; wait a minute", codes.UNAVAILABLE)
TOO_MANY_SESSIONS = Completion.no("Too many sessions of this mailbox are open", codes.LIMIT)
LOGGED_IN = Completion.ok("Logged in")
NO_ROOM = Completion.no("Too much mail is coming in at once; try again later", codes.LIMIT)


def answer_refusal(error: TemporyError) -> Completion:
    """Return the completion for an error of `KNOWN`."""
    for kind in type(error).__mro__:
        if kind in _ANSWERS:
            return _ANSWERS[kind]
    raise error


def answer_unserved(reason: str) -> bytes:
    """Return the one line that a connection gets that is not served: a reason of `ConnectionRefused`, or `failed`."""
    words = {"draining": "The server is going down; come back soon", "failed": "Something went wrong here"}
    text = words.get(reason, "Too many connections; try again later")
    return Completion(Condition.BYE, text, codes.UNAVAILABLE).encode()
