"""Postfix that checks what it takes: OpenDKIM verifies signatures, SpamAssassin's daemon scores, both as milters.

SpamAssassin asks nobody outside (`--local`), which spares it what DNS would take. Debian's packages opendkim, spamd and
spamass-milter; nothing is installed from here.
"""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

from bench.servers.postfix import postfix
from bench.servers.running import NotAvailable, Running, free_port, process

PROGRAMS = ("opendkim", "spamd", "spamass-milter")
START_WITHIN = 60.0  # it compiles its rules first
CHILDREN = 5  # spamd's default
SETTINGS = "Mode v\nSocket inet:{port}@127.0.0.1\nSyslog no\nTrustAnchorFile /usr/share/dns/root.key\n"


@contextmanager
def checked(folder: Path, certificate: Path, key: Path, mailboxes: int) -> Iterator[Running]:
    """Run Postfix with both milters below `folder`."""
    places = [shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin") for name in PROGRAMS]
    if None in places:
        message = f"missing: one of {', '.join(PROGRAMS)} (Debian: opendkim spamd spamass-milter)"
        raise NotAvailable(message)
    opendkim, spamd, milter = (str(place) for place in places)
    verifier, scorer, front, log = free_port(), free_port(), folder / "milter.sock", folder / "checks.log"
    (folder / "opendkim.conf").write_text(SETTINGS.format(port=verifier))
    listen = [
        f"--listen=127.0.0.1:{scorer}",
        f"--max-children={CHILDREN}",
        "--local",
        "--nouser-config",
        "--syslog=null",
    ]
    with (
        process([opendkim, "-f", "-x", str(folder / "opendkim.conf")], log),
        process([spamd, *listen], log) as scoring,
        process([milter, "-p", str(front), "--", "-d", "127.0.0.1", "-p", str(scorer)], log),
    ):
        _wait_for(scorer, scoring, log)
        milters = f"inet:127.0.0.1:{verifier}, unix:{front}"
        with postfix(folder, certificate, key, mailboxes, more=f"smtpd_milters = {milters}\n") as running:
            front.chmod(0o666)
            yield replace(running, name="postfix-checked")


def _wait_for(port: int, child: Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and child.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.1)
    message = f"spamd does not answer:\n{log.read_text(errors='replace')[-2000:]}"
    raise NotAvailable(message)
