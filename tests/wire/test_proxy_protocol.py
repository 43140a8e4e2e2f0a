"""A real server behind a proxy that passes TLS on: IMAP, POP3 and the page are told whom it speaks for."""

import socket
import ssl
from collections.abc import Iterator

import pytest

from tests.serving import RunningServer, start_server

CONFIGURATION = """
[peers]
proxies = ["127.0.0.0/8"]
[https]
proxy_protocol = true
[pop3s]
proxy_protocol = false
[imaps]
public = "IMAP.mail.example:993"
[api]
requests_burst = 1
requests_per_minute = 1
"""
SERVICE = b"GET /api/v1/service HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "tempory.toml").write_text(CONFIGURATION)
    running = start_server(folder / "data", folder / "tempory.toml")
    yield running
    running.kill()


def ask(server: RunningServer, port: int, header: bytes, question: bytes = b"") -> bytes:
    """Return what is said on an encrypted connection that began with `header`; nothing if it is closed instead."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.sendall(header)
        try:
            with server.trust().wrap_socket(plain, server_hostname="localhost") as encrypted:
                encrypted.sendall(question)
                return b"".join(iter(lambda: encrypted.recv(65536), b"")) if question else encrypted.recv(65536)
        except (ssl.SSLError, ConnectionError):
            return b""


def header(peer: str) -> bytes:
    return f"PROXY TCP4 {peer} 127.0.0.1 5000 443\r\n".encode()


def test_the_page_is_asked_by_the_true_peer(server: RunningServer) -> None:
    port = int(server.url.rpartition(":")[2])
    answers = [ask(server, port, header(peer), SERVICE) for peer in ("192.0.2.1", "192.0.2.2", "192.0.2.1")]
    assert [answer[:12] for answer in answers] == [b"HTTP/1.1 200", b"HTTP/1.1 200", b"HTTP/1.1 429"]
    # Nobody becomes somebody else by X-Forwarded-For: the peer that PROXY names is no proxy.
    forwarded = SERVICE[:-2] + b"X-Forwarded-For: 192.0.2.9\r\n\r\n"
    assert ask(server, port, header("192.0.2.1"), forwarded)[:12] == b"HTTP/1.1 429"
    assert ask(server, port, b"", SERVICE) == b""
    # The service tells of its listeners as others reach them.
    told = ask(server, port, header("192.0.2.3"), SERVICE)
    assert b'"imaps":{"host":"imap.mail.example","port":993,"tls":"implicit"}' in told


def test_mail_programs_behind_it(server: RunningServer) -> None:
    assert ask(server, server.port("imaps"), header("192.0.2.1")).startswith(b"* OK")
    assert ask(server, server.port("imaps"), b"") == b""
    assert ask(server, server.port("pop3s"), b"").startswith(b"+OK")
