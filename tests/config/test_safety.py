import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tempory.config import UnsafeConfigurationError, check_safety, is_loopback, parse, prepare_folder
from tempory.config.safety import SECRET_FILES, file_mode
from tempory.values import ConfigurationError

USER, ROOT = 1000, 0
CERTIFIED = '[tls]\ncertificate = "/tls/cert.pem"\nkey = "/tls/key.pem"\n'


def reasons(text: str, *, uid: int = USER, modes: Mapping[str, int] | None = None) -> list[str]:
    modes = modes or {}
    try:
        check_safety(parse(text).configuration, effective_uid=uid, mode_of=lambda path: modes.get(str(path)))
    except UnsafeConfigurationError as error:
        return list(error.reasons)
    return []


@pytest.mark.parametrize("name", SECRET_FILES)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o700 | 0o001])
def test_a_secret_that_others_can_reach_is_refused(name: str, mode: int) -> None:
    (reason,) = reasons("", modes={f"var/{name}": mode})
    assert f"chmod 600 var/{name}" in reason
    assert not reasons("", modes={f"var/{name}": 0o600})


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_data_folder_that_others_can_enter_is_refused(mode: int) -> None:
    (reason,) = reasons("", modes={"var": mode})
    assert reason == f"var is open to other users (mode {mode:o}); run: chmod 700 var"


def test_the_operator_s_tls_key_may_be_shared_with_a_group_but_not_with_everybody() -> None:
    assert not reasons(CERTIFIED, modes={"/tls/key.pem": 0o640})
    (reason,) = reasons(CERTIFIED, modes={"/tls/key.pem": 0o644})
    assert "/tls/key.pem is open to other users" in reason


@pytest.mark.parametrize("section", ["smtp", "https"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "mail.example", "2001:db8::1"])
def test_a_public_listener_needs_a_certificate_of_its_own(section: str, host: str) -> None:
    listener = f'[{section}]\nhost = "{host}"\n'
    (reason,) = reasons(listener)
    assert f"{section} listens on {host}" in reason
    assert not reasons(listener + CERTIFIED)
    assert not reasons(listener + "[tls]\nallow_self_signed = true\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_needs_none(host: str) -> None:
    assert is_loopback(host)
    assert not reasons(f'[smtp]\nhost = "{host}"')


def test_health_stays_on_this_machine() -> None:
    (reason,) = reasons('[health]\nhost = "0.0.0.0"\n' + CERTIFIED)
    assert reason.startswith("health listens on 0.0.0.0")


def test_root_serves_the_public_only_as_somebody_else() -> None:
    public = '[smtp]\nhost = "0.0.0.0"\n' + CERTIFIED
    (reason,) = reasons(public, uid=ROOT)
    assert "set process.user" in reason
    assert reasons(public + '[process]\nuser = "root"', uid=ROOT) == [reason]
    assert not reasons(public + '[process]\nuser = "tempory"', uid=ROOT)
    assert not reasons(public, uid=USER)
    assert not reasons("", uid=ROOT)


def test_all_reasons_are_given_at_once() -> None:
    text = '[smtp]\nhost = "0.0.0.0"\n[health]\nhost = "::"\n'
    assert len(reasons(text, uid=ROOT, modes={"var": 0o755, "var/keys.db": 0o644})) == 5
    with pytest.raises(UnsafeConfigurationError) as raised:
        check_safety(parse(text).configuration, effective_uid=USER)
    assert all(reason in str(raised.value) for reason in raised.value.reasons)


def test_modes_are_read_from_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    key = folder / "keys.db"
    key.touch(mode=0o600)
    configuration = parse(f'[storage]\nfolder = "{folder}"').configuration
    check_safety(configuration, effective_uid=USER)
    key.chmod(0o644)
    with pytest.raises(UnsafeConfigurationError, match=r"keys\.db is open to other users \(mode 644\)"):
        check_safety(configuration, effective_uid=USER)
    assert file_mode(folder / "absent") is None


def test_a_new_data_folder_is_ours_alone(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")
    assert file_mode(tmp_path / "a" / "b") == 0o700


def test_an_existing_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    prepare_folder(folder)
    assert file_mode(folder) == 0o700


def test_a_data_folder_anybody_can_write_to_is_left_to_be_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o777)
    prepare_folder(folder)
    assert file_mode(folder) == 0o777
    (reason,) = reasons(f'[storage]\nfolder = "{folder}"', modes={str(folder): 0o777})
    assert "mode 777" in reason


@pytest.mark.skipif(os.geteuid() != ROOT, reason="only root can give a folder away")
def test_an_empty_data_folder_is_given_to_whom_the_service_becomes(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    prepare_folder(folder, owner=(12345, 12345))
    assert (folder.stat().st_uid, folder.stat().st_gid) == (12345, 12345)


def test_a_data_folder_with_something_in_it_keeps_its_owner(tmp_path: Path) -> None:
    (tmp_path / "mail.db").touch()
    prepare_folder(tmp_path, owner=(12345, 12345))
    assert tmp_path.stat().st_uid == os.geteuid()


def test_a_data_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(ConfigurationError, match="cannot be used: File exists"):
        prepare_folder(tmp_path / "data")
