"""Mail that comes in over real sockets, its sender looked up in a name server of ours, and read back by its holder."""

import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tempory.client import Client
from tests.mailauth.letters import PLAIN
from tests.mailauth.signing import Signer, key_record
from tests.nameserver import NameServer, serve_names
from tests.serving import RunningServer, start_server

SIGNER = Signer()


@pytest.fixture(scope="module")
def names() -> Iterator[NameServer]:
    with serve_names() as server:
        server.add_text("s1._domainkey.bank.example", key_record(SIGNER.key))
        server.add_text("mute.bank.example", "never seen")
        yield server


@pytest.fixture(scope="module")
def server(names: NameServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("authentic")
    config = folder / "tempory.toml"
    config.write_text(f'[dns]\nservers = ["{names.setting}"]\ntimeout = "1s"\n[mail_auth]\ntimeout = "2s"\n')
    running = start_server(folder / "data", config)
    yield running
    running.kill()


@pytest.fixture
def client(server: RunningServer) -> Iterator[Client]:
    with Client(server.url, ca=server.ca) as client:
        yield client


def letter(author: str, *more: str) -> bytes:
    return "\r\n".join([f"From: {author}", "Subject: Hi", *more, "", "Hello", ""]).encode()


def receive(client: Client, server: RunningServer, content: bytes, sender: str) -> tuple[Any, bytes]:
    """Send it to a new mailbox; return what its summary says of the sender, and the message as stored."""
    mailbox = client.create(lifetime=600)
    server.send(content, str(mailbox.address), sender=sender)
    (message,) = mailbox.messages()
    assert message.summary is not None
    return message.summary.authentication, mailbox.raw(message)


def test_a_host_that_its_domain_names_is_verified(server: RunningServer, client: Client) -> None:
    found, raw = receive(client, server, letter("Bank <news@bank.example>"), "news@bank.example")
    assert (found.state, found.domain, found.reasons) == ("verified", "bank.example", ("host_allowed",))
    return_path, results = raw.split(b"\r\n")[:2]
    assert return_path == b"Return-Path: <news@bank.example>"
    assert results == f"Authentication-Results: {server.domain};".encode()
    assert raw.index(b"dmarc=pass") < raw.index(b"Received:")


def test_a_signature_verifies_whoever_brings_it(server: RunningServer, client: Client) -> None:
    found, raw = receive(client, server, SIGNER.sign(PLAIN), "bounce@watch.example")
    assert (found.state, found.domain) == ("verified", "bank.example")
    assert found.reasons == ("signed",)
    assert b"dkim=pass reason=verified header.d=bank.example" in raw
    assert raw.endswith(SIGNER.sign(PLAIN))


def test_who_pretends_to_be_a_domain_that_forbids_it_is_refused(server: RunningServer, client: Client) -> None:
    mailbox = client.create(lifetime=600)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        server.send(letter("Bank <news@bank.example>"), str(mailbox.address), sender="a@watch.example")
    assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (550, b"5.7.1")
    assert not list(mailbox.messages())


def test_who_pretends_to_be_a_domain_that_wants_it_set_apart_is_marked(server: RunningServer, client: Client) -> None:
    found, _ = receive(client, server, letter("a@junk.example"), "a@watch.example")
    assert (found.state, found.domain) == ("pretends", "junk.example")
    assert "policy_quarantine" in found.reasons


def test_a_domain_that_only_watches_could_not_be_verified(server: RunningServer, client: Client) -> None:
    found, _ = receive(client, server, letter("a@watch.example"), "a@watch.example")
    assert (found.state, found.reasons) == ("unverified", ("no_policy", "not_signed", "host_not_allowed"))


def test_forged_results_do_not_arrive(server: RunningServer, client: Client) -> None:
    forged = f"Authentication-Results: {server.domain.upper()} 1;\r\n\tdmarc=pass header.from=forged.example"
    _, raw = receive(client, server, letter("a@watch.example", forged), "a@watch.example")
    assert b"forged.example" not in raw
    assert raw.endswith(letter("a@watch.example"))


def test_a_name_server_that_does_not_answer_delays_a_message_no_longer_than_it_may(
    server: RunningServer, client: Client
) -> None:
    found, _ = receive(client, server, letter("a@mute.bank.example"), "a@mute.bank.example")
    assert (found.state, found.reasons[0]) == ("unverified", "dns_unanswered")


def test_without_a_resolver_of_ours_a_peer_on_this_machine_is_not_looked_up(tmp_path: Path) -> None:
    running = start_server(tmp_path / "data")
    try:
        with Client(running.url, ca=running.ca) as client:
            found, raw = receive(client, running, letter("news@bank.example"), "news@bank.example")
    finally:
        running.kill()
    assert (found.state, found.reasons) == ("unverified", ("local",))
    assert f"Authentication-Results: {running.domain};\r\n\tnone\r\n".encode() in raw
