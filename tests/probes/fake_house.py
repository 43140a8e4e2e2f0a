"""A house with the doors of a mail server and nothing behind them, on loopback. Each of its faults can be chosen."""

import json
import re
import socketserver
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from tempory.net import ensure_certificate
from tempory.values import Instant

HOST = "127.0.0.1"
PATIENCE = 5.0
Handler = Callable[[Any], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What is wrong with the house. Without any, every probe of transit.tls is content."""

    old_tls: bool = False
    stranger: bool = False
    expired: bool = False
    hides_starttls: bool = False
    refuses_starttls: bool = False
    goes_on_after_injection: bool = False
    stays_after_injection: bool = False
    offers_auth: bool = False
    takes_auth: bool = False
    plain_page: str = ""
    hsts: str = "max-age=31536000"
    listeners: tuple[str, ...] = ("smtp",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What a server of one protocol says before encryption. `{}` stands for the command's tag, if it has one."""

    greeting: str
    ask: str
    offer: Callable[[Faults], str]
    auth: str
    starttls: str
    ready: str
    taken: str
    refused: str


def _offer_smtp(faults: Faults) -> str:
    words = ["fake.test", "SIZE"] + ["STARTTLS"] * (not faults.hides_starttls) + ["AUTH PLAIN"] * faults.offers_auth
    return "".join(f"250-{word}\r\n" for word in words) + "250 HELP\r\n"


def _offer_imap(faults: Faults) -> str:
    words = ["IMAP4rev2"] + ["STARTTLS"] * (not faults.hides_starttls)
    words += ["AUTH=PLAIN"] if faults.offers_auth else ["LOGINDISABLED"]
    return f"* CAPABILITY {' '.join(words)}\r\n{{}} OK done\r\n"


def _offer_pop3(faults: Faults) -> str:
    words = ["UIDL"] + ["STLS"] * (not faults.hides_starttls) + ["USER"] * faults.offers_auth
    return "".join(f"{word}\r\n" for word in ("+OK", *words, "."))


# RFC 5321 and 3207; RFC 9051; RFC 1939 and 2595.
SMTP = Speech(
    greeting="220 fake.test\r\n", ask="EHLO", offer=_offer_smtp, auth="AUTH", starttls="STARTTLS",
    ready="220 Go on\r\n", taken="334 \r\n", refused="538 5.7.11 Encrypt first\r\n",
)  # fmt: skip
IMAP = Speech(
    greeting="* OK fake\r\n", ask="CAPABILITY", offer=_offer_imap, auth="LOGIN", starttls="STARTTLS",
    ready="{} OK go on\r\n", taken="{} OK hello\r\n", refused="{} NO encrypt first\r\n",
)  # fmt: skip
POP3 = Speech(
    greeting="+OK fake\r\n", ask="CAPA", offer=_offer_pop3, auth="AUTH", starttls="STLS",
    ready="+OK go on\r\n", taken="+ \r\n", refused="-ERR encrypt first\r\n",
)  # fmt: skip
SPEECHES = {"smtp": SMTP, "submission": SMTP, "imap": IMAP, "pop3": POP3}


@dataclass(slots=True)
class House:
    """Its page's address, the authority that clients trust, and where each listener is."""

    url: str
    ca: Path
    ports: dict[str, int] = field(default_factory=dict)


@contextmanager
def open_house(folder: Path, faults: Faults) -> Iterator[House]:
    """Open the doors of a house with `faults`; the page itself is sound but for TLS versions, HTTP and HSTS."""
    sound, other = _certify(folder / "sound"), _certify(folder / "other", expired=faults.expired)
    page_tls = _context(sound, old=faults.old_tls)
    mail_tls = _context(other if faults.stranger or faults.expired else sound, old=faults.old_tls)
    # An expired certificate is of an authority that is trusted.
    trusted = folder / "trusted.pem"
    authorities = [sound / "ca.pem"] + [other / "ca.pem"] * faults.expired
    trusted.write_bytes(b"".join(authority.read_bytes() for authority in authorities))
    with ExitStack() as stack:
        house = House("", trusted)
        for name in faults.listeners:
            speaker = _speaker(SPEECHES.get(name, SMTP), mail_tls, faults)
            house.ports[name] = stack.enter_context(_listen(speaker))
        port = stack.enter_context(_listen(_page(page_tls, faults, house)))
        house.url = f"https://{HOST}:{port}"
        yield house


def _certify(folder: Path, *, expired: bool = False) -> Path:
    now = Instant(946_684_800_000 if expired else int(time.time() * 1000))
    ensure_certificate(folder, names=["fake.test"], now=now)
    return folder


def _context(folder: Path, *, old: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    if old:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@contextmanager
def _listen(talk: Handler) -> Iterator[int]:
    class Visit(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(PATIENCE)
            with suppress(OSError):
                talk(self.request)

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Listener((HOST, 0), Visit) as listener:
        thread = Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield listener.server_address[1]
        listener.shutdown()
        thread.join()


def _speaker(speech: Speech, tls: ssl.SSLContext, faults: Faults) -> Handler:
    def talk(connection: Any) -> None:
        connection.sendall(speech.greeting.encode())
        waiting = b""
        while octets := connection.recv(4096):
            waiting += octets
            while b"\r\n" in waiting:
                line, _, waiting = waiting.partition(b"\r\n")
                match = re.fullmatch(r"(?:(\w+) )??(EHLO|CAPABILITY|CAPA|AUTH|LOGIN|STARTTLS|STLS)\b.*", line.decode())
                tag, command = (match[1] or "", match[2]) if match else ("", "")
                if command == speech.ask:
                    answer = speech.offer(faults)
                elif command == speech.auth:
                    answer = speech.taken if faults.takes_auth else speech.refused
                elif command == speech.starttls and not faults.refuses_starttls:
                    return _start_tls(connection, speech.ready.format(tag), tls, faults, injected=waiting != b"")
                else:
                    answer = speech.refused
                connection.sendall(answer.replace("{}", tag).encode())
        return None

    return talk


def _start_tls(connection: Any, ready: str, tls: ssl.SSLContext, faults: Faults, *, injected: bool) -> None:
    if injected and faults.stays_after_injection:
        connection.recv(1)  # says nothing, and waits for the peer to end it
    elif not injected or faults.goes_on_after_injection:
        connection.sendall(ready.encode())
        with tls.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.recv(1)


def _page(tls: ssl.SSLContext, faults: Faults, house: House) -> Handler:
    def talk(connection: Any) -> None:
        if connection.recv(1, 2) != b"\x16":  # MSG_PEEK; RFC 8446 §5.1: no handshake record, so plain HTTP
            connection.recv(4096)
            connection.sendall(faults.plain_page.encode())
            return
        with tls.wrap_socket(connection, server_side=True) as encrypted:
            request = b""
            while b"\r\n\r\n" not in request:
                if not (octets := encrypted.recv(4096)):
                    return
                request += octets
            encrypted.sendall(_answer(request, faults, house))

    return talk


def _answer(request: bytes, faults: Faults, house: House) -> bytes:
    listeners = {name: {"host": HOST, "port": port, "tls": "starttls"} for name, port in house.ports.items()}
    body = json.dumps({"listeners": listeners}) if b"/api/v1/service" in request else "<p>fake</p>"
    hsts = f"Strict-Transport-Security: {faults.hsts}\r\n" if faults.hsts else ""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{hsts}\r\n"
    return (head + body).encode()
