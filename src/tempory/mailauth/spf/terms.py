"""An SPF record taken apart. RFC 7208 §4.5, §4.6.1, §5, §6, §12."""

import re
from dataclasses import dataclass, field
from ipaddress import IPV4LENGTH, IPV6LENGTH, AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from tempory.mailauth.spf.macros import MacroSyntaxError, Token, parse_domain_spec, parse_macro_string

MAX_RECORD_OCTETS: Final = 8_192
_VERSION: Final = re.compile(rb"v=spf1(?: |\Z)", re.IGNORECASE)
_MODIFIER: Final = re.compile(r"([a-z][a-z0-9._-]*)=(.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_DIRECTIVE: Final = re.compile(r"([+?~-]?)([a-z][a-z0-9._-]*)([:/].*)?", re.ASCII | re.IGNORECASE | re.DOTALL)
_CIDR: Final = r"(0|[1-9][0-9]{0,2})"
_DOMAIN_AND_CIDR: Final = re.compile(rf"(?::(.+?))?(?:/{_CIDR})?(?://{_CIDR})?", re.ASCII | re.DOTALL)
_NETWORK: Final = re.compile(rf":([0-9A-Fa-f.:]{{1,45}})(?:/{_CIDR})?", re.ASCII)

DEFAULT_QUALIFIER: Final = "+"


class SpfSyntaxError(ValueError):
    """The record breaks the grammar. RFC 7208 §4.6: a permanent error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """One directive. `domain` None: the one that is checked. `network` for ip4 and ip6 alone."""

    name: str
    qualifier: str
    domain: tuple[Token, ...] | None = None
    prefix4: int = 32
    prefix6: int = 128
    network: IPv4Network | IPv6Network | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfRecord:
    """The mechanisms in order, and the two modifiers that mean something."""

    mechanisms: tuple[Mechanism, ...] = ()
    redirect: tuple[Token, ...] | None = None
    explanation: tuple[Token, ...] | None = None


@dataclass(slots=True, kw_only=True)
class _Reading:
    mechanisms: list[Mechanism] = field(default_factory=list)
    modifiers: dict[str, tuple[Token, ...]] = field(default_factory=dict)


def is_spf(text: bytes) -> bool:
    """Whether a TXT record claims to be an SPF record (RFC 7208 §4.5)."""
    return _VERSION.match(text) is not None


def parse_record(text: bytes) -> SpfRecord:
    """Read one SPF record; `SpfSyntaxError` if any part of it is wrong, wherever it stands."""
    if len(text) > MAX_RECORD_OCTETS or not text.isascii():
        raise SpfSyntaxError
    reading = _Reading()
    try:
        for term in text.decode("ascii").split(" ")[1:]:
            if term:
                _read_term(term, reading)
    except MacroSyntaxError:
        raise SpfSyntaxError from None
    return SpfRecord(
        mechanisms=tuple(reading.mechanisms),
        redirect=reading.modifiers.get("redirect"),
        explanation=reading.modifiers.get("exp"),
    )


def _read_term(term: str, reading: _Reading) -> None:
    if modifier := _MODIFIER.fullmatch(term):
        _read_modifier(modifier[1].lower(), modifier[2], reading)
    elif directive := _DIRECTIVE.fullmatch(term):
        name = directive[2].lower()
        reading.mechanisms.append(
            _read_mechanism(name, directive[1] or DEFAULT_QUALIFIER, directive[3] or ""),
        )
    else:
        raise SpfSyntaxError


def _read_modifier(name: str, value: str, reading: _Reading) -> None:
    if name not in {"redirect", "exp"}:
        parse_macro_string(value)  # RFC 7208 §6: passed over, but well-formed
    elif name in reading.modifiers:
        raise SpfSyntaxError
    else:
        reading.modifiers[name] = parse_domain_spec(value)


def _read_mechanism(name: str, qualifier: str, rest: str) -> Mechanism:
    match name:
        case "all" if not rest:
            return Mechanism(name=name, qualifier=qualifier)
        case "include" | "exists" if rest[:1] == ":":
            return Mechanism(name=name, qualifier=qualifier, domain=parse_domain_spec(rest[1:]))
        case "ptr" if rest[:1] in {"", ":"}:
            return Mechanism(name=name, qualifier=qualifier, domain=parse_domain_spec(rest[1:]) if rest else None)
        case "a" | "mx":
            return _read_host(name, qualifier, rest)
        case "ip4" | "ip6":
            return Mechanism(name=name, qualifier=qualifier, network=_read_network(name, rest))
    raise SpfSyntaxError


def _read_host(name: str, qualifier: str, rest: str) -> Mechanism:
    match = _DOMAIN_AND_CIDR.fullmatch(rest)
    if match is None:
        raise SpfSyntaxError
    prefix4, prefix6 = int(match[2] or 32), int(match[3] or 128)
    if prefix4 > IPV4LENGTH or prefix6 > IPV6LENGTH:
        raise SpfSyntaxError
    domain = None if match[1] is None else parse_domain_spec(match[1])
    return Mechanism(name=name, qualifier=qualifier, domain=domain, prefix4=prefix4, prefix6=prefix6)


def _read_network(name: str, rest: str) -> IPv4Network | IPv6Network:
    match = _NETWORK.fullmatch(rest)
    if match is None:
        raise SpfSyntaxError
    try:
        address = IPv4Address(match[1]) if name == "ip4" else IPv6Address(match[1])
    except AddressValueError:
        raise SpfSyntaxError from None
    prefix = address.max_prefixlen if match[2] is None else int(match[2])
    if prefix > address.max_prefixlen:
        raise SpfSyntaxError
    if isinstance(address, IPv4Address):
        return IPv4Network((address, prefix), strict=False)
    return IPv6Network((address, prefix), strict=False)
