"""From the command line to a running service and back: rights, folder, signals."""

import asyncio
import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvloop

from tempory.app.ports import Ports, bind_ports
from tempory.app.ready import Ready
from tempory.app.service import Service, SystemClock
from tempory.config import Configuration, check_safety, prepare_folder
from tempory.fetching import Reach
from tempory.net import ServerTls, ensure_certificate
from tempory.net.privileges import drop_privileges, find_identity, harden_process
from tempory.storage.sqlite import open_storage
from tempory.values import ConfigurationError

log = structlog.get_logger(__name__)

PID_FILE = "tempory.pid"

Announce = Callable[[Ready], None]
Configure = Callable[[], Configuration]


def serve(
    configuration: Configuration, *, configure: Configure, announce: Announce, reach: Reach | None = None
) -> None:
    """Run the service until SIGTERM or SIGINT. `announce` is called once every listener accepts.

    `configure` reads the configuration again at SIGHUP. `reach` is for tests (see `Service.open`). Raises
    `ConfigurationError` before anything listens.
    """
    harden_process()
    identity = find_identity(configuration.process.user, configuration.process.group) if _drops(configuration) else None
    folder = configuration.storage.folder
    prepare_folder(folder, owner=None if identity is None else (identity.uid, identity.gid))
    check_safety(configuration, effective_uid=os.geteuid())
    ports = bind_ports(configuration)
    try:
        if identity is not None:
            drop_privileges(identity)
        with _alone_in(folder):
            uvloop.run(_run(configuration, ports, configure=configure, announce=announce, reach=reach))
    finally:
        ports.close()


def _drops(configuration: Configuration) -> bool:
    return os.geteuid() == 0 and configuration.process.user not in {"", "root"}


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the data folder: two services over one would each forget what the other promised."""
    descriptor = os.open(folder / PID_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"Another tempory runs in {folder}; stop it, or choose another folder with --data."
            raise ConfigurationError(message) from error
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _load_tls(configuration: Configuration) -> tuple[ServerTls, Path | None]:
    if configuration.tls.certificate is not None and configuration.tls.key is not None:
        return ServerTls(certificate=configuration.tls.certificate, key=configuration.tls.key), None
    folder = configuration.storage.folder / "tls"
    names = [configuration.hostname, *(domain.name for domain in configuration.service.domains)]
    ensure_certificate(folder, names=names, now=SystemClock().now())
    return ServerTls(certificate=folder / "cert.pem", key=folder / "key.pem"), folder / "ca.pem"


async def _run(
    configuration: Configuration, ports: Ports, *, configure: Configure, announce: Announce, reach: Reach | None
) -> None:
    tls, ca = _load_tls(configuration)
    storage = open_storage(configuration.storage.folder)
    service = await Service.open(configuration, storage=storage, ports=ports, tls=tls, ca=ca, reach=reach)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: _reload(service, configure))
    await service.start()
    log.info("service.ready", https=service.ready.https, domains=list(service.ready.domains))
    announce(service.ready)
    await stopping.wait()
    log.info("service.stopping")
    await service.stop()


def _reload(service: Service, configure: Configure) -> None:
    """Take over what changed; a mistake in the new file leaves everything as it is."""
    try:
        service.reload(configure())
    except ConfigurationError as error:
        log.warning("service.reload_failed", reason=str(error))
    else:
        log.info("service.reloaded")
