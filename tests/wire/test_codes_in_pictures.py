"""Mail with a QR code in it comes in over SMTP, and its holder is told."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tempory.client import Client
from tests.pictures import FORMATS, code_picture, png
from tests.serving import RunningServer, start_server
from tests.verdict.letters import letter

LINK = "https://evil.example/owa/login"
TEXT = "Your mailbox password expires today. Scan the code with your telephone to keep your account active."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("pictures")
    config = folder / "tempory.toml"
    config.write_text('[pictures]\ntimeout = "20s"\n')
    running = start_server(folder / "data", config)
    yield running
    running.kill()


@pytest.fixture
def client(server: RunningServer) -> Iterator[Client]:
    with Client(server.url, ca=server.ca) as client:
        yield client


def verdict_on(client: Client, server: RunningServer, *files: tuple[str, str, bytes], text: str = TEXT) -> Any:
    mailbox = client.create(lifetime=600)
    server.send(letter(text, sender="Ann <ann@corp.example>", files=files), str(mailbox.address))
    (message,) = mailbox.messages()
    assert message.summary is not None
    return message.summary.verdict


def reasons(verdict: Any) -> dict[str, str]:
    return {each.code: each.evidence for each in verdict.reasons}


def decoders(server: RunningServer) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [pid for pid in map(int, children) if b"decoding" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.parametrize("form", FORMATS)
def test_a_code_is_found(server: RunningServer, client: Client, form: str) -> None:
    found = verdict_on(client, server, ("scan", f"image/{form.lower()}", code_picture(LINK, form)))
    assert found.level == "dangerous"
    assert reasons(found)["link_in_picture"] == "evil.example"
    assert reasons(found)["link_asks_login"] == "evil.example/owa/login"


def test_a_picture_that_cannot_be_looked_at_is_stated_and_its_mail_arrives(
    server: RunningServer, client: Client
) -> None:
    found = verdict_on(client, server, ("a.png", "image/png", png(50_000, 50_000)), text="See you on Friday.")
    assert (found.level, reasons(found)) == ("none", {"picture_unread": "1"})


def test_a_decoder_that_is_killed_takes_nothing_with_it(server: RunningServer, client: Client) -> None:
    picture = ("a.png", "image/png", code_picture(LINK))
    verdict_on(client, server, picture)
    (pid,) = decoders(server)
    os.kill(pid, signal.SIGKILL)
    assert reasons(verdict_on(client, server, picture, picture))["picture_unread"] == "1"
    assert reasons(verdict_on(client, server, picture))["link_in_picture"] == "evil.example"
    (other,) = decoders(server)
    assert other != pid


def test_decoders_end_with_the_server(tmp_path: Path) -> None:
    running = start_server(tmp_path / "data")
    with Client(running.url, ca=running.ca) as client:
        verdict_on(client, running, ("a.png", "image/png", code_picture(LINK)))
    (pid,) = decoders(running)
    running.kill()
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_nothing_is_looked_at_where_that_is_switched_off(tmp_path: Path) -> None:
    config = tmp_path / "tempory.toml"
    config.write_text("[pictures]\ncodes = false\n")
    running = start_server(tmp_path / "data", config)
    try:
        with Client(running.url, ca=running.ca) as client:
            found = verdict_on(client, running, ("a.png", "image/png", code_picture(LINK)))
        assert "link_in_picture" not in reasons(found)
        assert decoders(running) == []
        assert running.stop() == 0
    finally:
        running.kill()
