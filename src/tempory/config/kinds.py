"""What a setting's value may be: how it is read from TOML, what is said of a mistake, and how it is shown again.

Ranges are msgspec's; sizes and durations may also be written as people write them ("25 MiB", "1h").
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec

from tempory.values import Domain

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_MAX_PORT = 65_535

_UNITS = {
    "size": {"": 1, "b": 1, "kib": KIB, "mib": MIB, "gib": GIB, "kb": 1000, "mb": 1000**2, "gb": 1000**3},
    "duration": {"": 1, "s": 1, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY},
}
_QUANTITY = re.compile(r"\s*([0-9]{1,18})\s*([A-Za-z]{0,3})\s*", re.ASCII)
_PUBLIC_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kind:
    """`says` completes "must be …"; `read` raises `ValueError` otherwise; `show` gives back TOML's form."""

    says: str
    read: Callable[[object], Any]
    show: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True, slots=True)
class Setting:
    """What is said of a setting beside its default."""

    kind: Kind
    sentence: str


def number(at_least: int, at_most: int) -> Kind:
    """Return the kind of whole numbers in a range."""
    return Kind(f"a whole number from {at_least:,} to {at_most:,}", _in_range(at_least, at_most))


def size(at_least: int, at_most: int) -> Kind:
    """Return the kind of sizes in octets, written as a number or with KiB, MiB, GiB, kB, MB or GB."""
    says = f'a size from {show_size(at_least)} to {show_size(at_most)}, written like "25 MiB"'
    return Kind(says, _quantity("size", at_least, at_most), show_size)


def duration(at_least: int, at_most: int) -> Kind:
    """Return the kind of durations in seconds, written as a number or with s, m, h or d."""
    says = f'a time from {show_duration(at_least)} to {show_duration(at_most)}, written like "10m" or "1h"'
    return Kind(says, _quantity("duration", at_least, at_most), show_duration)


def text(pattern: str, says: str) -> Kind:
    """Return the kind of texts that match a pattern."""
    return Kind(says, lambda value: msgspec.convert(value, Annotated[str, msgspec.Meta(pattern=f"^(?:{pattern})\\Z")]))


def texts(pattern: str, says: str) -> Kind:
    """Return the kind of lists of texts that match a pattern."""
    item = Annotated[str, msgspec.Meta(pattern=f"^(?:{pattern})\\Z")]
    return Kind(says, lambda value: msgspec.convert(value, tuple[item, ...]), list)


def choice(*names: str) -> Kind:
    """Return the kind of texts that are one of `names`."""
    return text("|".join(map(re.escape, names)), "one of " + ", ".join(f'"{name}"' for name in names))


def show_size(octets: int) -> str:
    """Return a size in the largest unit that leaves it whole: `25 MiB`."""
    return _in_largest_unit(octets, {" GiB": GIB, " MiB": MIB, " KiB": KIB, " B": 1})


def show_duration(seconds: int) -> str:
    """Return a duration in the largest unit that leaves it whole: `1h`."""
    return _in_largest_unit(seconds, {"d": DAY, "h": HOUR, "m": MINUTE, "s": 1})


def _in_largest_unit(value: int, units: dict[str, int]) -> str:
    name = next(name for name, unit in units.items() if value % unit == 0) if value else ""
    return f"{value // units.get(name, 1)}{name}"


def _in_range(at_least: int, at_most: int) -> Callable[[object], int]:
    allowed = Annotated[int, msgspec.Meta(ge=at_least, le=at_most)]
    return lambda value: msgspec.convert(value, allowed)


def _quantity(measure: str, at_least: int, at_most: int) -> Callable[[object], int]:
    in_range = _in_range(at_least, at_most)
    units = _UNITS[measure]

    def read(value: object) -> int:
        if not isinstance(value, str):
            return in_range(value)
        written = _QUANTITY.fullmatch(value)
        if written is None or written[2].lower() not in units:
            raise ValueError(value)
        return in_range(int(written[1]) * units[written[2].lower()])

    return read


def _host(value: object) -> str:
    host = msgspec.convert(value, str)
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        if _HOST.fullmatch(host):
            return host.lower()
        raise


def _public(value: object) -> str:
    text = msgspec.convert(value, str)
    host, _, port = text.rpartition(":")
    if text and not (_HOST.fullmatch(host) and _PUBLIC_PORT.fullmatch(port) and int(port) <= _MAX_PORT):
        raise ValueError(text)
    return text.lower()


def _path(value: object) -> Path:
    return Path(msgspec.convert(value, Annotated[str, msgspec.Meta(min_length=1, pattern=r"^[^\x00]+$")]))


def _domains(value: object) -> tuple[Domain, ...]:
    names = msgspec.convert(value, Annotated[list[str], msgspec.Meta(min_length=1, max_length=1000)])
    return tuple(Domain.parse(name) for name in names)


def _networks(value: object) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name) for name in msgspec.convert(value, list[str]))


def _shown(values: tuple[object, ...]) -> list[str]:
    return [str(value) for value in values]


FLAG = Kind("true or false", lambda value: msgspec.convert(value, bool))
PORT = Kind("a port from 0 to 65535 (0: any free one)", _in_range(0, _MAX_PORT))
HOST = Kind('an IP address or a host\'s name, such as "127.0.0.1"', _host)
PUBLIC = Kind('a host\'s name and a port, such as "imap.mail.example:993"', _public)
PATH = Kind("a path", _path, str)
DOMAINS = Kind('a list of domain names, such as ["tempory.test"]', _domains, _shown)
NETWORKS = Kind('a list of networks, such as ["192.0.2.0/24", "2001:db8::/48"]', _networks, _shown)
