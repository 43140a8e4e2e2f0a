"""Tempory as `tempory serve` runs it, with mailboxes made through its API.

Sealing, storage and fsync are what they always are. Quotas are raised, because a load goes to a few mailboxes over and
over, and loopback is trusted, because its limits for strangers are not what is measured.
"""

import json
import secrets
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from bench import certificate
from bench.servers.running import START_WITHIN, NotAvailable, Running, process

if TYPE_CHECKING:
    import subprocess

CONFIGURATION = """\
[peers]
trusted = ["127.0.0.0/8"]

[mailboxes]
quota_messages = 1000000
quota_bytes = "1024 GiB"

[log]
format = "json"
"""
TREE = Path(__file__).parents[2]
COMMAND = (str(Path(sys.executable).parent / "tempory"),)


@contextmanager
def tempory(folder: Path, cert: Path, key: Path, mailboxes: int) -> Iterator[Running]:
    """Run Tempory with `mailboxes` mailboxes."""
    with serving(folder, cert, key) as (pid, ready):
        yield running(pid, ready, mailboxes)


@contextmanager
def one_server(command: Sequence[str] = COMMAND) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Run Tempory alone, in a temporary folder; yield its process id and what its ready file says."""
    with tempfile.TemporaryDirectory(prefix="tempory-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with serving(folder, *certificate.write(folder), command) as started:
            yield started


def running(pid: int, ready: Mapping[str, Any], mailboxes: int) -> Running:
    """Make `mailboxes` mailboxes in a running server."""
    with _client(ready) as client:
        recipients = [_create(client, "tpy_" + secrets.token_urlsafe(32)) for _ in range(mailboxes)]
    return Running(name="tempory", pid=pid, port=ready["listeners"]["smtp"]["port"], recipients=recipients)


@contextmanager
def serving(
    folder: Path, cert: Path, key: Path, command: Sequence[str] = COMMAND
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Run `tempory serve` in `folder` with this certificate."""
    data, ready, config, log = folder / "data", folder / "ready.json", folder / "tempory.toml", folder / "log"
    data.mkdir(mode=0o700)
    config.touch(mode=0o600)
    config.write_text(f'{CONFIGURATION}\n[tls]\ncertificate = "{cert}"\nkey = "{key}"\n')
    arguments = ["--config", str(config), "--data", str(data), "--ports", "auto", "--ready-file", str(ready)]
    with process([*command, "serve", *arguments], log, cwd=TREE) as child:
        _wait_for(ready, child, log)
        # A certificate from outside has no authority of its own; it is self-signed, so it vouches for itself.
        yield child.pid, {**json.loads(ready.read_text()), "ca": str(cert)}


def _wait_for(ready: Path, child: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while not ready.exists():
        if child.poll() is not None or time.monotonic() > deadline:
            message = f"tempory serve did not start:\n{log.read_text(errors='replace')[-3000:]}"
            raise NotAvailable(message)
        time.sleep(0.05)


def _client(ready: Mapping[str, Any]) -> httpx.Client:
    context = ssl.create_default_context(cafile=ready["ca"])
    return httpx.Client(base_url=ready["https"], verify=context, trust_env=False, timeout=30)


def create(ready: Mapping[str, Any], secret: str) -> str:
    """Make the mailbox of `secret`, in open mode, and return its address."""
    with _client(ready) as client:
        return _create(client, secret)


def _create(client: httpx.Client, secret: str) -> str:
    answer = client.post("/api/v1/mailboxes", headers={"authorization": f"Bearer {secret}"})
    answer.raise_for_status()
    return str(answer.json()["address"])
