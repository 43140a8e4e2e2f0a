"""What the peer asked for by ENABLE, and what that changes. RFC 5161, RFC 9051 §6.3.1, RFC 6855 §3, RFC 7162 §3.2.3."""

from dataclasses import dataclass
from enum import StrEnum


class Extension(StrEnum):
    """What ENABLE may name here."""

    CONDSTORE = "CONDSTORE"
    QRESYNC = "QRESYNC"
    UTF8 = "UTF8=ACCEPT"
    REV2 = "IMAP4rev2"


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""What is enabled, as encoders and sessions ask for it. Starts as IMAP4rev1 and only ever grows.

    `condstore` is also set by every CONDSTORE-enabling command (RFC 7162 §3.1), and always with `qresync`.
    """

    condstore: bool = False
    qresync: bool = False
    utf8_accept: bool = False
    rev2: bool = False

    @property
    def utf8(self) -> bool:
        """Whether quoted strings may hold UTF-8 and names of mailboxes are UTF-8, not modified UTF-7.

        RFC 9051 appendix A.1 and RFC 6855 §3.
        """
        return self.rev2 or self.utf8_accept


REV1 = Dialect()
