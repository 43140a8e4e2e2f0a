"""The sections of the configuration file, each setting with its default, its range and a sentence that explains it.

Defaults are safe: nobody needs to write a file. Where a package owns the settings (mailboxes.Rules, api.ApiSettings …)
the default is taken from there, and `tempory.config.composition` hands the values back. This module is also what
docs/configuration.md is written from (`make docs`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from tempory.config import kinds
from tempory.config.authenticity import Dns, MailAuth
from tempory.config.defaults import API, GATE, RATES, RULES
from tempory.config.kinds import DAY, GIB, KIB, MINUTE, Network, Setting
from tempory.config.listening import Health, Https, Imap, Imaps, Pop3, Pop3s, Smtp, Submission, Submissions
from tempory.config.members import Members
from tempory.config.pictures import Pictures
from tempory.config.recording import AccessLog
from tempory.config.remote import RemoteContent
from tempory.config.reports import Reports
from tempory.config.scanning import Scanning
from tempory.config.surfaces import Mailpit, MailTm
from tempory.values import Domain

_NAME = r"[a-z_][a-z0-9_-]{0,31}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Who we are to the outside."""

    domains: Annotated[
        tuple[Domain, ...], Setting(kinds.DOMAINS, "Domains that mail is taken for. The first is offered first.")
    ] = (Domain("tempory.test"),)
    hostname: Annotated[
        str,
        Setting(
            kinds.text(r"|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", "a host's name in lower case"),
            "Name used in the SMTP greeting and in `Received:`. Empty: the first domain.",
        ),
    ] = ""
    page: Annotated[
        str,
        Setting(
            kinds.text(r"|https://[^\s#?]+", 'an address such as "https://mail.example"'),
            "Where people reach the page. Empty: the first domain, or this machine if nobody else reaches it.",
        ),
    ] = ""
    contacts: Annotated[
        tuple[str, ...],
        Setting(
            kinds.texts(
                r"(?:mailto:|https://|tel:)[^\s]+", 'a list of addresses such as ["mailto:security@mail.example"]'
            ),
            "Where to report a vulnerability, for /.well-known/security.txt. Empty: security@ the first domain.",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where mail is kept, sealed."""

    folder: Annotated[
        Path, Setting(kinds.PATH, "Folder of the database, the keys and the certificate; ours alone.")
    ] = Path("var")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """The certificate of every listener that encrypts."""

    certificate: Annotated[
        Path | None,
        Setting(
            kinds.PATH, "PEM file of the certificate and its chain. Unset: a self-signed one is made on first start."
        ),
    ] = None
    key: Annotated[Path | None, Setting(kinds.PATH, "PEM file of the certificate's key, readable by nobody else.")] = (
        None
    )
    allow_self_signed: Annotated[
        bool, Setting(kinds.FLAG, "Whether a listener that others can reach may use the self-signed certificate.")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Whom to become after the ports are bound, when started as root, and the processes beside this one."""

    user: Annotated[
        str,
        Setting(kinds.text(f"|{_NAME}", "a user's name"), "User to become. Needed when root opens public listeners."),
    ] = ""
    group: Annotated[
        str, Setting(kinds.text(f"|{_NAME}", "a group's name"), "Group to become. Empty: the user's own.")
    ] = ""
    sealers: Annotated[
        int,
        Setting(
            kinds.number(0, 64),
            "Further processes, at most, that judge and seal arriving mail, started when it comes fast; "
            "never as many as there are cores.",
        ),
    ] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Limits for those who connect."""

    connections: Annotated[
        int,
        Setting(
            kinds.number(1, 100_000),
            "SMTP connections that one peer (an IPv4 address or an IPv6 /64) may hold at once.",
        ),
    ] = GATE.per_peer
    network_connections: Annotated[
        int, Setting(kinds.number(1, 1_000_000), "The same for its network (an IPv4 /24 or an IPv6 /48).")
    ] = GATE.per_network
    total_connections: Annotated[
        int, Setting(kinds.number(1, 1_000_000), "SMTP connections of everybody together, trusted networks included.")
    ] = GATE.total
    connections_per_minute: Annotated[
        int, Setting(kinds.number(1, 1_000_000), "New SMTP connections of one peer in a minute.")
    ] = GATE.rate
    trusted: Annotated[
        tuple[Network, ...],
        Setting(
            kinds.NETWORKS,
            "Networks these limits and the API's spare. Loopback only while every listener is on it, without proxies.",
        ),
    ] = ()
    proxies: Annotated[
        tuple[Network, ...],
        Setting(kinds.NETWORKS, "Proxies that name the true peer: each listener's `proxy_protocol` says how."),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRules:
    """What a disposable mailbox may be."""

    lifetime_min: Annotated[int, Setting(kinds.duration(MINUTE, 365 * DAY), "Shortest lifetime.")] = RULES.lifetime_min
    lifetime_max: Annotated[int, Setting(kinds.duration(MINUTE, 365 * DAY), "Longest lifetime.")] = RULES.lifetime_max
    lifetime_default: Annotated[
        int, Setting(kinds.duration(MINUTE, 365 * DAY), "Lifetime when nobody asks for another.")
    ] = RULES.lifetime_default
    quota_messages: Annotated[int, Setting(kinds.number(1, 1_000_000), "Messages a mailbox may hold.")] = (
        RULES.quota_messages
    )
    quota_bytes: Annotated[int, Setting(kinds.size(64 * KIB, 1024 * GIB), "Octets a mailbox may hold.")] = (
        RULES.quota_bytes
    )
    quarantine: Annotated[
        int, Setting(kinds.duration(0, 3650 * DAY), "How long an address that was used is not handed out again.")
    ] = RULES.quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Limits of the page and the API, for each peer (an IPv4 address or an IPv6 /64)."""

    hosts: Annotated[
        tuple[str, ...],
        Setting(
            kinds.texts(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", 'a list of host names, such as ["mail.example"]'),
            "Further names the server answers to, beside its domains, its hostname and its addresses.",
        ),
    ] = API.hosts
    requests_burst: Annotated[int, Setting(kinds.number(1, 1_000_000), "Requests at once.")] = RATES.requests.burst
    requests_per_minute: Annotated[int, Setting(kinds.number(1, 1_000_000), "Requests a minute after that.")] = int(
        RATES.requests.per_minute
    )
    creations_burst: Annotated[int, Setting(kinds.number(1, 1_000_000), "New mailboxes at once.")] = (
        RATES.creations.burst
    )
    creations_per_minute: Annotated[int, Setting(kinds.number(1, 1_000_000), "New mailboxes a minute after that.")] = (
        int(RATES.creations.per_minute)
    )
    streams: Annotated[int, Setting(kinds.number(1, 1_000_000), "Live event streams open at once, of all peers.")] = (
        API.live.streams
    )
    streams_per_peer: Annotated[
        int, Setting(kinds.number(1, 100_000), "Live streams and waiting requests of one peer.")
    ] = API.live.per_peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What is written to standard error. Never an address, a message or a secret."""

    format: Annotated[
        str,
        Setting(
            kinds.choice("auto", "json", "pretty"),
            '"pretty" for people, "json" for programs, "auto": by whether it is a terminal.',
        ),
    ] = "auto"
    level: Annotated[
        str, Setting(kinds.choice("debug", "info", "warning", "error"), "Least severity that is written.")
    ] = "info"


SECTIONS: Mapping[str, type[Any]] = {
    "service": Service,
    "storage": Storage,
    "smtp": Smtp,
    "submission": Submission,
    "submissions": Submissions,
    "imap": Imap,
    "imaps": Imaps,
    "pop3": Pop3,
    "pop3s": Pop3s,
    "https": Https,
    "health": Health,
    "tls": Tls,
    "process": Process,
    "peers": Peers,
    "dns": Dns,
    "mail_auth": MailAuth,
    "scanning": Scanning,
    "pictures": Pictures,
    "remote_content": RemoteContent,
    "mailboxes": MailboxRules,
    "members": Members,
    "reports": Reports,
    "api": Api,
    "mailtm": MailTm,
    "mailpit": Mailpit,
    "access_log": AccessLog,
    "log": Log,
}


def settings_of(section: str) -> dict[str, Setting]:
    """Return a section's settings by name, in the order in which they are explained."""
    hints = get_type_hints(SECTIONS[section], include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything an operator may set. The defaults run the service on loopback, on free high ports."""

    service: Service = field(default_factory=Service)
    storage: Storage = field(default_factory=Storage)
    smtp: Smtp = field(default_factory=Smtp)
    submission: Submission = field(default_factory=Submission)
    submissions: Submissions = field(default_factory=Submissions)
    imap: Imap = field(default_factory=Imap)
    imaps: Imaps = field(default_factory=Imaps)
    pop3: Pop3 = field(default_factory=Pop3)
    pop3s: Pop3s = field(default_factory=Pop3s)
    https: Https = field(default_factory=Https)
    health: Health = field(default_factory=Health)
    tls: Tls = field(default_factory=Tls)
    process: Process = field(default_factory=Process)
    peers: Peers = field(default_factory=Peers)
    dns: Dns = field(default_factory=Dns)
    mail_auth: MailAuth = field(default_factory=MailAuth)
    scanning: Scanning = field(default_factory=Scanning)
    pictures: Pictures = field(default_factory=Pictures)
    remote_content: RemoteContent = field(default_factory=RemoteContent)
    mailboxes: MailboxRules = field(default_factory=MailboxRules)
    members: Members = field(default_factory=Members)
    reports: Reports = field(default_factory=Reports)
    api: Api = field(default_factory=Api)
    mailtm: MailTm = field(default_factory=MailTm)
    mailpit: Mailpit = field(default_factory=Mailpit)
    access_log: AccessLog = field(default_factory=AccessLog)
    log: Log = field(default_factory=Log)

    @property
    def public_hosts(self) -> dict[str, str]:
        """Where every listener listens that others may reach, by its section."""
        return {
            "smtp": self.smtp.host,
            "submission": self.submission.host,
            "submissions": self.submissions.host,
            "imap": self.imap.host,
            "imaps": self.imaps.host,
            "pop3": self.pop3.host,
            "pop3s": self.pop3s.host,
            "https": self.https.host,
        }

    @property
    def hostname(self) -> str:
        """Our name to other mail servers."""
        return self.service.hostname or self.service.domains[0].name
