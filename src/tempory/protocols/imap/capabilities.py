"""What is announced, and when. RFC 9051 §7.2.2; the extensions' names are those of their RFCs."""

from functools import lru_cache

from tempory.protocols.imap.limits import Limits
from tempory.protocols.imap.states import State
from tempory.protocols.sasl import MECHANISMS

# Old programs look for the first of these at the front.
_ALWAYS = ("IMAP4rev1", "IMAP4rev2", "ENABLE", "ID", "IDLE", "LITERAL+", "SASL-IR")
_AFTER = (
    "BINARY",
    "CHILDREN",
    "CONDSTORE",
    "CREATE-SPECIAL-USE",
    "ESEARCH",
    "LIST-EXTENDED",
    "LIST-STATUS",
    "MOVE",
    "MULTIAPPEND",
    "NAMESPACE",
    "OBJECTID",
    "PREVIEW",
    "QRESYNC",
    "QUOTA",
    "QUOTA=RES-MESSAGE",
    "QUOTA=RES-STORAGE",
    "REPLACE",
    "SAVEDATE",
    "SEARCHRES",
    "SORT",
    "SPECIAL-USE",
    "STATUS=SIZE",
    "THREAD=ORDEREDSUBJECT",
    "THREAD=REFERENCES",
    "UIDPLUS",
    "UNSELECT",
    "UTF8=ACCEPT",
    "WITHIN",
)


@lru_cache(maxsize=16)
def capabilities(state: State, limits: Limits, *, tls_active: bool, tls_offered: bool) -> tuple[str, ...]:
    """Return the names for this state. In clear nobody can log in (RFC 8314 §3.2), and LOGINDISABLED says so."""
    if state is not State.NOT_AUTHENTICATED:
        return (*_ALWAYS, f"APPENDLIMIT={limits.message_octets}", *_AFTER)
    if tls_active:
        return (*_ALWAYS, *(f"AUTH={mechanism}" for mechanism in MECHANISMS))
    return (*_ALWAYS, *(["STARTTLS"] if tls_offered else []), "LOGINDISABLED")
