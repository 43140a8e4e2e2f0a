"""Which servers a mail program is offered, the best first."""

from dataclasses import dataclass
from typing import Final

from tempory.api.problems import Problem, ProblemError
from tempory.api.service import Listener, ServiceDescription

# RFC 8314 §3: TLS from the first octet on before STARTTLS. IMAP leaves mail where it is, so it comes before POP3.
_READERS: Final = {"imaps": "imap", "imap": "imap", "pop3s": "pop3", "pop3": "pop3"}
_SENDERS: Final = ("submissions", "submission")
_ENCRYPTED: Final = frozenset({"implicit", "starttls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """`protocol`: imap, pop3 or smtp. `is_implicit`: TLS from the first octet on; else STARTTLS, before a login."""

    protocol: str
    host: str
    port: int
    is_implicit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """`sending` takes mail from members who log in. `outgoing` takes mail for our own domains from anybody.

    None takes any for elsewhere. Set-up formats insist on one, though disposable mailboxes do not send.
    """

    incoming: tuple[MailServer, ...]
    sending: tuple[MailServer, ...]
    outgoing: MailServer


def list_servers(service: ServiceDescription) -> Servers:
    """Return what `service` listens on for mail programs; `not-found` if that is nothing."""
    encrypted = {name: at for name, at in service.listeners.items() if at.tls in _ENCRYPTED}
    incoming = tuple(_serve(protocol, encrypted[name]) for name, protocol in _READERS.items() if name in encrypted)
    if not incoming or "smtp" not in encrypted:
        raise ProblemError(Problem.NOT_FOUND, "This server does not listen for mail programs.")
    sending = tuple(_serve("smtp", encrypted[name]) for name in _SENDERS if name in encrypted)
    return Servers(incoming=incoming, sending=sending, outgoing=_serve("smtp", encrypted["smtp"]))


def _serve(protocol: str, listener: Listener) -> MailServer:
    return MailServer(protocol=protocol, host=listener.host, port=listener.port, is_implicit=listener.tls == "implicit")
