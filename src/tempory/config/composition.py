"""Hands each package its own settings, in its own words. The one place where the file's names meet theirs."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address, ip_network

from tempory.api.settings import ApiSettings, Rate, SecurityContact
from tempory.config.defaults import API, BUDGET, FETCH, GATE, IMAP, IMAP_LIMITS, PATIENCE, PICTURES, RATES, SMTP
from tempory.config.sections import Configuration
from tempory.decoding.reader import DecodingSettings
from tempory.delivery import AuthenticitySettings, Handling
from tempory.dns import DNS_PORT, DnsSettings, Server
from tempory.feedback import Reporter
from tempory.fetching import GROWTH, FetchSettings
from tempory.mailboxes import Rules
from tempory.net.settings import GateSettings, PatienceSettings
from tempory.people import Rules as PeopleRules
from tempory.scanning import ScanSettings
from tempory.sealing import PublicKey
from tempory.sessions.budget import BudgetSettings
from tempory.sessions.imap.settings import ImapSettings
from tempory.sessions.smtp.settings import SmtpSettings
from tempory.values import Address, ConfigurationError, Domain, InvalidValueError


def mailbox_rules(configuration: Configuration) -> Rules:
    """Return the rules for disposable mailboxes."""
    section = configuration.mailboxes
    return Rules(
        domains=configuration.service.domains,
        lifetime_min=section.lifetime_min,
        lifetime_max=section.lifetime_max,
        lifetime_default=section.lifetime_default,
        quota_messages=section.quota_messages,
        quota_bytes=section.quota_bytes,
        quarantine=section.quarantine,
    )


def people_rules(configuration: Configuration) -> PeopleRules:
    """Return the rules for members. `ConfigurationError` for an escrow key that nothing can be sealed to."""
    section = configuration.members
    try:
        escrow = PublicKey(b64decode(section.escrow_key, validate=True)) if section.escrow_key else None
    except ValueError as error:
        message = "members.escrow_key is not an X-Wing public key."
        raise ConfigurationError(message) from error
    return PeopleRules(
        quota_messages=section.quota_messages,
        quota_bytes=section.quota_bytes,
        trash_days=section.trash_days,
        junk_days=section.junk_days,
        escrow=escrow,
    )


def dns_settings(configuration: Configuration, system: Sequence[Server]) -> DnsSettings:
    """Return the settings of the resolver; `system` are those that the system names.

    `ConfigurationError` for an address that is none.
    """
    section = configuration.dns
    servers = tuple(map(_read_server, section.servers)) or tuple(system)
    return DnsSettings(servers=servers, timeout=section.timeout, entries=section.cache)


def _read_server(text: str) -> Server:
    host, _, port = text.removeprefix("[").partition("]:") if text.startswith("[") else _split_port(text)
    try:
        return Server(str(ip_address(host.removesuffix("]"))), int(port) if port else DNS_PORT)
    except ValueError:
        message = f"dns.servers: {text} is not the address of a resolver."
        raise ConfigurationError(message) from None


def _split_port(text: str) -> tuple[str, str, str]:
    return text.partition(":") if text.count(":") == 1 else (text, "", "")


def authenticity_settings(configuration: Configuration) -> AuthenticitySettings:
    """Return how senders are verified. Of our own machines DNS says nothing, unless the operator says whom to ask."""
    section = configuration.mail_auth
    loopback = () if configuration.dns.servers else (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    return AuthenticitySettings(
        hostname=configuration.hostname,
        is_on=section.check,
        exempt=(*configuration.peers.trusted, *loopback),
        seconds=section.timeout,
        on_reject=Handling(section.on_reject),
        on_quarantine=Handling(section.on_quarantine),
        defers_unanswered=section.on_unanswered == "defer",
    )


def reporter(configuration: Configuration) -> Reporter:
    """Return who reports to other domains. `ConfigurationError` for a host's name that is none."""
    organization = configuration.service.domains[0]
    try:
        host = Domain.parse(configuration.hostname)
    except InvalidValueError:
        message = f"the host's name is not a domain: {configuration.hostname} (service.hostname)"
        raise ConfigurationError(message) from None
    return Reporter(organization=organization, host=host, contact=Address("postmaster", organization))


def scan_settings(configuration: Configuration) -> ScanSettings | None:
    """Return how messages are scanned; None: not at all."""
    section = configuration.scanning
    if not section.clamd:
        return None
    return ScanSettings(address=section.clamd, seconds=section.timeout, is_required=section.on_failure == "defer")


def decoding_settings(configuration: Configuration) -> DecodingSettings | None:
    """Return how pictures are searched for codes; None: not at all."""
    section = configuration.pictures
    if not section.codes:
        return None
    return DecodingSettings(
        seconds=section.timeout,
        pictures=section.count,
        octets=section.size,
        pixels=section.pixels,
        workers=section.workers,
    )


def fetch_settings(configuration: Configuration) -> FetchSettings | None:
    """Return how pictures from elsewhere are fetched; None: not at all."""
    section = configuration.remote_content
    if not section.fetch:
        return None
    return replace(
        FETCH,
        seconds=float(section.timeout),
        picture_octets=section.picture_size,
        picture_pixels=section.picture_pixels,
        refused=section.refused,
    )


def sealers_most(configuration: Configuration, *, cores: int) -> int:
    """Return how many sealers there may be beside the process that serves, on a machine with `cores`."""
    return min(configuration.process.sealers, cores - 1)


def smtp_settings(configuration: Configuration) -> SmtpSettings:
    """Return the settings of SMTP sessions."""
    section = configuration.smtp
    limits = replace(
        SMTP,
        message_octets=section.message_size,
        header_octets=section.header_size,
        recipients=section.recipients,
        errors=section.errors,
    )
    return SmtpSettings(hostname=configuration.hostname, limits=limits)


def imap_settings(configuration: Configuration) -> ImapSettings:
    """Return the settings of IMAP sessions."""
    section = configuration.imap
    limits = replace(
        IMAP_LIMITS,
        message_octets=section.message_size,
        append_octets=max(IMAP_LIMITS.append_octets, section.message_size),
        discarded_octets=max(IMAP_LIMITS.discarded_octets, section.message_size),
    )
    return replace(IMAP, hostname=configuration.hostname, limits=limits, connections_per_mailbox=section.connections)


def budget_settings(configuration: Configuration) -> BudgetSettings:
    """Return the bound on what all unfinished messages hold in memory."""
    return replace(BUDGET, octets=configuration.smtp.budget)


def gate_settings(configuration: Configuration) -> GateSettings:
    """Return who may connect to the SMTP listener, and how often."""
    section = configuration.peers
    return replace(
        GATE,
        per_peer=section.connections,
        per_network=section.network_connections,
        total=section.total_connections,
        rate=section.connections_per_minute,
        trusted=tuple(str(network) for network in section.trusted),
        proxies=tuple(str(network) for network in section.proxies),
    )


def patience_settings(configuration: Configuration) -> PatienceSettings:
    """Return how long an SMTP peer may keep us waiting."""
    return replace(PATIENCE, idle=float(configuration.smtp.idle))


def imap_patience(configuration: Configuration) -> PatienceSettings:
    """Return how long a mail program may keep an IMAP session waiting."""
    return replace(PATIENCE, idle=float(configuration.imap.idle))


def pop3_patience(configuration: Configuration) -> PatienceSettings:
    """Return how long a mail program may keep a POP3 session waiting."""
    return replace(PATIENCE, idle=float(configuration.pop3.idle))


def api_settings(configuration: Configuration) -> ApiSettings:
    """Return the settings of the HTTP face."""
    section, mailtm, mailpit = configuration.api, configuration.mailtm, configuration.mailpit
    remote = configuration.remote_content
    rates = replace(
        RATES,
        requests=Rate(burst=section.requests_burst, per_minute=section.requests_per_minute),
        creations=Rate(burst=section.creations_burst, per_minute=section.creations_per_minute),
        pictures=Rate(burst=remote.peer_burst, per_minute=remote.peer_per_minute),
        mailbox_pictures=Rate(burst=remote.mailbox_burst, per_minute=remote.mailbox_per_minute),
        mailtm=Rate(burst=mailtm.requests_burst, per_minute=mailtm.requests_per_minute),
        mailpit=Rate(burst=mailpit.requests_burst, per_minute=mailpit.requests_per_minute),
        failed_passwords=Rate(burst=mailtm.failed_passwords_burst, per_minute=mailtm.failed_passwords_per_minute),
    )
    live = replace(API.live, streams=section.streams, per_peer=section.streams_per_peer)
    pictures = replace(
        PICTURES,
        at_once=remote.at_once,
        per_peer=remote.at_once_per_peer,
        per_mailbox=remote.at_once_per_mailbox,
        octets=remote.picture_size * (1 + GROWTH),
    )
    contact = SecurityContact(contacts=configuration.service.contacts)
    return replace(API, hosts=section.hosts, rates=rates, live=live, pictures=pictures, security_contact=contact)
