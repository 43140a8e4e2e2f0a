"""A forgotten mailbox stays forgotten, even for a thief with the token and an old copy of all but the key store."""

import secrets
import shutil
import smtplib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tempory.client import Client, Forgotten, Mailbox, Refused
from tempory.policy import Store
from tempory.probes.residue import key_trace, search_folder, text_trace
from tempory.probes.store import opened, outer_wrap, shred_key
from tempory.sealing import (
    KeyPair,
    SecretKind,
    decode_summary,
    open_body,
    open_summary,
    split_token,
    strip_shred_layer,
    unwrap_private_key,
)
from tempory.values import IntegrityError, MailboxId, MessageId, Secret
from tests.serving import RunningServer, start_server

CONFIG = '[mailboxes]\nlifetime_min = "1m"\n'
SHORTEST_SECONDS = 60
KEY_OCTETS = 32
WAYS = ("asked", "expired")

pytestmark = pytest.mark.timeout(240)  # the shortest lifetime passes first


@dataclass(frozen=True)
class Past:
    """A mailbox that was: what marked its messages, and the key that the key store held for it."""

    address: str
    id: MailboxId
    token: Secret
    mark: str
    shred_key: bytes
    reason: str

    @property
    def key_half(self) -> Secret:
        return split_token(self.token).key


@dataclass(frozen=True)
class Aftermath:
    """The server after it forgot, a copy of the data folder from before, and a mailbox that lives on."""

    server: RunningServer
    before: Path
    past: dict[str, Past]
    survivor: Mailbox
    mark: str

    def thief_s_folder(self, tmp_path: Path, keys: Path) -> Path:
        """Put together the old mail store and the key store that lies in `keys`."""
        stolen = tmp_path / "stolen"
        shutil.copytree(self.before, stolen, ignore=shutil.ignore_patterns("keys.db*"))
        assert not list(stolen.glob("keys.db*"))
        for file in keys.glob("keys.db*"):
            shutil.copyfile(file, stolen / file.name)
        return stolen


def make_canary(server: RunningServer, client: Client, lifetime: int) -> tuple[Mailbox, str]:
    """Make a mailbox and have a small and a large message wait in it."""
    mailbox, mark = client.create(lifetime=lifetime), f"canary-{secrets.token_hex(10)}"
    for noise in ("", secrets.token_hex(100_000)):
        content = f"Subject: {mark}\r\n\r\n{mark}\r\n{noise[:900]}\r\n".encode() * (100 if noise else 1)
        server.send(content, str(mailbox.address), tls=True)
    assert [mark.encode() in mailbox.raw(message) for message in mailbox.messages()] == [True, True]
    return mailbox, mark


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    folder = tmp_path_factory.mktemp("forgotten")
    config = folder / "tempory.toml"
    config.write_text(CONFIG)
    server = start_server(folder / "live" / "data", config)
    with Client(server.url, ca=server.ca) as client:
        survivor, survivor_mark = make_canary(server, client, 3600)
        doomed = {way: make_canary(server, client, SHORTEST_SECONDS) for way in WAYS}
        before = folder / "before"
        shutil.copytree(server.data, before)  # nothing is written meanwhile, and the write-ahead logs come along
        kept_keys = {way: shred_key(before, mailbox.id.octets) for way, (mailbox, _) in doomed.items()}

        doomed["asked"][0].forget()
        reasons = {"asked": "asked", "expired": _await_end(client, doomed["expired"][0])}
        past = {
            way: Past(
                address=str(mailbox.address),
                id=mailbox.id,
                token=SecretKind.TOKEN.parse(mailbox.secret),
                mark=mark,
                shred_key=kept_keys[way] or b"",
                reason=reasons[way],
            )
            for way, (mailbox, mark) in doomed.items()
        }
        yield Aftermath(server, before, past, survivor, survivor_mark)
    server.kill()


def _await_end(client: Client, mailbox: Mailbox) -> str:
    """Wait for the mailbox's end as its holder would hear of it, and return the reason given."""
    with suppress(Refused):  # it ended before we listened
        for event in client.events([mailbox]):
            if isinstance(event, Forgotten):
                return event.reason
    return "expired"


@pytest.fixture(params=WAYS)
def past(request: pytest.FixtureRequest, aftermath: Aftermath) -> Past:
    return aftermath.past[request.param]


def test_it_ended_as_it_should(aftermath: Aftermath, past: Past) -> None:
    assert past.reason in WAYS
    assert len(past.shred_key) == KEY_OCTETS
    assert aftermath.past["asked"].reason == "asked"
    assert aftermath.past["expired"].reason == "expired"


def test_mail_for_it_is_refused(aftermath: Aftermath, past: Past) -> None:
    with smtplib.SMTP("127.0.0.1", aftermath.server.port("smtp"), timeout=30) as client:
        client.ehlo()
        client.mail("maya@elsewhere.example")
        code, text = client.rcpt(past.address)
    assert (code, text[:6]) == (550, b"5.1.1 ")


def test_its_token_opens_nothing(aftermath: Aftermath, past: Past) -> None:
    with Client(aftermath.server.url, ca=aftermath.server.ca) as client, pytest.raises(Refused) as refused:
        client.open(past.token)
    assert refused.value.slug == "mailbox-gone"


def test_nothing_of_it_is_on_the_disk(aftermath: Aftermath, past: Past) -> None:
    """The log and the ready file lie beside the data folder, and are searched with it."""
    traces = [
        text_trace("mark", past.mark),
        text_trace("address", past.address),
        key_trace("shred key", past.shred_key),
        key_trace("token", past.token.reveal()),
        key_trace("key half", past.key_half.reveal()),
    ]
    search = search_folder(aftermath.server.data.parent, traces)
    assert (search.sightings, search.unread) == (set(), [])
    # The copy from before does hold the key: the search is able to find it.
    found = search_folder(aftermath.before, traces).sightings
    assert {sighting.trace for sighting in found} == {"shred key"}
    assert all(sighting.file.startswith(Store.KEYS.value) for sighting in found)


def test_the_thief_with_the_present_key_store_fails(aftermath: Aftermath, past: Past, tmp_path: Path) -> None:
    stolen = aftermath.thief_s_folder(tmp_path, aftermath.server.data)
    assert shred_key(stolen, past.id.octets) is None
    wrap = outer_wrap(stolen, past.id.octets)
    assert wrap is not None
    tried = 0
    for candidate in every_possible_key(stolen):
        tried += 1
        with pytest.raises(IntegrityError):
            strip_shred_layer(wrap, shred_key=Secret(candidate), mailbox=past.id)
    assert tried > 1_000


def test_the_thief_without_any_key_store_fails(aftermath: Aftermath, past: Past) -> None:
    """The token alone, on what the mail store holds."""
    wrap = outer_wrap(aftermath.before, past.id.octets)
    assert wrap is not None
    for key in (past.token, past.key_half, split_token(past.token).auth):
        with pytest.raises(IntegrityError):
            strip_shred_layer(wrap, shred_key=key, mailbox=past.id)
        for start in range(len(wrap)):
            with pytest.raises(IntegrityError):
                unwrap_private_key(wrap[start:], key_half=key, mailbox=past.id)


def test_with_the_old_key_store_the_same_trial_succeeds(aftermath: Aftermath, past: Past, tmp_path: Path) -> None:
    """So it is the key that is missing above, and nothing else: the copy is whole, and the way to it is right."""
    stolen = aftermath.thief_s_folder(tmp_path, aftermath.before)
    wrap = outer_wrap(stolen, past.id.octets)
    assert wrap is not None
    assert any(opens(wrap, candidate, past.id) for candidate in every_possible_key(stolen))
    inner = strip_shred_layer(wrap, shred_key=Secret(past.shred_key), mailbox=past.id)
    keys = KeyPair(unwrap_private_key(inner, key_half=past.key_half, mailbox=past.id))
    contents = list(read_messages(stolen, keys, past.id))
    assert len(contents) == 2
    assert all(past.mark.encode() in content for content in contents)


def test_another_mailbox_lives_on(aftermath: Aftermath) -> None:
    contents = [aftermath.survivor.raw(message) for message in aftermath.survivor.messages()]
    assert [aftermath.mark.encode() in content for content in contents] == [True, True]


def test_a_restart_brings_nothing_back(aftermath: Aftermath, past: Past) -> None:
    server = aftermath.server
    server.kill()
    server.start()
    test_mail_for_it_is_refused(aftermath, past)
    test_nothing_of_it_is_on_the_disk(aftermath, past)
    assert server.stop() == 0
    test_nothing_of_it_is_on_the_disk(aftermath, past)
    server.start()


def every_possible_key(data: Path) -> Iterator[bytes]:
    """Give every run of 32 octets in the files of a key store that is not all zeros, held or not."""
    seen: set[bytes] = set()
    for file in sorted(data.glob("keys.db*")):
        octets = file.read_bytes()
        for start in range(len(octets) - KEY_OCTETS + 1):
            candidate = octets[start : start + KEY_OCTETS]
            if any(candidate) and candidate not in seen:
                seen.add(candidate)
                yield candidate


def opens(wrap: bytes, candidate: bytes, mailbox: MailboxId) -> bool:
    try:
        strip_shred_layer(wrap, shred_key=Secret(candidate), mailbox=mailbox)
    except IntegrityError:
        return False
    return True


def read_messages(data: Path, keys: KeyPair, mailbox: MailboxId) -> Iterator[bytes]:
    """Read a mailbox from the files alone, as whoever has its private key could."""
    query = (
        "SELECT m.id, o.object, o.summary, o.body FROM messages AS m JOIN objects AS o USING (object)"
        " JOIN mailboxes AS b USING (mailbox) WHERE b.id = ?"
    )
    with opened(data, Store.MAIL) as connection:
        for identity, number, summary, body in connection.execute(query, (mailbox.octets,)).fetchall():
            message = MessageId(octets_of(identity))
            opened_summary = open_summary(keys, octets_of(summary), mailbox=mailbox, message=message)
            content_key = decode_summary(opened_summary).content_key
            rest = connection.execute("SELECT octets FROM continuations WHERE object = ? ORDER BY part", (number,))
            sealed = octets_of(body) + b"".join(octets_of(octets) for (octets,) in rest)
            yield open_body(sealed, content_key=content_key, message=message)


def octets_of(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value
