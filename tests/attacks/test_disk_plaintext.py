"""Whoever takes the disk, at any moment, finds no word of a message, no address and no secret, in any disguise."""

import base64
import quopri
import secrets
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import zstandard

from tempory.client import Client, Mailbox
from tempory.probes.residue import Search, Trace, key_trace, search_folder, text_trace
from tempory.sealing import SecretKind, split_token
from tests.serving import RunningServer

# The log that says most is the one to search.
CONFIG = '[log]\nlevel = "debug"\nformat = "json"\n'
LARGE = (70 * 1024, 600 * 1024)


@dataclass
class Victim:
    """What must not be found: the mark in every message, and what belongs to the mailboxes."""

    mark: str = field(default_factory=lambda: f"canary-{secrets.token_hex(10)}")
    mailboxes: list[Mailbox] = field(default_factory=list)

    @property
    def sender(self) -> str:
        return f"sender-of-{self.mark}@elsewhere.example"

    @property
    def addresses(self) -> list[str]:
        return [str(mailbox.address) for mailbox in self.mailboxes]

    def traces(self) -> Iterator[Trace]:
        yield text_trace("mark", self.mark)
        for mailbox in self.mailboxes:
            token = SecretKind.TOKEN.parse(mailbox.secret)
            yield text_trace("address", str(mailbox.address))
            yield text_trace("local part", str(mailbox.address).partition("@")[0])
            yield text_trace("token", mailbox.secret)
            yield key_trace("token", token.reveal())
            yield key_trace("auth half", split_token(token).auth.reveal())
            yield key_trace("key half", split_token(token).key.reveal())


@dataclass
class Place:
    """A running server, and the one folder in which everything it writes lies: data, log and temporary files."""

    server: RunningServer
    folder: Path
    temporary: Path

    def search(self, victim: Victim) -> Search:
        found = search_folder(self.folder, victim.traces())
        assert found.unread == []
        assert found.octets > (self.server.data / "mail.db").stat().st_size > 0
        return found

    def vanished_files(self) -> list[str]:
        """Return files that the server holds open and that no folder shows any more."""
        links = [str(entry.readlink()) for entry in Path(f"/proc/{self.server.pid}/fd").iterdir() if entry.is_symlink()]
        return [link for link in links if link.endswith("(deleted)") or link.startswith("/memfd:")]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder, temporary = tmp_path / "all", tmp_path / "all" / "tmp"
    temporary.mkdir(parents=True)
    config = tmp_path / "tempory.toml"
    config.write_text(CONFIG)
    server = RunningServer(folder / "data", config)
    server.start(["env", f"TMPDIR={temporary}"])
    yield Place(server, folder, temporary)
    server.kill()


@pytest.fixture
def victim(place: Place) -> Victim:
    victim = Victim()
    with Client(place.server.url, ca=place.server.ca) as client:
        # A name long enough to be found by its local part, too.
        victim.mailboxes = [client.create(name=f"holder-{secrets.token_hex(6)}") for _ in range(2)]
    return victim


def make_messages(mark: str) -> Iterator[bytes]:
    """Give the mark in each form in which a message may carry it, and in messages of each way of being stored."""
    head = f"From: {mark} <{mark}@elsewhere.example>\r\nSubject: about {mark}\r\nMIME-Version: 1.0\r\n".encode()
    yield head + f"\r\nRead {mark}, and https://{mark}.example/login?code=481516\r\n".encode()
    for encoding, body in (
        (b"base64", base64.encodebytes(f"Hidden {mark} once".encode()).replace(b"\n", b"\r\n")),
        (b"quoted-printable", quopri.encodestring(f"été {mark} été".encode() * 3).replace(b"\n", b"\r\n")),
    ):
        yield (
            b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body + b"\r\n"
        )
    attachment = base64.encodebytes(b"%PDF " + mark.encode() * 40).replace(b"\n", b"\r\n")
    yield (
        head
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n'
        + mark.encode()
        + b'\r\n--b\r\nContent-Disposition: attachment; filename="'
        + mark.encode()
        + b'.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + attachment
        + b"--b--\r\n"
    )
    for size in LARGE:
        noise = base64.encodebytes(secrets.token_bytes(size * 3 // 8)).replace(b"\n", b"\r\n")
        yield head + b"\r\n" + noise + mark.encode() + b"\r\n" + noise + mark.encode() + b"\r\n"


def deliver_everything(server: RunningServer, victim: Victim) -> None:
    for number, content in enumerate(make_messages(victim.mark)):
        for tls in (False, True):
            server.send(content, victim.addresses[number % 2], sender=victim.sender, tls=tls)
        server.send(content, *victim.addresses, sender=victim.sender)
        deliver_in_chunks(server, victim, content)


@contextmanager
def half_delivered(server: RunningServer, victim: Victim, content: bytes) -> Iterator[None]:
    """Have `content` taken and its end held back meanwhile (RFC 3030 §2: each chunk is answered once it is read)."""
    with smtplib.SMTP("127.0.0.1", server.port("smtp"), timeout=30) as client:
        client.ehlo()
        client.mail(victim.sender)
        client.rcpt(victim.addresses[0])
        client.send(b"BDAT %d\r\n%s" % (len(content), content))
        assert client.getreply()[0] == 250
        yield
        assert client.docmd("BDAT 0 LAST")[0] == 250


def deliver_in_chunks(server: RunningServer, victim: Victim, content: bytes) -> None:
    """RFC 3030 §2: BDAT in three chunks, which cut the marks wherever it happens."""
    size = len(content) // 3 + 1
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    with socket.create_connection(("127.0.0.1", server.port("smtp")), timeout=30) as connection:
        replies = connection.makefile("rb")
        commands = [b"EHLO client.example", b"MAIL FROM:<%s>" % victim.sender.encode()]
        commands += [b"RCPT TO:<%s>" % address.encode() for address in victim.addresses]
        connection.sendall(b"".join(command + b"\r\n" for command in commands))
        for number, chunk in enumerate(chunks):
            last = b" LAST" if number == len(chunks) - 1 else b""
            connection.sendall(b"BDAT %d%s\r\n%s" % (len(chunk), last, chunk))
        answered = 0
        while answered < 1 + len(commands) + len(chunks):
            line = replies.readline()
            assert line[:3] in {b"220", b"250"}, line
            answered += line[3:4] == b" "


def read_everything(server: RunningServer, victim: Victim) -> None:
    """Read each mailbox as its holder does, in sealed mode and in open mode."""
    with Client(server.url, ca=server.ca) as client:
        for mailbox in victim.mailboxes:
            same = client.open(mailbox.secret)
            contents = [same.raw(message) for message in same.messages()]
            assert contents
            assert sum(victim.mark.encode() in content for content in contents) > len(contents) // 2
    for mailbox in victim.mailboxes:
        bearer = {"Authorization": f"Bearer {mailbox.secret}"}
        api = f"{server.url.rstrip('/')}/api/v1/mailbox"
        with httpx.Client(verify=server.trust(), headers=bearer, timeout=30, trust_env=False) as http:
            assert http.get(api).json()["address"] == str(mailbox.address)
            found = http.get(f"{api}/wait", params={"contains": victim.mark, "timeout": 5})
            assert victim.mark in found.text
            for item in http.get(f"{api}/messages").raise_for_status().json()["messages"]:
                message = f"{api}/messages/{item['id']}"
                for path in (message, f"{message}/raw", f"{message}/body"):
                    http.get(path).raise_for_status()
                for attachment in item["attachments"]:
                    http.get(f"{message}/attachments/{attachment['index']}").raise_for_status()
                http.patch(message, json={"seen": True}).raise_for_status()


def make_mistakes(server: RunningServer, victim: Victim) -> None:
    """Say what is private where it is refused: a log that notes refusals must not note this."""
    address, token = victim.addresses[0], victim.mailboxes[0].secret
    with smtplib.SMTP("127.0.0.1", server.port("smtp"), timeout=30) as client:
        for command in (f"VRFY {address}", f"MAIL {victim.mark}", f"{victim.mark} {token}", f"AUTH PLAIN {token}"):
            client.docmd(command)
        client.ehlo(f"{victim.mark}.example")
        client.mail(victim.sender)
        assert client.rcpt(f"{victim.mark}@{server.domain}")[0] == 550
        assert client.rcpt(f"{address}.elsewhere.example")[0] == 550
        assert client.docmd(f"RCPT TO:<{address}> {victim.mark}={token}")[0] >= 500
    with httpx.Client(verify=server.trust(), base_url=server.url, timeout=30, trust_env=False) as http:
        for path in (f"/{token}", f"/api/v1/{victim.mark}", f"/api/v1/mailbox?token={token}&address={address}"):
            assert http.get(path, headers={"User-Agent": address, "Referer": token}).status_code >= 400
        wrong = {"Authorization": f"Bearer {token}{victim.mark}"}
        assert http.get("/api/v1/mailbox", headers=wrong).status_code == 401
        assert http.post("/api/v1/mailboxes", content=f'{{"name": "{victim.mark} {address}"').status_code >= 400


def test_the_disk_knows_nothing(place: Place, victim: Victim) -> None:
    server = place.server
    deliver_everything(server, victim)
    read_everything(server, victim)
    make_mistakes(server, victim)

    *_, large = make_messages(victim.mark)
    with half_delivered(server, victim, large):
        assert place.search(victim).sightings == set(), "while it runs"
        assert place.vanished_files() == []

    server.kill()
    assert place.search(victim).sightings == set(), "after SIGKILL"

    server.start(["env", f"TMPDIR={place.temporary}"])
    read_everything(server, victim)
    assert server.stop() == 0
    assert place.search(victim).sightings == set(), "after a clean end"


def test_the_search_would_have_found_it(place: Place, victim: Victim) -> None:
    token = SecretKind.TOKEN.parse(victim.mailboxes[0].secret)
    text, address = victim.mark.encode(), victim.addresses[0].encode()
    planted: dict[str, bytes] = {
        "tmp/plain": b"x" * 999 + text,
        "tmp/base64": base64.encodebytes(b"some words before " + text),
        "tmp/printable": quopri.encodestring(b"\xc3\xa9" * 18 + text),
        "tmp/zstd": zstandard.compress(b"many words " * 99 + text),
        "data/slack": bytes(4096) + address,
        "data.log.1": victim.mailboxes[0].secret.encode(),
        "data/key": b"\1" + split_token(token).key.reveal(),
    }
    for name, octets in planted.items():
        (place.folder / name).write_bytes(octets)
    found = {(sighting.file, sighting.trace) for sighting in place.search(victim).sightings}
    assert {file for file, _ in found} == planted.keys()
    assert {trace for _, trace in found} == {"mark", "address", "local part", "token", "key half"}
