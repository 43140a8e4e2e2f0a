"""What a confined process can still do, tried in one."""

import platform
import subprocess
import sys

import pytest

from tempory import confinement

TRY = """
import ctypes, os, resource, signal, socket, sys
from tempory.confinement import confine
parent = os.getppid()
libc = ctypes.CDLL(None, use_errno=True)
confine(512 * 1024 * 1024)
def refused(act):
    try:
        act()
    except (OSError, ValueError):
        return True
    return False
def call(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
tried = {
    "open": lambda: open("/etc/passwd"),
    "write": lambda: open("/dev/shm/tempory-confined", "w"),
    "socket": socket.socket,
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "fork": os.fork,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(parent, 0),
    "signal": lambda: os.kill(os.getpid(), 0),
    "trace": lambda: call(101, 16, parent, 0, 0),
    "read another": lambda: call(310, parent, 0, 0, 0, 0, 0),
    "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_CPU, (999, 999)),
    "list": lambda: os.listdir("/"),
    "link": lambda: os.symlink("/a", "/dev/shm/tempory-confined"),
}
left = [name for name, act in tried.items() if not refused(act)]
try:
    bytearray(600 * 1024 * 1024)
    left.append("memory")
except MemoryError:
    pass
print(left, len(bytearray(1024 * 1024)))
"""


def test_nothing_is_left_but_memory_and_the_pipe() -> None:
    done = subprocess.run([sys.executable, "-I", "-c", TRY], check=False, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("[] 1048576\n", 0), done.stderr


def test_a_machine_whose_calls_we_do_not_know_confines_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        confinement.confine(1)


def test_a_call_that_is_refused_is_an_error() -> None:
    script = (
        "import ctypes\nfrom tempory import confinement\n"
        "try:\n    confinement._control(ctypes.CDLL(None, use_errno=True), 9999, 0)\n"
        "except OSError as error:\n    print(error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], check=False, capture_output=True, text=True, timeout=60)
    assert done.stdout == "22\n"
