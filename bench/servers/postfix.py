"""Postfix in a folder of its own, delivering to Maildir with virtual(8).

Everything that decides about speed and safety is Postfix's default (fsync of the queue file and of the Maildir file,
process limit 100, smtpd reused for 100 connections); only places, ports, lookups and TLS are set. It keeps no
log here, which spares it some work. Master needs root.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.servers.running import NotAvailable, Running, free_port, process, wait_for_greeting

INSTALL = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "postfix"]
QUEUES = ("maildrop", "incoming", "active", "deferred")
OWNER = "nobody"  # of the Maildirs
POLICY = Path("/usr/sbin/policy-rc.d")

# Debian's master.cf without the chroots, and without the services that nothing here asks for.
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup     unix n - n 60    1 pickup
cleanup    unix n - n -     0 cleanup
qmgr       unix n - n 300   1 qmgr
tlsmgr     unix - - n 1000? 1 tlsmgr
rewrite    unix - - n -     - trivial-rewrite
bounce     unix - - n -     0 bounce
defer      unix - - n -     0 bounce
trace      unix - - n -     0 bounce
verify     unix - - n -     1 verify
flush      unix n - n 1000? 0 flush
proxymap   unix - - n -     - proxymap
proxywrite unix - - n -     1 proxymap
showq      unix n - n -     - showq
error      unix - - n -     - error
retry      unix - - n -     - error
discard    unix - - n -     - discard
virtual    unix - n n -     - virtual
anvil      unix - - n -     1 anvil
scache     unix - - n -     1 scache
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
myhostname = mail.postfix.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
virtual_mailbox_domains = postfix.test
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
"""


@contextmanager
def postfix(folder: Path, certificate: Path, key: Path, mailboxes: int, *, more: str = "") -> Iterator[Running]:
    """Run Postfix with `mailboxes` mailboxes below `folder`, which everyone may read; `more` ends main.cf."""
    _require()
    config, names = folder / "config", [f"box{number}" for number in range(mailboxes)]
    port = free_port()
    _lay_out(folder, names)
    (config / "master.cf").write_text(MASTER.format(port=port))
    owner = pwd.getpwnam(OWNER)
    (config / "main.cf").write_text(
        MAIN.format(folder=folder, certificate=certificate, key=key, uid=owner.pw_uid, gid=owner.pw_gid) + more
    )
    command, log = shutil.which("postfix") or "/usr/sbin/postfix", folder / "log"
    subprocess.run([command, "-c", str(config), "check"], check=True, capture_output=True)
    daemons = subprocess.run(
        ["/usr/sbin/postconf", "-c", str(config), "-h", "daemon_directory"], check=True, capture_output=True, text=True
    ).stdout.strip()
    with process([f"{daemons}/master", "-c", str(config), "-d"], log) as master:
        wait_for_greeting(port, master, log)
        yield Running(
            name="postfix",
            pid=master.pid,
            port=port,
            recipients=[f"{name}@postfix.test" for name in names],
            busy=lambda: _is_busy(folder / "queue"),
        )


def _lay_out(folder: Path, names: Sequence[str]) -> None:
    owner, postfix_user = pwd.getpwnam(OWNER), pwd.getpwnam("postfix")
    for part in ("config", "queue", "data", "mail"):
        (folder / part).mkdir(mode=0o755)
    os.chown(folder / "data", postfix_user.pw_uid, postfix_user.pw_gid)
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    (folder / "mailboxes").write_text("".join(f"{name}@postfix.test {name}/\n" for name in names))


def _is_busy(queue: Path) -> bool:
    return any(files for name in QUEUES for _, _, files in os.walk(queue / name))


def _require() -> None:
    """Install Postfix if it is missing and we may; its own service is never started."""
    if os.geteuid() != 0:
        message = "Postfix's master needs root: run as root with Debian's package `postfix` installed"
        raise NotAvailable(message)
    if Path("/usr/sbin/postfix").exists():
        return
    if not shutil.which("apt-get"):
        message = "Postfix is missing: install it without starting its service"
        raise NotAvailable(message)
    print("installing Postfix …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ours = not POLICY.exists()
    if ours:  # Debian asks this script before it starts a service; 101 forbids
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        result = subprocess.run(INSTALL, env=environment, capture_output=True, text=True, check=False)
    finally:
        if ours:
            POLICY.unlink()
    if result.returncode:
        message = f"{' '.join(INSTALL)} failed:\n{result.stderr[-2000:]}"
        raise NotAvailable(message)
