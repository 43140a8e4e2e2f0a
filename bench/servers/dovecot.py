"""Dovecot in a folder of its own, over Maildir, with its defaults: its usual login service, fsync of what it stores.

Only places, ports, lookups and TLS are set, and the bound on connections from one address is raised, as for Tempory.
"""

import os
import pwd
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.servers.running import START_WITHIN, NotAvailable, free_port, process

OWNER = "nobody"  # of the Maildirs
PASSWORD = "a-password-for-benchmarks"
INSTALL = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "dovecot-imapd"]

CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
log_path = {folder}/log
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 0
default_process_limit = 4000
default_client_limit = 8000
service anvil {{
  client_limit = 20000
}}
service auth {{
  client_limit = 20000
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 4000
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""


@contextmanager
def dovecot(
    folder: Path, certificate: Path, key: Path, boxes: Mapping[str, Sequence[bytes]]
) -> Iterator[tuple[int, int]]:
    """Run Dovecot with these users and what their INBOX holds; yield its process id and its port for IMAPS."""
    _require()
    port, owner = free_port(), pwd.getpwnam(OWNER)
    for name, letters in boxes.items():
        _fill(folder / "mail" / name, letters, owner.pw_uid, owner.pw_gid)
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder,
            certificate=certificate,
            key=key,
            port=port,
            password=PASSWORD,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
    )
    with process(["/usr/sbin/dovecot", "-F", "-c", str(config)], folder / "log") as master:
        _wait_for(port, master, folder / "log")
        yield master.pid, port


def _fill(box: Path, letters: Sequence[bytes], uid: int, gid: int) -> None:
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    for number, letter in enumerate(letters):
        (box / "cur" / f"{1_700_000_000 + number}.M{number}.bench,S={len(letter)}:2,").write_bytes(letter)
    for path in (box, *box.rglob("*")):
        os.chown(path, uid, gid)


def _wait_for(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    context = ssl._create_unverified_context()  # noqa: SLF001 (our own server, on loopback)
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and child.poll() is None:
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=5) as peer,
            context.wrap_socket(peer) as secured,
        ):
            if secured.recv(4) == b"* OK":
                return
        time.sleep(0.05)
    message = f"dovecot does not answer:\n{log.read_text(errors='replace')[-2000:]}"
    raise NotAvailable(message)


def _require() -> None:
    if os.geteuid() != 0:
        message = "Dovecot's master needs root: run as root with Debian's package `dovecot-imapd` installed"
        raise NotAvailable(message)
    if Path("/usr/sbin/dovecot").exists():
        return
    if not shutil.which("apt-get"):
        message = "Dovecot is missing: install it without starting its service"
        raise NotAvailable(message)
    print("installing Dovecot …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(INSTALL, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        message = f"{' '.join(INSTALL)} failed:\n{result.stderr[-2000:]}"
        raise NotAvailable(message)
