"""The listeners: where each one listens, how others reach it, and what it takes. Documented as all sections are."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.defaults import BUDGET, IMAP, IMAP_LIMITS, PATIENCE, SMTP
from tempory.config.kinds import DAY, GIB, HOUR, KIB, MIB, MINUTE, Setting

_PUBLIC = Setting(
    kinds.PUBLIC,
    "Name and port that others reach it by, where they differ: behind a proxy. Empty: the hostname, and its port.",
)
_PROXIED = Setting(kinds.FLAG, "Whether connections from peers.proxies must begin with a PROXY header.")
_PROXIED_HTTPS = Setting(
    kinds.FLAG, "The same, before the handshake, for proxies that pass TLS on. Else they write X-Forwarded-For."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The listener for incoming mail, and what one message may be."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on. `::` or `0.0.0.0` opens it to everybody.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; the world delivers to 25.")] = 2525
    public: Annotated[str, _PUBLIC] = ""
    proxy_protocol: Annotated[bool, _PROXIED] = True
    message_size: Annotated[int, Setting(kinds.size(64 * KIB, GIB), "Largest message (RFC 1870).")] = (
        SMTP.message_octets
    )
    header_size: Annotated[int, Setting(kinds.size(4 * KIB, 10 * MIB), "Largest header of a message.")] = (
        SMTP.header_octets
    )
    recipients: Annotated[
        int, Setting(kinds.number(1, 10_000), "Recipients of one message (RFC 5321 asks for 100).")
    ] = SMTP.recipients
    errors: Annotated[int, Setting(kinds.number(1, 1000), "Mistakes a peer may make before 421 and the end.")] = (
        SMTP.errors
    )
    idle: Annotated[
        int, Setting(kinds.duration(10, HOUR), "Silence after which a connection ends (RFC 5321: 5 minutes).")
    ] = int(PATIENCE.idle)
    budget: Annotated[
        int,
        Setting(
            kinds.size(MIB, 1024 * GIB),
            "Octets × recipients of all unfinished messages together in memory. Over it peers wait, then get 452.",
        ),
    ] = BUDGET.octets


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The listener for members' mail programs that send, in clear at first: nobody logs in before STARTTLS (RFC 6409).

    What one message may be, mistakes and silence are bounded as `[smtp]` says.
    """

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; mail programs look for 587.")] = 1587
    public: Annotated[str, _PUBLIC] = ""
    proxy_protocol: Annotated[bool, _PROXIED] = True
    recipients_per_hour: Annotated[
        int,
        Setting(
            kinds.number(1, 100_000), "Recipients that one member writes to within an hour, by both listeners together."
        ),
    ] = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Submissions:
    """The listener for members' mail programs that send under TLS from the first octet on (RFC 8314)."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; mail programs look for 465.")] = 1465
    public: Annotated[str, _PUBLIC] = ""
    proxy_protocol: Annotated[bool, _PROXIED] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Imap:
    """The listener for mail programs over IMAP that begins in clear: nobody logs in before STARTTLS."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; mail programs look for 143.")] = 1143
    public: Annotated[str, _PUBLIC] = ""
    proxy_protocol: Annotated[bool, _PROXIED] = True
    idle: Annotated[
        int,
        Setting(
            kinds.duration(30 * MINUTE, DAY),
            "Silence after which a session ends, for both IMAP listeners (RFC 9051: 30 minutes or more).",
        ),
    ] = 30 * MINUTE
    connections: Annotated[
        int, Setting(kinds.number(1, 1000), "Sessions of one mailbox at a time, of both IMAP listeners.")
    ] = IMAP.connections_per_mailbox
    message_size: Annotated[
        int, Setting(kinds.size(64 * KIB, GIB), "Largest message that a mail program may put into a folder (RFC 7889).")
    ] = IMAP_LIMITS.message_octets


@dataclass(frozen=True, slots=True, kw_only=True)
class Imaps:
    """The listener for mail programs over IMAP under TLS from the first octet on (RFC 8314)."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; mail programs look for 993.")] = 1993
    public: Annotated[str, _PUBLIC] = ""
    proxy_protocol: Annotated[bool, _PROXIED] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop3:
    """The listener for mail programs over POP3 that begins in clear: nobody logs in before STLS."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; mail programs look for 110.")] = 1110
    public: Annotated[str, _PUBLIC] = ""
    proxy_protocol: Annotated[bool, _PROXIED] = True
    idle: Annotated[
        int,
        Setting(
            kinds.duration(10 * MINUTE, DAY),
            "Silence after which a session ends, for both POP3 listeners (RFC 1939: 10 minutes or more).",
        ),
    ] = 10 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop3s:
    """The listener for mail programs over POP3 under TLS from the first octet on (RFC 8314)."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; mail programs look for 995.")] = 1995
    public: Annotated[str, _PUBLIC] = ""
    proxy_protocol: Annotated[bool, _PROXIED] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Https:
    """The listener for the page and the API."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on; people expect 443.")] = 8443
    proxy_protocol: Annotated[bool, _PROXIED_HTTPS] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The listener for /metrics, /livez and /readyz: plain HTTP, on loopback only."""

    host: Annotated[str, Setting(kinds.HOST, "Address to listen on; anything but loopback is refused.")] = "127.0.0.1"
    port: Annotated[int, Setting(kinds.PORT, "Port to listen on.")] = 8090
