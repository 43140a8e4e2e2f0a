"""Whom a report may be sent to: those whom the policy names, if they agreed. RFC 9990 §4.

Without their consent, anybody could have reports sent to somebody else's mailbox by the thousand.
"""

from dataclasses import dataclass

from tempory.feedback.observed import Published
from tempory.mailauth import Resolver
from tempory.mailauth.dmarc import ReportUri, find_organizational_domain, is_dmarc, parse_record
from tempory.mailauth.lookups import MAX_NAME_OCTETS
from tempory.values import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """`uris` in the order of the record, each address once. `is_unsure`: DNS did not answer for some; ask again."""

    uris: tuple[ReportUri, ...] = ()
    is_unsure: bool = False


async def find_destinations(published: Published, resolver: Resolver) -> Destinations:
    """Return where a report about `published` may go. Asks DNS only of those outside of its own organization."""
    found: dict[Address, ReportUri] = {}
    is_unsure = False
    own = await find_organizational_domain(published.domain, resolver)
    for each in published.rua:
        uri = ReportUri(Address.parse(each.address), each.max_octets)
        agreed = await _agreed(uri, published.domain, own, resolver)
        if agreed is None:
            is_unsure = True
        else:
            found.update({one.address: one for one in agreed if one.address not in found})
    return Destinations(uris=tuple(found.values()), is_unsure=is_unsure)


async def _agreed(uri: ReportUri, domain: str, own: str | None, resolver: Resolver) -> tuple[ReportUri, ...] | None:
    """Return where its host wants the report instead of `uri`, or `uri` itself; () if nowhere, None if DNS is mute."""
    host = uri.address.domain.name
    if host == domain:
        return (uri,)
    theirs = await find_organizational_domain(host, resolver)
    if own is None or theirs is None:
        return None
    return (uri,) if own == theirs else await _ask(uri, f"{domain}._report._dmarc.{host}", resolver)


async def _ask(uri: ReportUri, name: str, resolver: Resolver) -> tuple[ReportUri, ...] | None:
    """Return what the record at `name`, by which the host agrees, comes to."""
    if len(name) > MAX_NAME_OCTETS:
        return ()
    answer = await resolver.look_up_texts(name)
    if answer.has_failed:
        return None
    records = [record for text in answer.records if is_dmarc(text) and (record := parse_record(text)) is not None]
    if not records:
        return ()
    named = next((record.rua for record in records if record.rua), (uri,))
    # RFC 9990 §4: they may name another of their addresses; one at another host voids the whole.
    return named if all(one.address.domain == uri.address.domain for one in named) else ()
