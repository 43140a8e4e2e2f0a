"""Response codes, as a `Completion` takes them. RFC 9051 §7.1, RFC 5530, and the extensions' own.

Those without arguments are constants, the others functions.
"""

from collections.abc import Iterable, Sequence

from tempory.protocols.imap.sequences import encode_numbers

ALERT = b"ALERT"
ALREADYEXISTS = b"ALREADYEXISTS"
AUTHENTICATIONFAILED = b"AUTHENTICATIONFAILED"
CANNOT = b"CANNOT"
CLIENTBUG = b"CLIENTBUG"
CLOSED = b"CLOSED"
EXPUNGEISSUED = b"EXPUNGEISSUED"
HASCHILDREN = b"HASCHILDREN"
INUSE = b"INUSE"
LIMIT = b"LIMIT"
NOMODSEQ = b"NOMODSEQ"  # RFC 7162 §3.1.2.2
NONEXISTENT = b"NONEXISTENT"
NOTSAVED = b"NOTSAVED"  # RFC 5182 §2.1
OVERQUOTA = b"OVERQUOTA"
PARSE = b"PARSE"
PRIVACYREQUIRED = b"PRIVACYREQUIRED"
READ_ONLY = b"READ-ONLY"
READ_WRITE = b"READ-WRITE"
SERVERBUG = b"SERVERBUG"
TOOBIG = b"TOOBIG"  # RFC 4469, RFC 7889 §4
TRYCREATE = b"TRYCREATE"
UIDNOTSTICKY = b"UIDNOTSTICKY"
UNAVAILABLE = b"UNAVAILABLE"
UNKNOWN_CTE = b"UNKNOWN-CTE"
USEATTR = b"USEATTR"  # RFC 6154 §3


def uid_next(uid: int) -> bytes:
    """Tell the uid that the next message is to have."""
    return b"UIDNEXT %d" % uid


def uid_validity(number: int) -> bytes:
    """Tell what uids belong to."""
    return b"UIDVALIDITY %d" % number


def unseen(number: int) -> bytes:
    """Name the first unseen message. RFC 3501 §7.1."""
    return b"UNSEEN %d" % number


def highest_modseq(modseq: int) -> bytes:
    """RFC 7162 §3.1.2.1; also in the OK to CLOSE and EXPUNGE (§3.2.8, §3.2.7)."""
    return b"HIGHESTMODSEQ %d" % modseq


def mailbox_id(object_id: str) -> bytes:
    """RFC 8474 §4.1 and §4.2."""
    return b"MAILBOXID (%b)" % object_id.encode("ascii")


def permanent_flags(flags: Iterable[str], *, new_keywords: bool) -> bytes:
    r"""Name what can be changed for good; with `new_keywords` also `\*`."""
    names = [*flags, *(["\\*"] if new_keywords else [])]
    return b"PERMANENTFLAGS (%b)" % " ".join(names).encode("ascii")


def append_uid(validity: int, uids: Iterable[int]) -> bytes:
    """RFC 4315 §3; several after a MULTIAPPEND."""
    return b"APPENDUID %d %b" % (validity, encode_numbers(uids))


def copy_uid(validity: int, sources: Sequence[int], targets: Sequence[int]) -> bytes:
    """RFC 4315 §3. `sources` and `targets` go in pairs, both ascending, at least one."""
    return b"COPYUID %d %b %b" % (validity, encode_numbers(sources), encode_numbers(targets))


def modified(numbers: Iterable[int]) -> bytes:
    """Name what STORE UNCHANGEDSINCE left alone. RFC 7162 §3.1.3."""
    return b"MODIFIED " + encode_numbers(numbers)
