"""host.hardened: what the running process may do, who may open its files, and what its unit forbids it."""

import ipaddress
import shutil
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx

from tempory.policy import Finding
from tempory.probes.doors import other_doors, page_door
from tempory.probes.examination import Examination, Target, broken, kept, unknown, unknown_without_data
from tempory.probes.process import Process, find_process

# capabilities(7): binding a port below 1024 is the one thing a mail server may need.
_BIND_SERVICE = 1 << 10
_OTHERS = 0o077
# What a client needs to trust the server is no secret.
_PUBLIC_FILES = frozenset({"tls/cert.pem", "tls/ca.pem"})
_SHOWN = 5

# systemd.exec(5), systemd.resource-control(5): what the unit must say, and each value that says it.
UNIT_SETTINGS: Mapping[str, frozenset[str]] = {
    "NoNewPrivileges": frozenset({"yes"}),
    "ProtectSystem": frozenset({"strict"}),
    "ProtectHome": frozenset({"yes", "tmpfs", "read-only"}),
    "PrivateTmp": frozenset({"yes", "disconnected"}),
    "PrivateDevices": frozenset({"yes"}),
    "ProtectKernelTunables": frozenset({"yes"}),
    "RestrictSUIDSGID": frozenset({"yes"}),
    "MemorySwapMax": frozenset({"0"}),
    "LimitCORE": frozenset({"0"}),
}


def examine_host(target: Target) -> Iterator[Finding]:
    """Read the process from /proc, then the modes of the data folder."""
    process = find_process(target)
    if process is None:
        for probe in ("host.privileges", "host.memory", "host.unit"):
            yield unknown(probe, "the server's process is not found on this machine (give --data, on the same machine)")
    else:
        yield check_privileges(process, is_reachable=_is_reachable(target))
        yield check_memory(process)
        yield check_unit(process)
    if target.data is None:
        yield from unknown_without_data("host.files")
    else:
        yield check_files(target.data, None if process is None else process.uids[1])


def _is_reachable(target: Target) -> bool:
    """Whether others than this machine can reach a listener; True if the service does not say."""
    try:
        hosts = [page_door(target).host, *(door.host for door in other_doors(target))]
        return not all(ipaddress.ip_address(host).is_loopback for host in hosts)
    except (OSError, ValueError, LookupError, httpx.HTTPError):
        return True


def check_privileges(process: Process, *, is_reachable: bool = True) -> Finding:
    """Look whether any right of root is left, the one to bind low ports apart.

    Root that only this machine can reach is somebody trying the service out: no promise to anybody, and no proof.
    """
    probe = "host.privileges"
    if 0 in process.uids and not is_reachable:
        text = f"process {process.pid} runs as root, reached by this machine alone (set process.user before others can)"
        return unknown(probe, text)
    if 0 in process.uids:
        return broken(probe, f"process {process.pid} runs as root (uids {process.uids}, set process.user)")
    left = (process.effective_capabilities | process.permitted_capabilities) & ~_BIND_SERVICE
    if left:
        return broken(probe, f"process {process.pid} keeps capabilities {left:#x}")
    return kept(probe, f"process {process.pid} runs as uid {process.uids[1]} without capabilities")


def check_memory(process: Process) -> Finding:
    """Look whether a crash would leave a core file, which holds keys and mail in clear."""
    if process.core_limit != "0":
        return broken("host.memory", f"process {process.pid} may leave a core file of {process.core_limit} octets")
    return kept("host.memory", f"process {process.pid} leaves no core file")


def check_files(data: Path, owner: int | None) -> Finding:
    """Look whether the data folder and all in it are the server's own and closed to every other account."""
    probe = "host.files"
    faults: list[str] = []
    try:
        paths = [data, *sorted(data.rglob("*"))]
    except OSError as error:
        return unknown(probe, f"{data}: {error.strerror}")
    for path in paths:
        try:
            facts = path.lstat()
        except FileNotFoundError:
            continue  # gone meanwhile
        except OSError as error:
            return unknown(probe, f"{path}: {error.strerror}")
        faults += _faults_of_file(path.relative_to(data).as_posix(), facts.st_mode, facts.st_uid, owner)
    if faults:
        more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        return broken(probe, ", ".join(faults[:_SHOWN]) + more)
    return kept(probe, f"{len(paths)} files and folders are closed to other accounts")


def _faults_of_file(name: str, mode: int, uid: int, owner: int | None) -> Iterator[str]:
    if stat.S_ISLNK(mode):
        yield f"{name} is a link to somewhere else"
        return
    open_to_others = mode & (0o022 if name in _PUBLIC_FILES else _OTHERS)
    if open_to_others:
        yield f"{name} has mode {stat.S_IMODE(mode):04o}"
    if owner is not None and uid != owner:
        yield f"{name} belongs to uid {uid}, not to the server's {owner}"


def check_unit(process: Process) -> Finding:
    """Look whether the unit shuts the server in, if systemd runs it."""
    probe = "host.unit"
    if process.unit is None:
        return kept(probe, "no systemd unit runs this process, so there is none to check")
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return unknown(probe, f"systemctl is not there to tell the settings of {process.unit}")
    command = [systemctl, "show", process.unit, *(f"--property={name}" for name in UNIT_SETTINGS)]
    try:
        # The unit's name is our own process's; no shell is involved.
        shown = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        return unknown(probe, f"systemctl show {process.unit}: {type(error).__name__}")
    settings = dict(line.partition("=")[::2] for line in shown.splitlines())
    wrong = [
        f"{name}={settings[name]}" if name in settings else f"{name} is not told"
        for name, wanted in UNIT_SETTINGS.items()
        if settings.get(name) not in wanted
    ]
    if wrong:
        return broken(probe, f"{process.unit}: {', '.join(wrong)}")
    return kept(probe, f"{process.unit}: {len(UNIT_SETTINGS)} settings as they should be")


HOST = Examination(
    probes=("host.privileges", "host.memory", "host.files", "host.unit"), examine=examine_host, timeout=30
)
