"""host.hardened, asked of processes, folders and units that are as they should be, and of others."""

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tempory.policy import State
from tempory.probes import host
from tempory.probes.examination import Target
from tempory.probes.host import (
    HOST,
    UNIT_SETTINGS,
    check_files,
    check_memory,
    check_privileges,
    check_unit,
    examine_host,
)
from tempory.probes.process import PID_FILE, Process, find_process, read_process
from tests.probes.conftest import Judge

SOUND = Process(
    pid=4711, uids=(990,) * 4, effective_capabilities=0, permitted_capabilities=0, core_limit="0", unit=None
)
ROOT = replace(SOUND, uids=(990, 0, 990, 990))
OWN_UID = os.geteuid()
NOWHERE = "https://127.0.0.1:1"


# What the process may do.


def test_a_process_without_rights_is_kept(judge: Judge) -> None:
    assert judge([check_privileges(SOUND), check_memory(SOUND), check_unit(SOUND)]) == {
        "host.privileges": State.KEPT,
        "host.memory": State.KEPT,
        "host.unit": State.KEPT,
    }


def test_the_right_to_bind_low_ports_is_no_fault() -> None:
    bound = replace(SOUND, effective_capabilities=1 << 10, permitted_capabilities=1 << 10)
    assert check_privileges(bound).state is State.KEPT


@pytest.mark.breaks("host.privileges")
@pytest.mark.parametrize(
    "process",
    [
        ROOT,
        replace(SOUND, uids=(0, 990, 990, 990)),
        replace(SOUND, uids=(990, 990, 0, 990)),
        replace(SOUND, effective_capabilities=1 << 21),
        replace(SOUND, permitted_capabilities=1 << 1 | 1 << 10),
    ],
    ids=["effective-root", "real-root", "saved-root", "effective-capability", "permitted-capability"],
)
def test_a_process_with_rights_of_root_is_seen(judge: Judge, process: Process) -> None:
    assert judge([check_privileges(process)]) == {"host.privileges": State.NOT_KEPT}


def test_root_that_only_this_machine_reaches_is_no_proof() -> None:
    assert check_privileges(ROOT, is_reachable=False).state is State.UNKNOWN


@pytest.mark.breaks("host.memory")
@pytest.mark.parametrize("limit", ["unlimited", "1", "8388608"])
def test_a_core_file_is_seen(judge: Judge, limit: str) -> None:
    assert judge([check_memory(replace(SOUND, core_limit=limit))]) == {"host.memory": State.NOT_KEPT}


# Who may open its files.


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder as the server leaves it."""
    folder = tmp_path / "data"
    (folder / "tls").mkdir(mode=0o700, parents=True)
    folder.chmod(0o700)
    for name, mode in {"mail.db": 0o600, "keys.db": 0o600, "tls/key.pem": 0o600, "tls/ca.pem": 0o644}.items():
        (folder / name).write_bytes(b"x")
        (folder / name).chmod(mode)
    return folder


def test_a_closed_folder_is_kept(data: Path) -> None:
    assert check_files(data, OWN_UID).state is State.KEPT


@pytest.mark.breaks("host.files")
@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("mail.db", 0o644),
        ("keys.db", 0o640),
        ("keys.db", 0o602),
        ("tls/key.pem", 0o604),
        ("tls/ca.pem", 0o666),
        ("tls", 0o755),
        (".", 0o711),
    ],
)
def test_an_open_file_is_seen(data: Path, judge: Judge, name: str, mode: int) -> None:
    (data / name).chmod(mode)
    assert judge([check_files(data, OWN_UID)]) == {"host.files": State.NOT_KEPT}
    assert f"{name} has mode {mode:04o}" in judge.texts["host.files"]


@pytest.mark.breaks("host.files")
def test_a_file_of_somebody_else_is_seen(data: Path, judge: Judge) -> None:
    assert judge([check_files(data, OWN_UID + 1)]) == {"host.files": State.NOT_KEPT}
    assert f"belongs to uid {OWN_UID}, not to the server's {OWN_UID + 1} and 1 more" in judge.texts["host.files"]


@pytest.mark.breaks("host.files")
def test_a_link_out_of_the_folder_is_seen(data: Path, judge: Judge, tmp_path: Path) -> None:
    (data / "backup.db").symlink_to(tmp_path / "elsewhere")
    assert judge([check_files(data, OWN_UID)]) == {"host.files": State.NOT_KEPT}


def test_a_folder_that_cannot_be_read_is_unknown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "lstat", refuse)
    assert check_files(data, None).state is State.UNKNOWN


# What its unit forbids it.


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `systemctl` that prints what the returned file holds."""
    program, said = tmp_path / "bin" / "systemctl", tmp_path / "said"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat '{said}'\n")
    program.chmod(stat.S_IRWXU)
    said.write_text("".join(f"{name}={min(values)}\n" for name, values in UNIT_SETTINGS.items()))
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return said


UNIT = replace(SOUND, unit="tempory.service")


def test_a_unit_with_every_setting_is_kept(systemctl: Path) -> None:
    finding = check_unit(UNIT)
    assert (finding.state, finding.text) == (State.KEPT, "tempory.service: 9 settings as they should be")


@pytest.mark.breaks("host.unit")
@pytest.mark.parametrize("name", UNIT_SETTINGS)
@pytest.mark.parametrize("line", ["{}=no\n", "{}=\n", ""], ids=["off", "empty", "missing"])
def test_a_unit_that_leaves_one_out_is_seen(systemctl: Path, judge: Judge, name: str, line: str) -> None:
    said = systemctl.read_text().splitlines(keepends=True)
    systemctl.write_text("".join(each for each in said if not each.startswith(f"{name}=")) + line.format(name))
    assert judge([check_unit(UNIT)]) == {"host.unit": State.NOT_KEPT}
    assert name in judge.texts["host.unit"]


def test_a_systemctl_that_fails_is_unknown(systemctl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    systemctl.unlink()
    assert check_unit(UNIT).state is State.UNKNOWN
    monkeypatch.setenv("PATH", str(systemctl.parent / "nothing"))
    assert check_unit(UNIT).state is State.UNKNOWN


# Finding the process, for true.

HOLD = "import sys; open(sys.argv[1], 'rb'); held = open(sys.argv[1], 'rb'); print('held', flush=True); input()"


@pytest.fixture
def holder(data: Path) -> Iterator[int]:
    """A process that has the mail store open."""
    command = [sys.executable, "-W", "ignore", "-c", HOLD, str(data / "mail.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
        process.communicate(b"\n")


def target(data: Path | None, pid: int | None = None) -> Target:
    return Target(server=NOWHERE, ca=None, data=data, pid=pid, patience=0.2)


def test_the_process_is_found_as_the_holder_of_the_store(data: Path, holder: int) -> None:
    found = find_process(target(data))
    assert found is not None
    assert (found.pid, found.uids) == (holder, (OWN_UID,) * 4)


def test_the_pid_that_was_written_down_is_believed_if_it_holds_the_store(data: Path, holder: int) -> None:
    for recorded in (str(holder), str(os.getpid()), "4194305", "no number"):
        (data / PID_FILE).write_text(recorded)
        found = find_process(target(data))
        assert found is not None
        assert found.pid == holder, recorded


def test_a_process_that_is_named_is_read(data: Path) -> None:
    found = find_process(target(None, os.getpid()))
    assert found is not None
    assert found.pid == os.getpid()


def test_no_process_is_unknown(data: Path, judge: Judge) -> None:
    assert find_process(target(None)) is None
    assert find_process(target(data)) is None
    assert read_process(4_194_305) is None  # proc(5): pids end at 4,194,304
    states = judge(examine_host(target(None)))
    assert states == dict.fromkeys(HOST.probes, State.UNKNOWN)


def test_an_examination_reads_the_true_process(data: Path, holder: int, judge: Judge) -> None:
    _, highest = resource.prlimit(holder, resource.RLIMIT_CORE)
    if highest == 0:
        pytest.skip("nobody here may leave core files, so no process can be made to")
    resource.prlimit(holder, resource.RLIMIT_CORE, (highest, highest))
    states = judge(examine_host(target(data)))
    assert states["host.memory"] is State.NOT_KEPT
    assert states["host.files"] is State.KEPT
    resource.prlimit(holder, resource.RLIMIT_CORE, (0, highest))
    assert judge(examine_host(target(data)))["host.memory"] is State.KEPT


def test_whoever_does_not_say_where_it_listens_counts_as_reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert host._is_reachable(target(None))
    monkeypatch.setattr(host, "other_doors", lambda _: ())
    assert not host._is_reachable(target(None))
