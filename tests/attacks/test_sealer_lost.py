"""A message that brings a sealer down, or whoever kills one, costs the mail in its hands a 451, and others nothing."""

import os
import signal
import smtplib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tempory.client import Client, Mailbox
from tempory.sealers.pool import WAITING_MAX
from tests.serving import RunningServer, start_server

CONNECTIONS = 6
MESSAGES = 60
DEATHS = 3
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core has no room for a sealer")


@pytest.fixture
def busy_server(tmp_path: Path) -> Iterator[RunningServer]:
    config = tmp_path / "tempory.toml"
    config.write_text("[mailboxes]\nquota_messages = 100000\n")
    server = start_server(tmp_path / "data", config)
    yield server
    server.kill()


class Killer(threading.Thread):
    """Ends each sealer that it sees, up to `DEATHS`, until told to stop."""

    def __init__(self, server: RunningServer) -> None:
        super().__init__(daemon=True)
        self._server = psutil.Process(server.pid)
        self.over = threading.Event()
        self.killed: set[int] = set()

    def run(self) -> None:
        while not self.over.wait(0.3) and len(self.killed) < DEATHS:
            for child in self._server.children():
                child.send_signal(signal.SIGKILL)
                self.killed.add(child.pid)


def _deliver(server: RunningServer, mailbox: Mailbox, name: int, refusals: list[int]) -> list[str]:
    """Send messages on one connection; return the subjects of those that were taken, and add how others were not."""
    taken = []
    with smtplib.SMTP("127.0.0.1", server.port("smtp"), timeout=PATIENCE) as client:
        for number in range(MESSAGES):
            subject = f"{name}-{number}"
            text = f"From: a@b.example\r\nSubject: {subject}\r\n\r\n" + "word " * 400
            try:
                client.sendmail("a@b.example", [str(mailbox.address)], text)
            except smtplib.SMTPDataError as refused:
                refusals.append(refused.smtp_code)
            else:
                taken.append(subject)
    return taken


@pytest.mark.timeout(200)
def test_killed_sealers_lose_nothing_that_was_taken_and_hold_nobody_up(busy_server: RunningServer) -> None:
    killer = Killer(busy_server)
    with Client(busy_server.url, ca=busy_server.ca) as client:
        mailbox = client.create()
        killer.start()
        taken: list[str] = []
        refusals: list[int] = []
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            round_ = 0
            while len(killer.killed) < DEATHS and round_ < 20:
                names = range(round_ * CONNECTIONS, (round_ + 1) * CONNECTIONS)
                for subjects in pool.map(lambda name: _deliver(busy_server, mailbox, name, refusals), names):
                    taken += subjects
                round_ += 1
        killer.over.set()
        killer.join()
        assert len(killer.killed) == DEATHS, "sealers were started again"
        sent = round_ * CONNECTIONS * MESSAGES
        assert len(taken) + len(refusals) == sent
        assert set(refusals) <= {451}
        assert len(refusals) <= WAITING_MAX * DEATHS, "no more than waits for one"
        kept = [message.summary.envelope.subject for message in mailbox.messages() if message.summary is not None]
    assert sorted(kept) == sorted(taken)
    assert busy_server.stop() == 0
