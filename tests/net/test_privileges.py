import json
import os
import pwd
import subprocess
import sys

import pytest

from tempory.net.privileges import Identity, drop_privileges, find_identity
from tempory.values import ConfigurationError

HARDEN = """
import os, resource
from tempory.net.privileges import harden_process
harden_process()
print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE))
"""

ME = pwd.getpwuid(os.geteuid())
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

DROP = """
import json, os, sys
from pathlib import Path
from tempory.net.privileges import drop_privileges, find_identity
drop_privileges(find_identity(*sys.argv[1:]))
try:
    os.setuid(0)
    regained = True
except PermissionError:
    regained = False
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps({
    "uids": os.getresuid(), "gids": os.getresgid(), "groups": os.getgroups(), "regained": regained,
    "capabilities": int(status["CapEff"], 16) | int(status["CapPrm"], 16),
}))
"""


def test_new_files_are_ours_alone_and_a_crash_leaves_no_core_file() -> None:
    finished = subprocess.run([sys.executable, "-c", HARDEN], capture_output=True, check=True, text=True)
    assert finished.stdout == "0o77 (0, 0)\n"


def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    code = (
        "import resource as r; from tempory.net.privileges import harden_process\n"
        "most = r.getrlimit(r.RLIMIT_NOFILE)[1]; r.setrlimit(r.RLIMIT_NOFILE, (256, most)); harden_process()\n"
        "print(r.getrlimit(r.RLIMIT_NOFILE) == (most, most))"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert finished.stdout == "True\n"


@needs_root
@pytest.mark.parametrize("arguments", [("nobody",), ("nobody", "daemon")])
def test_root_becomes_an_ordinary_user_for_good(arguments: tuple[str, ...]) -> None:
    identity = find_identity(*arguments)
    finished = subprocess.run([sys.executable, "-c", DROP, *arguments], capture_output=True, check=True, text=True)
    assert json.loads(finished.stdout) == {
        "uids": [identity.uid] * 3,
        "gids": [identity.gid] * 3,
        "groups": list(identity.groups),
        "regained": False,
        "capabilities": 0,
    }
    assert identity.uid != 0
    assert 0 not in identity.groups


def test_nothing_is_to_be_done_for_who_is_that_user_already() -> None:
    before = os.getresuid(), os.getgroups()
    drop_privileges(find_identity(ME.pw_name))
    assert (os.getresuid(), os.getgroups()) == before


@pytest.mark.parametrize(
    ("user", "group", "words"),
    [("no-such-user", "", "no user no-such-user"), (ME.pw_name, "no-such-group", "no group no-such-group")],
)
def test_who_is_not_there_cannot_be_become(user: str, group: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        find_identity(user, group)


def test_an_ordinary_user_cannot_become_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(ConfigurationError, match="only root can change"):
        drop_privileges(Identity(uid=12345, gid=12345, groups=(12345,)))


@pytest.mark.parametrize("uids", [(12345, 12345, 12345), (0, 0, 0)])
def test_a_process_that_could_become_root_again_does_not_go_on(
    monkeypatch: pytest.MonkeyPatch, uids: tuple[int, int, int]
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "getresuid", lambda: (0, 0, 1) if not calls else uids)
    for name in ("setgroups", "setresgid", "setresuid"):
        monkeypatch.setattr(os, name, lambda *_, name=name: calls.append(name))
    with pytest.raises(ConfigurationError, match="could not be given up"):
        drop_privileges(Identity(uid=12345, gid=12345, groups=(12345,)))
    assert calls == ["setgroups", "setresgid", "setresuid", "setresuid"]
