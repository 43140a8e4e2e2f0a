"""What the checks ask of DNS, as a resolver answers it. Handed in: nothing here opens a socket or waits for one.

A name that cannot exist (empty labels, more than 63 octets in one) is answered `NO_NAME` without asking anybody.
RFC 1035 §2.3.4 (sizes), RFC 8020 (nothing lies below a name that does not exist).
"""

import re
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import Final, Generic, Literal, Protocol, TypeVar

IPAddress = IPv4Address | IPv6Address
RecordT = TypeVar("RecordT")

MAX_NAME_OCTETS: Final = 253
_LABEL: Final = re.compile(r"[ -\-/-~]{1,63}")


class Outcome(Enum):
    """How a question ended. `FAILED`: nobody answered, or answered that they cannot say (a temporary error)."""

    FOUND = "found"
    NO_DATA = "no data"
    NO_NAME = "no such name"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[RecordT]):
    """`records` in the order in which to use them; `is_authentic`: a validating resolver vouches for it (AD)."""

    outcome: Outcome
    records: tuple[RecordT, ...] = ()
    is_authentic: bool = False

    @property
    def has_failed(self) -> bool:
        return self.outcome is Outcome.FAILED

    @property
    def is_void(self) -> bool:
        """Whether the answer was that there is nothing (RFC 7208 §4.6.4)."""
        return self.outcome in {Outcome.NO_DATA, Outcome.NO_NAME}


class Resolver(Protocol):
    """Asks DNS. Never raises for what DNS answers; its deadline has passed: `FAILED`."""

    async def look_up_texts(self, name: str) -> Answer[bytes]:
        """Return the TXT records of `name`, the strings of each joined."""
        ...

    async def look_up_addresses(self, name: str, version: Literal[4, 6]) -> Answer[IPAddress]:
        """Return the A (4) or AAAA (6) records of `name`."""
        ...

    async def look_up_exchangers(self, name: str) -> Answer[str]:
        """Return the hosts of the MX records of `name`, the preferred first."""
        ...

    async def look_up_pointers(self, address: IPAddress) -> Answer[str]:
        """Return the names of the PTR records of `address`."""
        ...


def is_askable(name: str) -> bool:
    """Whether `name` could be in DNS: labels of 1 to 63 printable ASCII octets, 253 together. One final dot is fine."""
    name = name.removesuffix(".")
    return len(name) <= MAX_NAME_OCTETS and all(_LABEL.fullmatch(label) for label in name.split("."))


def normalise(name: str) -> str:
    """Return `name` as two names are compared: lower case, no final dot."""
    return name.removesuffix(".").lower()


def is_within(name: str, domain: str) -> bool:
    """Whether `name` is `domain` or below it; both normalised."""
    return name == domain or name.endswith(f".{domain}")
