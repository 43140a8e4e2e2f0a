"""What a message is found again by, in other mailboxes: where its links lead, and what is attached. Never its sender.

A trace is SHA-256 of a link's target or of a file, a fingerprint its HMAC under a key of the day. Only fingerprints are
kept: whoever has them without the key of their day cannot try out links. The pages make the same traces
(web/src/traces.ts), held to the same vectors (tests/verdict/traces.json).

RFC 2104 (HMAC), RFC 3986 §3. Of a message at most `MAX_LINKS` and `MAX_FILES` count, and `MAX_OCTETS` of files as sent.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tempory.mime import Parsed, decode_transfer, find_links
from tempory.values import Secret

MAX_LINKS: Final = 40
MAX_FILES: Final = 10
MAX_OCTETS: Final = 2 * 1024 * 1024
TRACE_OCTETS: Final = 32
_TARGET: Final = re.compile(r"https?://(?:[^/?#]*@)?([^/?#:@\s]+)(?::([0-9]*))?(?=[/?#]|$)([^?#]*)", re.IGNORECASE)
_USUAL_PORTS: Final = frozenset({"", "80", "443"})


def normalise_link(target: str) -> str | None:
    """Return a link's host and path, so that what is different for each recipient does not count; None for no link.

    Scheme, user, usual port, query and fragment go. A host alone is a trace as well as a page of it.
    """
    found = _TARGET.match(target)
    if found is None:
        return None
    host, port, path = found[1].lower().rstrip("."), found[2] or "", found[3].rstrip("/")
    return f"{host}{'' if port in _USUAL_PORTS else ':' + port}{path}"


def trace_link(target: str) -> bytes | None:
    """Return the trace of where a link leads; None if it leads nowhere on the web."""
    normal = normalise_link(target)
    return None if normal is None else hashlib.sha256(b"link\x00" + normal.encode("utf-8", "surrogatepass")).digest()


def trace_file(content: bytes) -> bytes:
    """Return the trace of an attachment's octets, decoded."""
    return hashlib.sha256(b"file\x00" + content).digest()


def find_traces(parsed: Parsed) -> tuple[bytes, ...]:
    """Return the traces of a message, each once."""
    return tuple(dict.fromkeys((*_links(parsed), *_files(parsed))))


def take_fingerprint(trace: bytes, day_key: Secret) -> bytes:
    """Return what is kept of a trace on a day."""
    return hmac.digest(day_key.reveal(), trace, "sha256")


def _links(parsed: Parsed) -> Iterator[bytes]:
    for target in islice(find_links(parsed.texts, parsed.markups), MAX_LINKS):
        trace = trace_link(target)
        if trace is not None:
            yield trace


def _files(parsed: Parsed) -> Iterator[bytes]:
    room = MAX_OCTETS
    for part in parsed.bodies.attachments[:MAX_FILES]:
        start, end = part.body
        room -= end - start
        if room < 0:
            return
        if end > start:
            yield trace_file(decode_transfer(parsed.content[start:end], part.about.encoding))
