"""Domains and addresses, in the one form the whole service compares them in.

RFC 5321 §4.1.2 (mailbox grammar), §4.5.3.1 (sizes), RFC 6531 §3.3 (internationalised local parts), RFC 5890–5891
(A-labels).
Quoted local parts are kept without their quotes when they need none, so that equal addresses are equal values.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

import idna

from tempory.values.errors import InvalidValueError

MAX_LOCAL_OCTETS = 64
MAX_DOMAIN_OCTETS = 255

# Three characters may compose to one of two octets (U+01D5); what is longer than this is too long in any form.
_MAX_DECOMPOSED = 4 * MAX_LOCAL_OCTETS

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*)"')
_UNQUOTE = re.compile(r"\\(.)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, order=True)
class Domain:
    """A domain name as lower-case A-labels: `bücher.example` is `xn--bcher-kva.example`."""

    name: str

    def __post_init__(self) -> None:
        labels = self.name.split(".")
        if len(self.name) > MAX_DOMAIN_OCTETS or not all(_LABEL.fullmatch(label) for label in labels):
            message = "not a domain name"
            raise InvalidValueError(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a domain in ASCII or Unicode, any case, one trailing dot allowed."""
        text = text.removesuffix(".")
        if text.isascii():
            return cls(text.lower())
        if len(text) > MAX_DOMAIN_OCTETS:
            message = "not a domain name"
            raise InvalidValueError(message)
        try:
            return cls(idna.encode(text, uts46=True).decode("ascii"))
        except idna.IDNAError as error:
            message = "not a domain name"
            raise InvalidValueError(message) from error

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A mail address: local part (NFC, case kept, without needless quotes) and domain."""

    local: str
    domain: Domain

    def __post_init__(self) -> None:
        if len(self.local) <= _MAX_DECOMPOSED:
            # RFC 6532 §3.1: NFC, so that what looks the same is the same.
            object.__setattr__(self, "local", unicodedata.normalize("NFC", self.local))
        # RFC 5321 §4.5.3.1.1: 64 octets at most.
        if not 1 <= len(self.local.encode("utf-8", "surrogatepass")) <= MAX_LOCAL_OCTETS:
            message = "a local part has 1 to 64 octets"
            raise InvalidValueError(message)
        if _CONTROL.search(self.local) or any("\ud800" <= character <= "\udfff" for character in self.local):
            message = "a local part has no control characters"
            raise InvalidValueError(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `local@domain`, the local part a dot-atom or a quoted string; `InvalidValueError` for anything else."""
        local, at, domain = text.rpartition("@")
        if not at:
            message = "an address has the form name@domain"
            raise InvalidValueError(message)
        if quoted := _QUOTED.fullmatch(local):
            local = _UNQUOTE.sub(r"\1", quoted[1])
        elif not _DOT_ATOM.fullmatch(local):
            message = "not a local part"
            raise InvalidValueError(message)
        return cls(local, Domain.parse(domain))

    @property
    def canonical(self) -> str:
        """The form in which mailboxes are looked up: our own local parts are compared without regard to case."""
        return f"{unicodedata.normalize('NFC', self.local.casefold())}@{self.domain.name}"

    @property
    def is_internationalised(self) -> bool:
        """Whether the local part needs SMTPUTF8 (RFC 6531)."""
        return not self.local.isascii()

    def __str__(self) -> str:
        if _DOT_ATOM.fullmatch(self.local):
            return f"{self.local}@{self.domain}"
        escaped = self.local.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"@{self.domain}'
