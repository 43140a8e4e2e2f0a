"""Whether the peer's address and its name lead to each other. RFC 8601 §3 ("iprev")."""

from dataclasses import dataclass
from typing import Final

from tempory.mailauth.lookups import IPAddress, Resolver, normalise
from tempory.mailauth.results import Result

MAX_NAMES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class IprevResult:
    """`name` is the one that leads back to the address; empty without one."""

    result: Result
    name: str = ""


async def check_iprev(address: IPAddress, resolver: Resolver) -> IprevResult:
    """Look up the names of `address`, and whether one of the first three has it."""
    answer = await resolver.look_up_pointers(address)
    if answer.has_failed:
        return IprevResult(result=Result.TEMPERROR)
    if not answer.records:
        return IprevResult(result=Result.PERMERROR)
    is_unsure = False
    for name in answer.records[:MAX_NAMES]:
        addresses = await resolver.look_up_addresses(name, address.version)
        is_unsure |= addresses.has_failed
        if address in addresses.records:
            return IprevResult(result=Result.PASS, name=normalise(name))
    return IprevResult(result=Result.TEMPERROR if is_unsure else Result.FAIL)
