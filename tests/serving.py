"""A real server in a process of its own, for tests that speak to real sockets."""

import signal
import smtplib
import ssl
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

START_SECONDS = 30
STOP_SECONDS = 15
COMMAND = (str(Path(sys.executable).with_name("tempory")),)


@dataclass(slots=True)
class RunningServer:
    """`tempory serve` on free ports: `start`, then `stop` or `kill`. The data folder stays, so it can start again."""

    data: Path
    config: Path | None = None
    command: Sequence[str] = COMMAND
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    ready: dict[str, Any] = field(default_factory=dict, init=False)

    @property
    def url(self) -> str:
        return str(self.ready["https"])

    @property
    def ca(self) -> Path:
        return Path(self.ready["ca"])

    @property
    def domain(self) -> str:
        return str(self.ready["domains"][0])

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    def port(self, listener: str) -> int:
        return int(self.ready["listeners"][listener]["port"])

    def start(self, wrapper: Sequence[str] = ()) -> "RunningServer":
        """Start and wait until every listener accepts. `wrapper` goes in front of the command (strace)."""
        ready_file = self.data.with_name(f"{self.data.name}.ready.json")
        ready_file.unlink(missing_ok=True)
        options = ["--data", str(self.data), "--ports", "auto", "--ready-file", str(ready_file)]
        if self.config is not None:
            options += ["--config", str(self.config)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([*wrapper, *self.command, "serve", *options], stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not ready_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                message = f"the server did not start:\n{self.log.read_text(errors='replace')[-4000:]}"
                raise RuntimeError(message)
            time.sleep(0.02)
        self.ready = msgspec.json.decode(ready_file.read_bytes())
        return self

    def stop(self) -> int:
        """Ask it to end and return its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def trust(self) -> ssl.SSLContext:
        """Return a client's TLS context that trusts this server's certificate and no other."""
        return ssl.create_default_context(cafile=str(self.ca))

    def send(self, content: bytes, *recipients: str, sender: str = "maya@elsewhere.example", tls: bool = False) -> None:
        """Deliver one message over SMTP; raises what smtplib raises when it is refused."""
        with smtplib.SMTP("127.0.0.1", self.port("smtp"), timeout=30) as client:
            if tls:
                client.starttls(context=self.trust())
            client.sendmail(sender, list(recipients), content)


def start_server(data: Path, config: Path | None = None, command: Sequence[str] = COMMAND) -> RunningServer:
    """Start a server over `data`, in a folder that is made if need be, by a command other than its own if need be."""
    data.parent.mkdir(parents=True, exist_ok=True)
    return RunningServer(data, config, command).start()
