"""DMARC policy records. RFC 9989 §4.7; `pct` is RFC 7489 §6.3's, and so is the size in `rua` (§6.2)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from tempory.values import Address, InvalidValueError

MAX_RECORD_OCTETS: Final = 4_096
MAX_URIS: Final = 10
_VERSION: Final = re.compile(rb"[ \t]*v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_MAILTO: Final = re.compile(
    r"(?i:mailto):([^\s@,!?]{1,192}@[A-Za-z0-9._-]{1,253})(?:!([0-9]{1,12})([kmgtKMGT]?))?", re.ASCII
)
_UNITS: Final = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}  # powers of two (RFC 7489 §6.2)
_PERCENT: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_ALL: Final = 100


class Policy(StrEnum):
    """What the owner asks for when a message fails."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"

    @property
    def weakened(self) -> "Policy":
        """The next weaker one (RFC 9989 §4.7, `t=y`)."""
        return Policy.QUARANTINE if self is Policy.REJECT else Policy.NONE

    @property
    def severity(self) -> int:
        return list(Policy).index(self)


@dataclass(frozen=True, slots=True)
class ReportUri:
    """Whom a record names for aggregate reports, and how many octets one may have at most (None: any number)."""

    address: Address
    max_octets: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcRecord:
    """One record. `subdomains` and `missing`: for names below it, and for those that do not exist."""

    policy: Policy = Policy.NONE
    subdomains: Policy | None = None
    missing: Policy | None = None
    is_dkim_strict: bool = False
    is_spf_strict: bool = False
    is_testing: bool = False
    percent: int = _ALL
    psd: str = "u"
    rua: tuple[ReportUri, ...] = ()
    """Where aggregate reports may go. Mail only; `ruf=` is not read: reports of single messages are never made."""


def is_dmarc(text: bytes) -> bool:
    """Whether a TXT record is a DMARC record: its first tag says so, in this case of letters (RFC 9989 §4.7)."""
    return len(text) <= MAX_RECORD_OCTETS and _VERSION.match(text) is not None


def parse_record(text: bytes) -> DmarcRecord | None:
    """Read a record for which `is_dmarc` holds. What is wrong in it falls back to its default (RFC 9989 §4.7).

    None: a policy is named that there is not, and nobody is named who could be told of it.
    """
    tags: dict[str, str] = {}
    for spec in text.decode("utf-8", "replace").split(";"):
        name, equals, value = spec.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), value.strip())
    rua = parse_report_uris(tags.get("rua", ""))
    policies = {name: tags[name].lower() for name in ("p", "sp", "np") if name in tags}
    if not all(value in set(Policy) for value in policies.values()):
        if not rua:
            return None
        policies = {}
    return DmarcRecord(
        policy=Policy(policies.get("p", Policy.NONE)),
        subdomains=Policy(policies["sp"]) if "sp" in policies else None,
        missing=Policy(policies["np"]) if "np" in policies else None,
        is_dkim_strict=tags.get("adkim", "").lower() == "s",
        is_spf_strict=tags.get("aspf", "").lower() == "s",
        is_testing=tags.get("t", "").lower() == "y",
        percent=_read_percent(tags.get("pct", "")),
        psd=psd if (psd := tags.get("psd", "").lower()) in {"y", "n"} else "u",
        rua=rua,
    )


def parse_report_uris(value: str) -> tuple[ReportUri, ...]:
    """Read the value of `rua=`: up to ten addresses. What is no `mailto:` address in ASCII is left out."""
    read = (_read_uri(uri.strip()) for uri in value.split(",")[:MAX_URIS])
    return tuple(uri for uri in read if uri is not None)


def _read_uri(uri: str) -> ReportUri | None:
    match = _MAILTO.fullmatch(uri)
    if match is None:
        return None
    try:
        address = Address.parse(unquote(match[1]))
    except InvalidValueError:
        return None
    if address.is_internationalised:
        return None
    return ReportUri(address, int(match[2]) << _UNITS[match[3].lower()] if match[2] else None)


def _read_percent(value: str) -> int:
    return min(int(value), _ALL) if _PERCENT.fullmatch(value) else _ALL
