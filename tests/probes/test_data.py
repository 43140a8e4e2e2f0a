"""data.minimal, data.deleted and data.limited, asked of a real server: as it is, and with what they seek planted."""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import apsw
import pytest

from tempory.client import Client, Mailbox, Message
from tempory.policy import State, Store
from tempory.probes import canary as canaries
from tempory.probes import deleted, limited, minimal
from tempory.probes.audit import _examine as examine
from tempory.probes.canary import Canary, send_canary
from tempory.probes.deleted import DELETED
from tempory.probes.doors import Door
from tempory.probes.examination import Target
from tempory.probes.limited import LIMITED
from tempory.probes.minimal import MINIMAL
from tempory.probes.residue import Search, Trace, search_folder
from tempory.probes.store import shred_key
from tempory.sealing import SecretKind, split_token
from tempory.values import MessageId
from tests.probes.conftest import Judge
from tests.serving import RunningServer

Plant = Callable[[Canary], None]


@pytest.fixture
def target(server: RunningServer) -> Target:
    return Target(server=server.url, ca=server.ca, data=server.data, patience=20)


@pytest.fixture
def planted(server: RunningServer) -> Iterator[Path]:
    """A file of the data folder for what should not be there."""
    file = server.data / "planted"
    yield file
    file.unlink(missing_ok=True)


@pytest.fixture
def copied(server: RunningServer, tmp_path: Path) -> Path:
    """A copy of the data folder, to be changed as the server never would."""
    return shutil.copytree(server.data, tmp_path / "copy")


def change(data: Path, store: Store, query: str, *values: bytes | int | str) -> None:
    connection = apsw.Connection(str(data / store.value))
    connection.set_busy_timeout(5_000)
    connection.execute(query, values)
    connection.close()


def plant_after_delivery(monkeypatch: pytest.MonkeyPatch, module: object, plant: Plant) -> None:
    """Let the probe's own message arrive, and then do what a careless server would have done with it."""

    def send(canary: Canary, target: Target) -> tuple[Canary, Message]:
        sent, message = send_canary(canary, target)
        plant(sent)
        return sent, message

    monkeypatch.setattr(module, "send_canary", send)


def all_kept(probes: tuple[str, ...]) -> dict[str, State]:
    return dict.fromkeys(probes, State.KEPT)


# As it is.


def test_the_server_keeps_all_of_it(target: Target, judge: Judge) -> None:
    assert judge(examine(MINIMAL, target)) == all_kept(MINIMAL.probes), judge.texts
    assert judge(examine(DELETED, target)) == all_kept(DELETED.probes), judge.texts
    assert judge(examine(LIMITED, target)) == all_kept(LIMITED.probes), judge.texts


def test_what_needs_the_disk_is_unknown_without_it(server: RunningServer, judge: Judge) -> None:
    target = Target(server=server.url, ca=server.ca)
    states = judge([*examine(MINIMAL, target), *examine(DELETED, target), *examine(LIMITED, target)])
    from_outside = {"address.forgotten", "seal.neighbour"}
    probes = {*MINIMAL.probes, *DELETED.probes, *LIMITED.probes}
    assert states == all_kept(tuple(from_outside)) | dict.fromkeys(probes - from_outside, State.UNKNOWN)


def test_no_canary_is_left_behind(server: RunningServer, target: Target) -> None:
    query = "SELECT count(*) FROM mailboxes"
    connection = apsw.Connection(str(server.data / "mail.db"), flags=apsw.SQLITE_OPEN_READONLY)
    before = connection.execute(query).fetchall()
    list(examine(LIMITED, target))
    assert connection.execute(query).fetchall() == before
    connection.close()


# data.minimal.


@pytest.mark.breaks("fields.declared")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ALTER TABLE messages ADD COLUMN peer TEXT", "stored without being declared: mail.db: messages.peer"),
        ("CREATE TABLE visits (day INTEGER)", "stored without being declared: mail.db: visits.day"),
        ("DROP TABLE retired_addresses", "declared and not there: mail.db: retired_addresses.address_hash"),
        ("ALTER TABLE counters DROP COLUMN octets", "declared and not there: mail.db: counters.octets"),
    ],
    ids=["column", "table", "vanished-table", "vanished-column"],
)
def test_a_schema_that_is_not_the_declared_one_is_seen(
    server: RunningServer, copied: Path, judge: Judge, query: str, said: str
) -> None:
    change(copied, Store.MAIL, query)
    states = judge(examine(MINIMAL, Target(server=server.url, ca=server.ca, data=copied)))
    assert states["fields.declared"] is State.NOT_KEPT
    assert said in judge.texts["fields.declared"]


@pytest.mark.breaks("fields.declared")
def test_the_key_store_is_looked_at_too(server: RunningServer, copied: Path, judge: Judge) -> None:
    change(copied, Store.KEYS, "ALTER TABLE shred_keys ADD COLUMN copy BLOB")
    states = judge(examine(MINIMAL, Target(server=server.url, ca=server.ca, data=copied)))
    assert states["fields.declared"] is State.NOT_KEPT


def test_another_server_s_folder_proves_nothing(server: RunningServer, copied: Path, judge: Judge) -> None:
    """Nothing of ours is found in a copy, and that means nothing: the copy is older than the canary."""
    target = Target(server=server.url, ca=server.ca, data=copied)
    states = judge(each for examination in (MINIMAL, DELETED, LIMITED) for each in examine(examination, target))
    answered = all_kept(("fields.declared", "sweep.lag"))
    unknown = dict.fromkeys({*MINIMAL.probes, *DELETED.probes, *LIMITED.probes} - answered.keys(), State.UNKNOWN)
    assert states == answered | unknown
    assert "the data folder is not this server's" in judge.texts["address.clear"]


def test_an_empty_folder_proves_nothing(server: RunningServer, tmp_path: Path, judge: Judge) -> None:
    target = Target(server=server.url, ca=server.ca, data=tmp_path)
    states = judge(each for examination in (MINIMAL, DELETED, LIMITED) for each in examine(examination, target))
    assert set(states.values()) == {State.UNKNOWN}


@pytest.mark.breaks("address.clear")
def test_a_stored_address_is_seen(target: Target, planted: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    plant_after_delivery(monkeypatch, minimal, lambda canary: _write(planted, f"to=<{canary.mailbox.address}>"))
    assert judge(examine(MINIMAL, target)) == all_kept(MINIMAL.probes) | {"address.clear": State.NOT_KEPT}
    assert judge.texts["address.clear"].startswith("planted holds the address (plain)")


@pytest.mark.breaks("peer.stored")
def test_a_stored_peer_is_seen(target: Target, planted: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    plant_after_delivery(monkeypatch, minimal, lambda canary: _write(planted, f"[{canary.source}]".encode("utf-16")))
    assert judge(examine(MINIMAL, target)) == all_kept(MINIMAL.probes) | {"peer.stored": State.NOT_KEPT}


def test_a_peer_that_is_not_ours_alone_is_no_proof(
    target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canaries, "_own_loopback", lambda _: None)
    assert judge(examine(MINIMAL, target)) == all_kept(MINIMAL.probes) | {"peer.stored": State.UNKNOWN}


@pytest.mark.parametrize("host", ["192.0.2.1", "::1", "mail.example"])
def test_only_loopback_lets_us_choose_where_we_come_from(host: str) -> None:
    assert canaries._own_loopback(Door(name="smtp", host=host, port=25, tls="starttls")) is None


def test_a_file_that_cannot_be_read_is_no_proof(target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:

    def miss(folder: Path, traces: Iterable[Trace]) -> Search:
        found = search_folder(folder, traces)
        found.unread.append("mail.db")
        return found

    monkeypatch.setattr(minimal, "search_folder", miss)
    assert judge(examine(MINIMAL, target)) == all_kept(MINIMAL.probes) | {
        "address.clear": State.UNKNOWN,
        "peer.stored": State.UNKNOWN,
    }


# data.deleted.


@pytest.mark.breaks("sweep.lag")
def test_an_overdue_mailbox_is_seen(server: RunningServer, target: Target, tmp_path: Path, judge: Judge) -> None:
    with Client(server.url, ca=server.ca) as client:
        client.create()
        copied = shutil.copytree(server.data, tmp_path / "overdue")
        change(copied, Store.MAIL, "UPDATE mailboxes SET expires_at = ?", int((time.time() - 90) * 1000))
        states = judge(examine(DELETED, Target(server=server.url, ca=server.ca, data=copied)))
    assert states["sweep.lag"] is State.NOT_KEPT
    assert "overdue mailbox has been so for 9" in judge.texts["sweep.lag"]


@pytest.mark.breaks("residue.message")
@pytest.mark.parametrize("trace", ["mark", "address"])
def test_what_is_left_of_a_message_is_seen(
    target: Target, planted: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch, trace: str
) -> None:
    def plant(canary: Canary) -> None:
        _write(planted, canary.mark if trace == "mark" else str(canary.mailbox.address))

    plant_after_delivery(monkeypatch, deleted, plant)
    assert judge(examine(DELETED, target)) == all_kept(DELETED.probes) | {"residue.message": State.NOT_KEPT}


@pytest.mark.breaks("residue.key")
def test_a_copy_of_the_key_is_seen(
    server: RunningServer, target: Target, planted: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plant(canary: Canary) -> None:
        _write(planted, b"backup" + (shred_key(server.data, canary.mailbox.id.octets) or b""))

    plant_after_delivery(monkeypatch, deleted, plant)
    assert judge(examine(DELETED, target)) == all_kept(DELETED.probes) | {"residue.key": State.NOT_KEPT}


@pytest.mark.breaks("residue.key", "address.forgotten")
def test_a_server_that_only_says_it_forgot_is_seen(
    target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailbox, "forget", lambda self: None)
    assert judge(examine(DELETED, target)) == all_kept(DELETED.probes) | {
        "residue.key": State.NOT_KEPT,
        "address.forgotten": State.NOT_KEPT,
    }
    assert "still answers for the forgotten mailbox" in judge.texts["residue.key"]


def test_a_key_that_was_never_seen_is_no_proof(target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleted, "shred_key", lambda *_: None)
    assert judge(examine(DELETED, target)) == all_kept(DELETED.probes) | {"residue.key": State.UNKNOWN}


def test_a_message_without_its_mark_is_no_proof(target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mailbox, "raw", lambda self, message: b"another message")
    assert judge(examine(DELETED, target))["residue.message"] is State.UNKNOWN


# data.limited.


@pytest.mark.breaks("seal.neighbour")
def test_a_server_that_serves_the_neighbour_is_seen(
    target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(self: Mailbox, message: MessageId) -> MessageId:
        return message

    monkeypatch.setattr(Mailbox, "message", serve)
    assert judge(examine(LIMITED, target)) == all_kept(LIMITED.probes) | {"seal.neighbour": State.NOT_KEPT}


@pytest.fixture
def escrow(server: RunningServer) -> Iterator[Callable[[bytes], None]]:
    """Have the server's own key store hold one key more."""
    yield lambda key: change(server.data, Store.KEYS, "INSERT INTO server_keys (name, key) VALUES ('escrow', ?)", key)
    change(server.data, Store.KEYS, "DELETE FROM server_keys WHERE name = 'escrow'")


@pytest.mark.breaks("seal.keys", "seal.secrets")
@pytest.mark.parametrize("kept", ["token", "key half"])
def test_a_server_that_keeps_a_key_is_seen(
    target: Target,
    escrow: Callable[[bytes], None],
    judge: Judge,
    monkeypatch: pytest.MonkeyPatch,
    kept: str,
) -> None:
    def plant(canary: Canary) -> None:
        token = SecretKind.TOKEN.parse(canary.mailbox.secret)
        escrow((token if kept == "token" else split_token(token).key).reveal())

    plant_after_delivery(monkeypatch, limited, plant)
    states = judge(examine(LIMITED, target))
    assert (states["seal.keys"], states["seal.secrets"]) == (State.NOT_KEPT, State.NOT_KEPT)
    assert "server key escrow of the data folder opens the private key" in judge.texts["seal.keys"]
    assert f"holds the {'secret' if kept == 'token' else kept}" in judge.texts["seal.secrets"]


@pytest.mark.breaks("seal.keys")
def test_an_operator_s_link_that_opens_it_is_seen(
    server: RunningServer, target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = server.data / "operator.link"
    true = link.read_text()
    plant_after_delivery(monkeypatch, limited, lambda canary: _write(link, f"{canary.mailbox.secret}\n"))
    states = judge(examine(LIMITED, target))
    link.write_text(true)
    assert states["seal.keys"] is State.NOT_KEPT


@pytest.mark.breaks("seal.secrets")
@pytest.mark.parametrize("secret", ["token", "auth half", "key half", "content key"])
def test_a_stored_secret_is_seen(
    target: Target, planted: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    def send(canary: Canary, target: Target) -> tuple[Canary, Message]:
        sent, message = send_canary(canary, target)
        token = SecretKind.TOKEN.parse(canary.mailbox.secret)
        assert message.summary
        octets = {
            "token": canary.mailbox.secret.encode(),
            "auth half": split_token(token).auth.reveal(),
            "key half": split_token(token).key.reveal().hex().encode(),
            "content key": message.summary.content_key.reveal(),
        }
        _write(planted, octets[secret])
        return sent, message

    monkeypatch.setattr(limited, "send_canary", send)
    assert judge(examine(LIMITED, target)) == all_kept(LIMITED.probes) | {"seal.secrets": State.NOT_KEPT}


@pytest.mark.breaks("seal.keys")
def test_a_message_its_holder_cannot_open_is_seen(
    target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailbox, "raw", lambda self, message: b"noise")
    assert judge(examine(LIMITED, target))["seal.keys"] is State.NOT_KEPT


def test_a_wrap_that_is_not_found_is_no_proof(target: Target, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempory.probes.store.shred_key", lambda *_: None)
    assert judge(examine(LIMITED, target)) == all_kept(LIMITED.probes) | {"seal.keys": State.UNKNOWN}


def _write(file: Path, content: str | bytes) -> None:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
