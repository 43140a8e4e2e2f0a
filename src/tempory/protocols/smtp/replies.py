"""Replies: a code, an enhanced code (RFC 3463, RFC 2034) and plain words. Nothing a peer sent is ever echoed in one."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from tempory.protocols.smtp.limits import Limits
from tempory.values import LocalProtocolError

_TEXT = re.compile(r"[ -~]{1,400}", re.ASCII)  # RFC 5321 §4.5.3.1.5: a reply line has 512 octets at most.
_ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}", re.ASCII)
_PERMANENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply line. `octets` is what goes on the wire. `enhanced` is empty for 354 only (RFC 2034 §4)."""

    code: int
    enhanced: str
    text: str
    octets: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        digit = str(self.code)[0]
        fits = _ENHANCED.fullmatch(self.enhanced) and self.enhanced[0] == digit if digit in "245" else not self.enhanced
        if not fits or not 200 <= self.code <= 599 or not _TEXT.fullmatch(self.text):  # noqa: PLR2004 (a reply code)
            message = f"not a reply: {self.code} {self.enhanced}"
            raise LocalProtocolError(message)
        line = " ".join(part for part in (str(self.code), self.enhanced, self.text) if part)
        object.__setattr__(self, "octets", line.encode("ascii") + b"\r\n")

    @property
    def is_positive(self) -> bool:
        return self.code < 400  # noqa: PLR2004 (a reply code)

    @property
    def is_permanent(self) -> bool:
        return self.code // 100 == _PERMANENT

    @property
    def closes(self) -> bool:
        """RFC 5321 §3.8: 421 announces that the connection is closed."""
        return self.code == 421  # noqa: PLR2004 (a reply code)


def _reply(code: int, enhanced: str, text: str) -> Reply:
    return Reply(code=code, enhanced=enhanced, text=text)


SENDER_OK = _reply(250, "2.1.0", "Sender OK")
RECIPIENT_OK = _reply(250, "2.1.5", "Recipient OK")
MESSAGE_STORED = _reply(250, "2.0.0", "Sealed and stored")
TLS_READY = _reply(220, "2.0.0", "Ready to start TLS")
TLS_UNAVAILABLE = _reply(454, "4.7.0", "TLS is not available for the moment")

LOGGED_IN = _reply(235, "2.7.0", "Welcome")
LOG_IN_UNAVAILABLE = _reply(454, "4.7.0", "Nobody can be let in for the moment; try again later")

RESET_OK = _reply(250, "2.0.0", "Nothing is kept")
NOOP_OK = _reply(250, "2.0.0", "Still here")
BYE = _reply(221, "2.0.0", "Goodbye")
SEND_MESSAGE = _reply(354, "", "Send the message, end it with a dot on a line of its own")
# RFC 5321 §3.5.3, §7.3: an answer that confirms nothing.
NOT_VERIFIED = _reply(252, "2.0.0", "Addresses are not verified here; send the message and see")
HELP = _reply(214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY STARTTLS HELP QUIT, as in RFC 5321")

UNKNOWN_COMMAND = _reply(500, "5.5.1", "No such command")
NOT_IMPLEMENTED = _reply(502, "5.5.1", "This command is not offered here")
LINE_TOO_LONG = _reply(500, "5.5.2", "The line is too long")
BAD_OCTETS = _reply(500, "5.5.2", "A command is one line of text that ends in CR LF")
BAD_HELLO = _reply(501, "5.5.4", "Say your host name after EHLO or HELO")
NO_ARGUMENT = _reply(501, "5.5.4", "This command takes no argument")
NEEDS_ARGUMENT = _reply(501, "5.5.4", "This command needs an argument")
BAD_PARAMETER = _reply(501, "5.5.4", "A parameter is malformed or given twice")
UNKNOWN_PARAMETER = _reply(555, "5.5.4", "A parameter is not supported here")
BAD_MAIL = _reply(501, "5.5.4", "The form is MAIL FROM:<address>")
BAD_RCPT = _reply(501, "5.5.4", "The form is RCPT TO:<address>")
BAD_SENDER = _reply(553, "5.1.7", "The sender is not a valid address")
BAD_RECIPIENT = _reply(553, "5.1.3", "The recipient is not a valid address")
LITERAL_SENDER = _reply(553, "5.1.8", "Address literals are not taken as a sender's domain")
LITERAL_RECIPIENT = _reply(550, "5.7.1", "Mail for address literals is not taken here")
NEEDS_SMTPUTF8 = _reply(553, "5.6.7", "An address beyond ASCII needs the SMTPUTF8 parameter")
BAD_CHUNK = _reply(501, "5.5.4", "The form is BDAT size [LAST]; closing, for the next command cannot be told from data")

HELLO_FIRST = _reply(503, "5.5.1", "Say EHLO first")
BAD_SEQUENCE = _reply(503, "5.5.1", "Not now: the order of commands is EHLO, MAIL, RCPT, DATA")
NO_RECIPIENTS = _reply(554, "5.5.1", "No recipient was accepted")
TLS_ALREADY = _reply(503, "5.5.1", "TLS is already active")
TLS_INJECTION = _reply(554, "5.5.1", "STARTTLS must be the last command of its group; closing")
NOT_A_WEB_SERVER = _reply(554, "5.5.1", "This is a mail server; closing")

# RFC 4954 §4, §6.
AUTH_FIRST = _reply(530, "5.7.0", "Log in first: mail is submitted here, by members only")
AUTH_NEEDS_TLS = _reply(538, "5.7.11", "Encrypt the connection first, with STARTTLS")
AUTH_ALREADY = _reply(503, "5.5.1", "You have logged in already")
AUTH_CANCELLED = _reply(501, "5.7.0", "The log-in is cancelled")
AUTH_LINE_TOO_LONG = _reply(500, "5.5.6", "The response is too long")
BAD_AUTH = _reply(501, "5.5.4", "The form is AUTH mechanism [response]")
BAD_BASE64 = _reply(501, "5.5.2", "A response is base64")
BAD_RESPONSE = _reply(535, "5.7.8", "This is not a response of the mechanism")
UNKNOWN_MECHANISM = _reply(504, "5.5.4", "This mechanism is not offered")

TOO_MANY_RECIPIENTS = _reply(452, "4.5.3", "Too many recipients; send the rest in another message")
TOO_MANY_ERRORS = _reply(421, "4.7.0", "Too many errors; closing")

TOO_LARGE = _reply(552, "5.3.4", "The message is too large")
HEADER_TOO_LARGE = _reply(552, "5.3.4", "The header of the message is too large")
BARE_LINE_END = _reply(550, "5.5.2", "The message holds a CR or LF that is not part of a CR LF")
NUL_OCTET = _reply(550, "5.6.0", "The message holds a NUL octet")
EIGHT_BIT = _reply(554, "5.6.1", "The message holds 8-bit octets that neither MAIL nor the message declares")
LOOP = _reply(554, "5.4.6", "The message has passed too many servers; this is a loop")


@lru_cache(maxsize=8)
def encode_greeting(hostname: str) -> bytes:
    """RFC 5321 §4.3.1; no enhanced code (RFC 2034 §4)."""
    return f"220 {hostname} ESMTP Tempory\r\n".encode("ascii")


@lru_cache(maxsize=8)
def encode_helo(hostname: str) -> bytes:
    """Return the one-line answer to HELO."""
    return f"250 {hostname}\r\n".encode("ascii")


@lru_cache(maxsize=16)
def encode_ehlo(hostname: str, limits: Limits, *, starttls: bool, mechanisms: tuple[str, ...] = ()) -> bytes:
    """Return the answer to EHLO: what is offered, one extension a line (RFC 5321 §4.1.1.1)."""
    lines = [
        hostname,
        "PIPELINING",
        f"SIZE {limits.message_octets}",
        "8BITMIME",
        "SMTPUTF8",
        "CHUNKING",
        "ENHANCEDSTATUSCODES",
        *(["STARTTLS"] if starttls else []),
        *([f"AUTH {' '.join(mechanisms)}"] if mechanisms else []),
        f"LIMITS RCPTMAX={limits.recipients}",
        "HELP",
    ]
    parted = [f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]
    return "\r\n".join(parted).encode("ascii") + b"\r\n"
