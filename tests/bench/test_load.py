"""The load generator against a small server that speaks real SMTP: aiosmtpd."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import certificate, cpu
from bench.load import Load, run
from bench.servers import Running
from bench.servers.aiosmtpd import aiosmtpd


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("aiosmtpd")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Running]:
    with aiosmtpd(folder, *certificate.write(folder), mailboxes=3) as running:
        yield running


def load(server: Running, *, tls: bool) -> Load:
    recipients = server.recipients
    return Load(
        host="127.0.0.1", port=server.port, recipients=recipients, sessions=3, messages=2, size=1024, total=12, tls=tls
    )


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "starttls"])
def test_every_message_is_accepted_once(server: Running, folder: Path, *, tls: bool) -> None:
    before = set(folder.glob("mail/*"))
    outcome = run(load(server, tls=tls))
    kept = [path.read_bytes() for path in set(folder.glob("mail/*")) - before]
    assert (outcome.accepted, len(kept)) == (12, 12)
    assert not outcome.failures
    assert len({message.split(b"\r\n", 1)[0] for message in kept}) == 12
    assert outcome.rate > 0


def test_refusals_are_counted_and_end_the_load(server: Running) -> None:
    bad = Load(host="127.0.0.1", port=server.port, recipients=["<"], sessions=2, messages=3, size=1024, total=6)
    outcome = run(bad)
    assert outcome.accepted == 0
    assert any(reason.startswith("5") for reason in outcome.failures)


def test_a_closed_port_ends_the_load() -> None:
    closed = Load(host="127.0.0.1", port=1, recipients=["a@b.test"], sessions=2, messages=1, size=1024, total=4)
    outcome = run(closed)
    assert outcome.accepted == 0
    assert outcome.failures


def test_only_loopback() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Load(host="192.0.2.1", port=25, recipients=["a@b.test"], sessions=1, messages=1, size=1024, total=1)


def test_the_servers_work_shows_in_its_cpu(server: Running) -> None:
    before = cpu.seconds(server.pid)
    run(
        Load(
            host="127.0.0.1",
            port=server.port,
            recipients=server.recipients,
            sessions=5,
            messages=20,
            size=1024,
            total=100,
        )
    )
    assert cpu.seconds(server.pid) > before
    assert cpu.resident(server.pid) > 1_000_000
