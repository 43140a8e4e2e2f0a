"""What an operator may set about the HTTP face, with defaults that are safe as they stand.

Sizes in octets, times in seconds. Rates are token buckets: `burst` at once, then `per_minute`.
"""

from dataclasses import dataclass, field

from tempory.values import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A token bucket's size and how fast it fills again."""

    burst: int
    per_minute: float

    def __post_init__(self) -> None:
        if self.burst < 1 or self.per_minute <= 0:
            message = "a rate needs a burst of at least 1 and more than 0 a minute"
            raise ConfigurationError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """Limits for each peer: an IPv4 address, or an IPv6 /64. Trusted networks have none.

    `pictures` are those fetched from elsewhere, and `mailbox_pictures` the same for each mailbox, whoever asks.
    `mailtm` and `mailpit` are for those surfaces; `failed_passwords` counts by account, from wherever they come.
    `peers` bounds the table; beyond it the peer heard of longest ago is forgotten, which fails open for that one.
    """

    requests: Rate = field(default_factory=lambda: Rate(burst=300, per_minute=600))
    creations: Rate = field(default_factory=lambda: Rate(burst=20, per_minute=6))
    failed_credentials: Rate = field(default_factory=lambda: Rate(burst=20, per_minute=6))
    pictures: Rate = field(default_factory=lambda: Rate(burst=300, per_minute=120))
    mailbox_pictures: Rate = field(default_factory=lambda: Rate(burst=120, per_minute=60))
    mailtm: Rate = field(default_factory=lambda: Rate(burst=8, per_minute=480))
    mailpit: Rate = field(default_factory=lambda: Rate(burst=300, per_minute=600))
    failed_passwords: Rate = field(default_factory=lambda: Rate(burst=30, per_minute=30))
    reports: Rate = field(default_factory=lambda: Rate(burst=20, per_minute=6))
    peers: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLimits:
    """Bounds of what stays open: event streams and waiting requests. All fail closed, with `busy`."""

    streams: int = 5_000
    waiters: int = 2_000
    per_peer: int = 100
    stream_queue: int = 256
    heartbeat: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """Pictures being fetched at once: in all, for one peer, for one mailbox. All fail closed, with `busy`.

    `octets`: what one may hold in memory while it is fetched and given out.
    """

    at_once: int = 24
    per_peer: int = 8
    per_mailbox: int = 4
    octets: int = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """Bounds of one connection and of one request. All fail closed."""

    connections: int = 10_000
    connections_per_peer: int = 200
    head_octets: int = 32 * 1024
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    write_seconds: float = 30.0
    keep_alive_seconds: int = 30
    handshake_seconds: float = 10.0
    drain_seconds: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityContact:
    """What /.well-known/security.txt says (RFC 9116). Without a contact, security@ the first domain is named."""

    contacts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en", "fr")
    valid_days: int = 90

    def __post_init__(self) -> None:
        # RFC 9116 §2.5.5: Expires should be less than a year into the future.
        if not 1 <= self.valid_days < 365:  # noqa: PLR2004 (a year)
            message = "security.txt is valid for 1 to 364 days"
            raise ConfigurationError(message)
        if any(not contact.startswith(("mailto:", "https://", "tel:")) for contact in self.contacts):
            message = "a security contact is a mailto:, https:// or tel: address (RFC 9116 §2.5.3)"
            raise ConfigurationError(message)
        if any(not text.isprintable() for text in (*self.contacts, *self.languages)):
            message = "a line of security.txt has no control characters"
            raise ConfigurationError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """The `[api]` section. `hosts`: names the server answers to, beside its domains, localhost and addresses."""

    hosts: tuple[str, ...] = ()
    rates: RateLimits = field(default_factory=RateLimits)
    live: LiveLimits = field(default_factory=LiveLimits)
    pictures: PictureLimits = field(default_factory=PictureLimits)
    http: HttpLimits = field(default_factory=HttpLimits)
    security_contact: SecurityContact = field(default_factory=SecurityContact)
