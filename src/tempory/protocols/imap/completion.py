"""Status responses: a condition, perhaps a response code, and plain words. RFC 9051 §7.1.

Nothing a peer sent is ever echoed in the words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from tempory.values import LocalProtocolError

_TEXT = re.compile(r"[!-Z\\^-~][ -~]{0,399}", re.ASCII)  # a "[" or "]" at the start could be taken for a code
_CODE = re.compile(rb"[^\x00\r\n]+")


class Condition(StrEnum):
    OK = "OK"
    NO = "NO"
    BAD = "BAD"
    BYE = "BYE"


@dataclass(frozen=True, slots=True)
class Completion:
    """How a command ended, or an untagged notice. `code` is one of `codes`, without its brackets."""

    condition: Condition
    text: str
    code: bytes = b""

    def __post_init__(self) -> None:
        if not _TEXT.fullmatch(self.text) or (self.code and not _CODE.fullmatch(self.code)):
            message = f"not a status response: {self.condition} {self.text!r}"
            raise LocalProtocolError(message)

    @classmethod
    def ok(cls, text: str, code: bytes = b"") -> Self:
        """Make an OK."""
        return cls(Condition.OK, text, code)

    @classmethod
    def no(cls, text: str, code: bytes = b"") -> Self:
        """Make a NO: the command was understood and is not done."""
        return cls(Condition.NO, text, code)

    @classmethod
    def bad(cls, text: str, code: bytes = b"") -> Self:
        """Make a BAD: the command breaks the protocol."""
        return cls(Condition.BAD, text, code)

    @property
    def is_positive(self) -> bool:
        return self.condition is Condition.OK

    def encode(self, tag: bytes = b"*") -> bytes:
        """Return the line; untagged without a tag."""
        code = b"[%b] " % self.code if self.code else b""
        return b"%b %b %b%b\r\n" % (tag, self.condition.encode("ascii"), code, self.text.encode("ascii"))
