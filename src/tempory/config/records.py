"""The DNS records that the world finds this service by, as its configuration says it is reached.

RFC 5321 §5.1 (MX), RFC 2782 (SRV), RFC 6186 and RFC 8314 §5.1 (SRV for mail programs), RFC 7208 (SPF), RFC 7489
(DMARC).
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tempory.config.reach import HTTPS_PORT, is_reachable, public_endpoint, public_page
from tempory.config.sections import Configuration

# RFC 6186 §3.4: the lower number is preferred. TLS from the first octet on comes first (RFC 8314 §3), IMAP before POP3.
_PRIORITIES: Final = {"submissions": 0, "submission": 10, "imaps": 0, "imap": 10, "pop3s": 20, "pop3": 30}
_SENDING: Final = frozenset({"submission", "submissions"})
_PROGRAM_NAMES: Final = ("autoconfig", "autodiscover")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a zone. Names of hosts end in a dot."""

    name: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.name:<40} {self.kind:<5} {self.value}"


def list_records(configuration: Configuration) -> tuple[Record, ...]:
    """Return the records of every domain. What only this machine reaches has none."""
    records = (record for domain in configuration.service.domains for record in _of_domain(configuration, domain.name))
    return tuple(records)


def list_hosts(configuration: Configuration) -> tuple[str, ...]:
    """Return the names that need addresses (A, AAAA) of their own, which this machine cannot know."""
    sections = [section for section in ("smtp", *_PRIORITIES) if is_reachable(configuration, section)]
    hosts = [_endpoint(configuration, section)[0] for section in sections]
    page = _page_host(configuration)
    return tuple(dict.fromkeys([*hosts, *([page] if page else [])]))


def list_unreachable(configuration: Configuration) -> tuple[str, ...]:
    """Return the listeners without a record, because only this machine reaches them."""
    return tuple(section for section in ("smtp", *_PRIORITIES) if not is_reachable(configuration, section))


def _of_domain(configuration: Configuration, domain: str) -> Iterator[Record]:
    if is_reachable(configuration, "smtp"):
        yield Record(name=f"{domain}.", kind="MX", value=f"10 {_endpoint(configuration, 'smtp')[0]}.")
    # Members write to each other; nothing is sent to other servers from here, and whoever says so is not us.
    yield Record(name=f"{domain}.", kind="TXT", value='"v=spf1 -all"')
    yield Record(name=f"_dmarc.{domain}.", kind="TXT", value='"v=DMARC1; p=reject"')
    for section, priority in _PRIORITIES.items():
        host, port = _endpoint(configuration, section)
        if is_reachable(configuration, section) and port and not _is_address(host):
            yield Record(name=f"_{section}._tcp.{domain}.", kind="SRV", value=f"{priority} 1 {port} {host}.")
        elif section in _SENDING:
            # RFC 6186 §3.4: a target of "." says that the service is decidedly not there.
            yield Record(name=f"_{section}._tcp.{domain}.", kind="SRV", value="0 0 0 .")
    if page := _page_host(configuration):
        for name in _PROGRAM_NAMES:
            yield Record(name=f"{name}.{domain}.", kind="CNAME", value=f"{page}.")


def _endpoint(configuration: Configuration, section: str) -> tuple[str, int]:
    listener = getattr(configuration, section)
    return public_endpoint(configuration, section, host=listener.host, port=listener.port)


def _page_host(configuration: Configuration) -> str:
    """Return the page's name; empty if it has none, or if mail programs, which ask port 443, would not find it."""
    page = urlsplit(public_page(configuration) or "")
    if page.hostname is None or _is_address(page.hostname) or page.port not in (None, HTTPS_PORT):
        return ""
    return page.hostname


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
