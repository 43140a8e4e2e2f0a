"""The service as the operating system sees it when it starts: whom it runs as, and when it would rather not."""

import os
import pwd
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import COMMAND, RunningServer, start_server

PUBLIC = '[smtp]\nhost = "0.0.0.0"\n'
CERTIFIED = "[tls]\nallow_self_signed = true\n"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
PYTHON = Path(sys.base_prefix)
others_need_python = pytest.mark.skipif(
    not all(folder.stat().st_mode & stat.S_IXOTH for folder in (PYTHON, *PYTHON.parents)),
    reason="this Python lies in a folder that other users cannot enter",
)


def refused(data: Path, text: str = "") -> str:
    """Start over `data` with a configuration that must be refused, and return what was said."""
    file = data.with_suffix(".toml")
    file.write_text(text)
    command = [*COMMAND, "serve", "--data", str(data), "--ports", "auto", "--config", str(file)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    return finished.stderr


def open_files(pid: int) -> set[str]:
    return {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink()}


@pytest.fixture
def somebody_s_folder() -> Iterator[Path]:
    """A folder that the user `nobody` can reach and write to."""
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        yield Path(folder)


def test_secrets_others_can_read_stop_the_start_until_they_are_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    secrets = [data / "keys.db", data / "operator.link", data / "tls" / "key.pem"]
    server = start_server(data)
    assert server.stop() == 0
    for secret in secrets:
        secret.chmod(0o644)

    said = refused(data)

    assert all(f"{secret} is open to other users (mode 644); run: chmod 600 {secret}" in said for secret in secrets)
    for secret in secrets:
        secret.chmod(0o600)
    server.start()
    assert server.stop() == 0


def test_a_public_listener_without_a_certificate_stops_the_start(tmp_path: Path) -> None:
    assert "smtp listens on 0.0.0.0" in refused(tmp_path / "data", PUBLIC)


def test_a_health_listener_for_everybody_stops_the_start(tmp_path: Path) -> None:
    assert "health listens on ::" in refused(tmp_path / "data", '[health]\nhost = "::"\n')


@needs_root
def test_root_in_public_stops_the_start(tmp_path: Path) -> None:
    assert "root would go on serving 0.0.0.0" in refused(tmp_path / "data", PUBLIC + CERTIFIED)


def test_a_mistake_in_the_file_stops_the_start(tmp_path: Path) -> None:
    said = refused(tmp_path / "data", "[smtp]\nprot = 25\n")
    assert "data.toml, line 2: there is no setting smtp.prot; did you mean smtp.port?" in said


def test_an_open_data_folder_is_closed_and_all_in_it_is_ours_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    server = start_server(data)
    server.send(b"Subject: x\r\n\r\nx\r\n", f"postmaster@{server.domain}")
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (data, *data.rglob("*"))}
    assert server.stop() == 0
    public = {data / "tls" / "cert.pem", data / "tls" / "ca.pem"}
    assert not {path: oct(mode) for path, mode in modes.items() if mode & 0o077 and path not in public}


@needs_root
@others_need_python
def test_started_by_root_it_becomes_the_user_it_is_told_to(somebody_s_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    config = somebody_s_folder / "tempory.toml"
    config.write_text('[process]\nuser = "nobody"\n')
    server = RunningServer(somebody_s_folder / "data", config).start()
    try:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{server.pid}/status").read_text().splitlines())
        assert {int(uid) for uid in status["Uid"].split()} == {nobody.pw_uid}
        assert {int(gid) for gid in status["Gid"].split()} == {nobody.pw_gid}
        assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0
        assert str(server.data / "mail.db") in open_files(server.pid)
        server.send(b"Subject: x\r\n\r\nx\r\n", f"postmaster@{server.domain}", tls=True)
        owners = {path.stat().st_uid for path in (server.data, *server.data.rglob("*"))}
        assert owners == {nobody.pw_uid}
    finally:
        assert server.stop() == 0
