"""What can go wrong on the way, and what the caller is told."""

import logging
import ssl
from pathlib import Path

import httpx
import pytest

from tempory.client import Client, Mailbox, MisunderstoodError, Refused, Unreachable
from tempory.client import transport as transport_module
from tempory.values import InvalidValueError
from tests.client.memory_server import SERVER, MemoryServer


@pytest.mark.parametrize(
    "address",
    [
        "https://tempory.example",
        "https://tempory.example:8443/",
        "https://[::1]:8443",
        "http://127.0.0.1:8000",
        "http://localhost:8000",
        "http://[::1]:8000",
    ],
)
def test_servers_that_may_be_spoken_to(address: str) -> None:
    with Client(address) as client:
        assert not client.server.endswith("/")


@pytest.mark.parametrize(
    "address",
    ["", "tempory.example", "ftp://tempory.example", "http://tempory.example", "http://10.0.0.1", "https://",
     "https://a:b@tempory.example", "https://tempory.example/?a", "https://tempory.example/#tpy_x"],
)  # fmt: skip
def test_servers_that_a_secret_is_not_sent_to(address: str) -> None:
    with pytest.raises(InvalidValueError):
        Client(address)


def test_an_authority_has_to_be_a_certificate(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.pem", tmp_path):
        with pytest.raises(InvalidValueError):
            Client(SERVER, ca=path)
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(InvalidValueError):
        Client(SERVER, ca=tmp_path / "ca.pem")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectError("refused"), "cannot be reached"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"), "is not trusted"),
        (httpx.ConnectTimeout("slow"), "does not answer in time"),
        (httpx.ReadTimeout("slow"), "does not answer in time"),
        (httpx.RemoteProtocolError("nonsense"), "broke"),
        (httpx.ReadError("reset"), "broke"),
    ],
)
def test_no_answer(server: MemoryServer, client: Client, error: Exception, words: str) -> None:
    server.failures = [error, error]
    with pytest.raises(Unreachable, match=words) as unreachable:
        client.service()
    assert unreachable.value.hint
    assert len(server.failures) == (0 if words == "broke" else 1)  # only a broken connection is tried again


def test_what_may_be_repeated_is_sent_once_more(server: MemoryServer, client: Client) -> None:
    server.failures = [httpx.RemoteProtocolError("the kept connection was closed")]
    made = client.create()
    first, second = server.requests
    assert first.content == second.content
    assert len(server.mailboxes) == 1
    server.requests.clear()
    server.failures = [httpx.ReadError("reset")]
    with pytest.raises(Unreachable):
        made.forget()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"name": 5}'],
    ids=["empty", "page", "list", "no fields", "not UTF-8", "deep", "wrong type"],
)
def test_another_program_answers(server: MemoryServer, client: Client, content: bytes) -> None:
    server.failures = [httpx.Response(200, content=content)]
    with pytest.raises(MisunderstoodError):
        client.service()


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"[" * 100_000, b'{"title": 5}'])
def test_a_refusal_without_words_is_told_by_its_status(server: MemoryServer, client: Client, content: bytes) -> None:
    server.failures = [httpx.Response(502, content=content)]
    with pytest.raises(Refused, match="status 502"):
        client.service()


def test_a_redirect_is_not_followed(server: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    server.failures = [httpx.Response(307, headers={"location": "https://elsewhere.example/"})]
    server.requests.clear()
    with pytest.raises(Refused):
        mailbox.refresh()
    assert len(server.requests) == 1


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("soon", None), (None, None)])
def test_a_refusal_says_when_to_come_back(
    server: MemoryServer, client: Client, header: str | None, seconds: int | None
) -> None:
    headers = {} if header is None else {"retry-after": header}
    problem = {"type": "/problems/rate-limited", "title": "Too many requests.", "detail": "Wait."}
    server.failures = [httpx.Response(429, json=problem, headers=headers)]
    with pytest.raises(Refused) as refused:
        client.service()
    assert (refused.value.slug, refused.value.retry_after) == ("rate-limited", seconds)


def test_an_endless_answer_is_cut(server: MemoryServer, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "MAX_ANSWER_OCTETS", 1000)
    server.failures = [httpx.Response(200, content=b" " * 1001)]
    with pytest.raises(MisunderstoodError):
        client.service()


def test_a_stream_that_is_refused_is_not_read(server: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    server.mailboxes.clear()
    with pytest.raises(Refused, match="No living mailbox"):
        next(client.events([mailbox]))


def test_nothing_is_taken_from_the_environment(server: MemoryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with Client(SERVER, network=server.network) as client:
        client.service()
    with Client(SERVER) as client:
        assert not client._transport._http._mounts  # where httpx keeps proxies


def test_no_log_line_holds_a_credential(server: MemoryServer, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        mailbox = client.create()
        list(mailbox.messages())
        mailbox.forget()
    assert "tpa_" not in caplog.text
    assert "tpy_" not in caplog.text


def test_old_protocols_are_not_spoken() -> None:
    with Client(SERVER) as client:
        context = client._transport._http._transport._pool._ssl_context  # type: ignore[attr-defined]
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
        assert context.verify_mode == ssl.CERT_REQUIRED
        assert context.check_hostname
