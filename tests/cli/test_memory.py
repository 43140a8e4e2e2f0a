import json
import os
import stat
from pathlib import Path

import pytest

from tempory.cli.failures import Failure
from tempory.cli.memory import Known, Memory

SECRET = "tpy_" + "A" * 43


def known(address: str = "a@b.example", **changes: object) -> Known:
    return Known(**({"address": address, "secret": SECRET, "server": "https://b.example"} | changes))  # type: ignore[arg-type]


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "tempory", now=lambda: 1000.0)


def test_what_is_remembered_is_found_until_it_is_dropped(memory: Memory) -> None:
    assert memory.find("a@b.example") is None
    memory.remember(known(ca="/ca.pem"))
    memory.remember(known("c@d.example"))
    assert memory.find("a@b.example") == known(ca="/ca.pem")
    memory.remember(known(expires_at=2_000_000))
    assert memory.find("a@b.example") == known(expires_at=2_000_000)
    memory.drop("a@b.example")
    memory.drop("never@there.example")
    assert memory.read() == [known("c@d.example")]


def test_only_its_user_can_read_it(memory: Memory) -> None:
    old = os.umask(0)
    try:
        memory.remember(known())
    finally:
        os.umask(old)
    assert stat.S_IMODE(memory.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(memory.path.parent.stat().st_mode) == 0o700
    assert {path.name for path in memory.path.parent.iterdir()} == {"mailboxes.json", "mailboxes.lock"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_it_is_not_believed_if_others_can_get_at_it(memory: Memory, mode: int) -> None:
    memory.remember(known())
    memory.path.chmod(mode)
    with pytest.raises(Failure, match="others can get at it") as failure:
        memory.find("a@b.example")
    assert failure.value.hint.startswith("If it is yours: chmod 600")


def test_a_link_is_not_followed(memory: Memory, tmp_path: Path) -> None:
    memory.remember(known())
    target = tmp_path / "elsewhere.json"
    memory.path.rename(target)
    memory.path.symlink_to(target)
    with pytest.raises(Failure):
        memory.read()


@pytest.mark.parametrize("content", ["{", "{}", '[{"address": 5}]', "[" * 10_000])
def test_a_file_of_another_shape_is_not_overwritten(memory: Memory, content: str) -> None:
    memory.remember(known())
    memory.path.write_text(content)
    with pytest.raises(Failure, match="cannot be read"):
        memory.remember(known("c@d.example"))
    assert memory.path.read_text() == content


def test_what_has_expired_goes_at_the_next_writing(memory: Memory) -> None:
    memory.remember(known(expires_at=999_999))
    memory.remember(known("c@d.example", expires_at=1_000_001))
    assert [entry["address"] for entry in json.loads(memory.path.read_text())] == ["c@d.example"]


def test_a_writing_that_fails_leaves_the_old_file(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.remember(known())

    def fail(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError):  # noqa: PT011 (which error the system gives is its own affair)
        memory.remember(known("c@d.example"))
    assert memory.read() == [known()]
    assert {path.name for path in memory.path.parent.iterdir()} == {"mailboxes.json", "mailboxes.lock"}


def test_a_secret_hides(memory: Memory) -> None:
    assert SECRET not in repr(known())
