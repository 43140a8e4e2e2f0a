"""A server for the time of a test run: a process of its own, on free ports of this machine, over an empty folder."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, final

import msgspec

from tempory.client import Client

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.02
_LOG_SHOWN: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Where the application under test sends its mail."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a server is. `ca` is the certificate to trust; None: those this machine trusts."""

    url: str
    ca: Path | None
    smtp: Smtp
    domains: tuple[str, ...]


class _Listener(msgspec.Struct, frozen=True):
    host: str
    port: int


class _Ready(msgspec.Struct, frozen=True):
    https: str
    ca: str | None
    domains: tuple[str, ...]
    listeners: dict[str, _Listener]


@final
class EmbeddedServer:
    """`tempory serve` in `folder`, from `with` to its end. Entering gives the `Server`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End it, gently at first."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> Server:
        ready_file, log = self._folder / "ready.json", self._folder / "server.log"
        options = ["--data", str(self._folder / "data"), "--ports", "auto", "--ready-file", str(ready_file)]
        with log.open("ab") as stream:
            command = [sys.executable, "-m", "tempory", "serve", *options]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)  # noqa: S603 (our own command)
        deadline = time.monotonic() + START_SECONDS
        while not ready_file.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = f"the mail server did not start:\n{log.read_text(errors='replace')[-_LOG_SHOWN:]}"
                raise RuntimeError(message)
            time.sleep(_LOOK_SECONDS)
        ready = msgspec.json.decode(ready_file.read_bytes(), type=_Ready)
        listener = ready.listeners["smtp"]
        return Server(
            url=ready.https,
            ca=None if ready.ca is None else Path(ready.ca),
            smtp=Smtp(host=listener.host, port=listener.port),
            domains=ready.domains,
        )


def describe_remote(url: str, ca: Path | None) -> Server:
    """Return the server at `url` as it describes itself."""
    with Client(url, ca=ca) as client:
        service = client.service()
    listener = service.listeners["smtp"]
    return Server(url=url, ca=ca, smtp=Smtp(host=listener.host, port=listener.port), domains=service.domains)
