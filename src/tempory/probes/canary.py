"""Canary mailboxes: made like anybody's, sent a marked message over SMTP, and always forgotten."""

import contextlib
import ipaddress
import secrets
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass

from tempory.client import Client, Mailbox, Message, Refused, Unreachable
from tempory.probes.doors import Door, other_doors, trusting_context
from tempory.probes.examination import Target
from tempory.probes.store import outer_wrap
from tempory.values import Unavailable

_LIFETIME = 600  # should this process die before it forgets, the server will
_ARRIVAL_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A mailbox of our own, what marks its message, and the address we sent from (None: not one of its own)."""

    mailbox: Mailbox
    mark: str
    source: str | None


@contextlib.contextmanager
def canary_mailbox(client: Client) -> Iterator[Canary]:
    """Make a mailbox, and forget it at the end if nobody did before."""
    mailbox = client.create(lifetime=_LIFETIME)
    try:
        yield Canary(mailbox=mailbox, mark=f"canary-{secrets.token_hex(12)}", source=None)
    finally:
        with contextlib.suppress(Refused, Unreachable):
            mailbox.forget()


def send_canary(canary: Canary, target: Target) -> tuple[Canary, Message]:
    """Send the marked message and wait until it is there. `Unavailable` if it does not come.

    Fails closed where the data folder is another server's, or a copy: nothing is found there either.
    """
    door = smtp_door(target)
    source = _own_loopback(door)
    text = (
        f"From: Probe <probe@probe.invalid>\r\nTo: <{canary.mailbox.address}>\r\nSubject: {canary.mark}\r\n\r\n"
        f"{canary.mark}\r\n"
    )
    with smtplib.SMTP(door.host, door.port, timeout=target.patience, source_address=source and (source, 0)) as smtp:
        smtp.starttls(context=trusting_context(target))
        smtp.sendmail("probe@probe.invalid", [str(canary.mailbox.address)], text.encode("ascii"))
    message = canary.mailbox.wait(timeout=_ARRIVAL_SECONDS)
    if message is None:
        reason = "the canary's message did not arrive"
        raise Unavailable(reason)
    if target.data is not None and outer_wrap(target.data, canary.mailbox.id.octets) is None:
        reason = "the data folder is not this server's: it knows nothing of the canary's mailbox"
        raise Unavailable(reason)
    return Canary(mailbox=canary.mailbox, mark=canary.mark, source=source), message


def is_address_alive(address: str, target: Target) -> tuple[bool, int]:
    """Ask whether mail for `address` is taken; return that and the reply code."""
    door = smtp_door(target)
    with smtplib.SMTP(door.host, door.port, timeout=target.patience) as smtp:
        smtp.ehlo_or_helo_if_needed()
        smtp.mail("probe@probe.invalid")
        code, _ = smtp.rcpt(address)
    return code < 300, code  # noqa: PLR2004 (RFC 5321 §4.2.1: 2yz, done)


def smtp_door(target: Target) -> Door:
    """Return the listener that takes mail; `Unavailable` if the service names none."""
    for door in other_doors(target):
        if door.name == "smtp":
            return door
    reason = "the service names no smtp listener"
    raise Unavailable(reason)


def _own_loopback(door: Door) -> str | None:
    """Draw an address that nobody else comes from: all of 127.0.0.0/8 is this machine (RFC 1122 §3.2.1.3)."""
    try:
        if not (ipaddress.ip_address(door.host).is_loopback and "." in door.host):
            return None
    except ValueError:
        return None
    middle, low, last = (secrets.randbelow(100) + 100 for _ in range(3))
    return f"127.{middle}.{low}.{last}"
