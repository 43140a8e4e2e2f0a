"""From mail on a real socket to a DMARC report in a file, over a restart, with nothing readable on the disk."""

import gzip
import json
import os
import signal
import smtplib
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tempory.client import Client
from tests.feedback.schema import check
from tests.nameserver import serve_names
from tests.serving import COMMAND, RunningServer, start_server

LETTER = b"From: Bank <news@bank.example>\r\nTo: secret-recipient@x.example\r\nSubject: secret-subject\r\n\r\nHello\r\n"


def run(*arguments: str) -> str:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, check=True, text=True).stdout


def listed(server: RunningServer) -> Any:
    return json.loads(run("dmarc", "list", "--data", str(server.data), "--json"))


def on_disk(server: RunningServer) -> bytes:
    return b"".join(path.read_bytes() for path in server.data.glob("*.db*"))


@pytest.mark.parametrize("is_on", [True, False], ids=["on", "off"])
def test_mail_is_counted_where_the_operator_says_so(tmp_path: Path, is_on: bool) -> None:
    with serve_names() as names:
        config = tmp_path / "tempory.toml"
        setting = "aggregate_reports = true\n" if is_on else ""
        config.write_text(f'[dns]\nservers = ["{names.setting}"]\n[mail_auth]\n{setting}')
        server = start_server(tmp_path / "data", config)
        octets = b""
        try:
            with Client(server.url, ca=server.ca) as client:
                recipient = str(client.create(lifetime=600).address)
            for is_last in (False, True) if is_on else (True,):
                server.send(LETTER, recipient, sender="bounce@bank.example")
                with pytest.raises(smtplib.SMTPDataError):
                    server.send(LETTER, recipient, sender="a@watch.example")
                server.send(b"From: a@watch.example\r\n\r\nHello\r\n", recipient, sender="a@watch.example")
                octets += on_disk(server)
                assert server.stop() == 0
                octets += on_disk(server)
                if not is_last:
                    server.start()
        finally:
            server.kill()
        found = listed(server)
        if not is_on:
            assert found == []
            return
        (day,) = found[-1:]
        (domain,) = day["domains"]
        assert (domain["domain"], domain["messages"], domain["passed"], domain["rows"]) == ("bank.example", 4, 2, 2)
        for trace in (b"127.0.0.1", b"bank.example", recipient.encode(), b"secret-"):
            assert trace not in octets
        out = str(tmp_path / "out")
        options = ("--config", str(config), "--data", str(server.data), "--day", day["day"], "--out", out)
        files = json.loads(run("dmarc", "report", *options, "--letters", "--json"))["files"]
    report, letter = (Path(out, name).read_bytes() for name in files)
    document = gzip.decompress(report).decode()
    assert check(document) == []
    assert document.count("<record>") == 2
    assert "<disposition>pass</disposition>" in document
    assert "<disposition>reject</disposition>" in document
    assert b"To: agg@bank.example\r\n" in letter
    assert not [word for word in ("secret", recipient) if word in document or word.encode() in letter]
    log = subprocess.run([*COMMAND, "log", "verify", "--data", str(server.data)], check=False, capture_output=True)
    assert log.returncode == 0, log.stdout


def test_counting_is_switched_on_while_the_service_runs(tmp_path: Path) -> None:
    with serve_names() as names:
        config = tmp_path / "tempory.toml"
        config.write_text(f'[dns]\nservers = ["{names.setting}"]\n')
        server = start_server(tmp_path / "data", config)
        try:
            with Client(server.url, ca=server.ca) as client:
                recipient = str(client.create(lifetime=600).address)
            server.send(LETTER, recipient, sender="bounce@bank.example")
            with config.open("a") as file:
                file.write("[mail_auth]\naggregate_reports = true\n")
            os.kill(server.pid, signal.SIGHUP)
            deadline = time.monotonic() + 15
            while b"service.reloaded" not in server.log.read_bytes():
                assert time.monotonic() < deadline
                time.sleep(0.02)
            server.send(LETTER, recipient, sender="bounce@bank.example")
            assert server.stop() == 0
        finally:
            server.kill()
    ((domain,),) = [day["domains"] for day in listed(server)]
    assert domain["messages"] == 1
