"""Tempory as `tempory serve` runs it, with mailboxes made through its API.

Sealing, storage and fsync are what they always are. Quotas are raised, because a load goes to a few mailboxes over and
over, and loopback is trusted, because its limits for strangers are not what is measured.
"""

import json
import secrets
import ssl
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from bench.servers.running import START_WITHIN, NotAvailable, Running, process

if TYPE_CHECKING:
    import subprocess

CONFIGURATION = """\
[mailboxes]
quota_messages = 10000000
quota_bytes = 1000000000000
"""


@contextmanager
def tempory(folder: Path, certificate: Path, key: Path, mailboxes: int) -> Iterator[Running]:
    """Run Tempory with `mailboxes` mailboxes."""
    with serving(folder, certificate, key) as (pid, ready):
        smtp = ready["listeners"]["smtp"]
        with api(ready) as client:
            recipients = [create(client)["address"] for _ in range(mailboxes)]
        yield Running(name="tempory", pid=pid, port=smtp["port"], recipients=recipients)


@contextmanager
def serving(folder: Path, certificate: Path, key: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Run `tempory serve` in `folder`; yield its process id and what its ready file says."""
    data, ready, config, log = folder / "data", folder / "ready.json", folder / "tempory.toml", folder / "log"
    (data / "tls").mkdir(parents=True, mode=0o700)
    for source, names in ((certificate, ("cert.pem", "ca.pem")), (key, ("key.pem",))):
        for name in names:
            (data / "tls" / name).touch(mode=0o600)
            (data / "tls" / name).write_bytes(source.read_bytes())
    config.touch(mode=0o600)
    config.write_text(CONFIGURATION)
    command = [str(Path(sys.executable).parent / "tempory"), "serve", "--config", str(config)]
    command += ["--data", str(data), "--ports", "auto", "--ready-file", str(ready)]
    with process(command, log, cwd=folder) as child:
        _wait_for(ready, child, log)
        yield child.pid, json.loads(ready.read_text())


def _wait_for(ready: Path, child: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while not ready.exists():
        if child.poll() is not None or time.monotonic() > deadline:
            message = f"tempory serve did not start:\n{log.read_text(errors='replace')[-3000:]}"
            raise NotAvailable(message)
        time.sleep(0.05)


def api(ready: Mapping[str, Any]) -> httpx.Client:
    """Return a client for the API of a running server."""
    context = ssl.create_default_context(cafile=ready["ca"])
    return httpx.Client(base_url=ready["https"], verify=context, trust_env=False, timeout=30)


def create(client: httpx.Client) -> dict[str, Any]:
    """Make a mailbox in open mode; its record with the holder's `secret` added."""
    secret = "tpy_" + secrets.token_urlsafe(32)
    answer = client.post("/api/v1/mailboxes", headers={"authorization": f"Bearer {secret}"})
    answer.raise_for_status()
    return {**answer.json(), "secret": secret}
