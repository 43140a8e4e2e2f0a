"""What the tree holds of an access: one line of JSON, in one spelling, that names nobody.

    {"v":1,"at":1795297740123,"who":"…","verb":"mail.read","kind":"mailbox","on":"…","way":"imap","result":"done",
     "detail":"…"}

`at` is milliseconds since 1970. `who` and `on` are pseudonyms (32 hexadecimal digits), names of machines, or names of
things. `detail` is the commitment to the personal detail that is kept outside (64 digits), "" without any.
"""

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from tempory.accesslog.accesses import Kind, Machine, Result, Verb, Way
from tempory.values import IntegrityError

MAX_LEAF_OCTETS = 1024
VERSION = 1
PSEUDONYM = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DETAIL = r"^(|[0-9a-f]{64})$"


class Leaf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record. The order of the fields is the format's."""

    v: Annotated[int, Meta(ge=VERSION, le=VERSION)] = VERSION
    at: Annotated[int, Meta(ge=0)]
    who: Annotated[str, Meta(max_length=64)]
    verb: Verb
    kind: Kind
    on: Annotated[str, Meta(max_length=64)]
    way: Way
    result: Result
    detail: Annotated[str, Meta(pattern=_DETAIL)] = ""

    def encode(self) -> bytes:
        """Write the leaf's octets, which are what is hashed."""
        return _encoder.encode(self)

    @property
    def machine(self) -> Machine | None:
        """Who acted, if it was a machine."""
        return None if PSEUDONYM.fullmatch(self.who) else Machine(self.who)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Leaf)
_MACHINES = frozenset(Machine)


def parse_leaf(octets: bytes) -> Leaf:
    """Read a leaf; `IntegrityError` for any other spelling, so that a record has one form only."""
    try:
        leaf = _decoder.decode(octets) if len(octets) <= MAX_LEAF_OCTETS else None
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        leaf = None
    if leaf is None or leaf.encode() != octets or not (PSEUDONYM.fullmatch(leaf.who) or leaf.who in _MACHINES):
        message = "not a record of the access log"
        raise IntegrityError(message)
    return leaf
