"""Settings that are each in range and still contradict one another."""

from collections.abc import Iterator

from tempory.config.kinds import show_duration, show_size
from tempory.config.sections import Configuration

Finding = tuple[tuple[str, str], str]


def find_contradictions(configuration: Configuration) -> Iterator[Finding]:
    """Yield each contradiction: the setting to look at, and why."""
    yield from _tls(configuration)
    yield from _mailboxes(configuration)
    yield from _peers(configuration)


def _tls(configuration: Configuration) -> Iterator[Finding]:
    tls = configuration.tls
    if (tls.certificate is None) != (tls.key is None):
        given, missing = ("certificate", "key") if tls.key is None else ("key", "certificate")
        yield ("tls", given), f"tls.{given} needs tls.{missing} beside it"


def _mailboxes(configuration: Configuration) -> Iterator[Finding]:
    rules = configuration.mailboxes
    if rules.lifetime_min > rules.lifetime_max:
        shortest, longest = show_duration(rules.lifetime_min), show_duration(rules.lifetime_max)
        yield ("mailboxes", "lifetime_min"), f"the shortest lifetime, {shortest}, is over the longest, {longest}"
    elif not rules.lifetime_min <= rules.lifetime_default <= rules.lifetime_max:
        default, shortest = show_duration(rules.lifetime_default), show_duration(rules.lifetime_min)
        longest = show_duration(rules.lifetime_max)
        reason = f"the default lifetime, {default}, is not between the shortest, {shortest}, and the longest, {longest}"
        yield ("mailboxes", "lifetime_default"), reason
    if rules.quota_bytes < configuration.smtp.message_size:
        quota, message = show_size(rules.quota_bytes), show_size(configuration.smtp.message_size)
        yield (
            ("mailboxes", "quota_bytes"),
            f"a mailbox of {quota} cannot hold one message of {message} (smtp.message_size)",
        )


def _peers(configuration: Configuration) -> Iterator[Finding]:
    peers = configuration.peers
    if peers.network_connections < peers.connections:
        reason = f"a network may hold {peers.network_connections} connections, one peer in it {peers.connections}"
        yield ("peers", "network_connections"), reason
    if configuration.smtp.budget < configuration.smtp.message_size:
        budget, message = show_size(configuration.smtp.budget), show_size(configuration.smtp.message_size)
        yield ("smtp", "budget"), f"a budget of {budget} cannot hold one message of {message} (smtp.message_size)"
