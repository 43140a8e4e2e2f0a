"""What a holder does, against a server in memory."""

import hashlib
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from tempory.client import Client, Mailbox, Refused
from tempory.sealing import Envelope, KeyPair, SecretKind, split_token
from tempory.values import IntegrityError, InvalidValueError, MessageId, Secret
from tests.client.memory_server import NOW, SERVER, MemoryServer, Problem

RAW = b"Subject: hello\r\n\r\n" + b"A line of text.\r\n" * 10_000


def test_a_created_mailbox_is_known_by_its_secret(server: MemoryServer, client: Client) -> None:
    made = client.create(name="calm-heron", domain="tempory.test", lifetime=600)
    assert str(made.address) == "calm-heron@tempory.test"
    assert (made.created_at, made.expires_at) == (NOW, NOW + 600_000)
    again = client.open(made.secret)
    assert (again.id, again.address) == (made.id, made.address)


def test_the_key_half_and_the_token_never_leave(server: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    message = mailbox.message(MessageId.parse(server.deliver(mailbox.id, RAW)))
    mailbox.raw(message)
    mailbox.extend(900)
    mailbox.forget()
    token = SecretKind.TOKEN.parse(mailbox.secret)
    secrets = [token, split_token(token).key]
    forbidden = [secret.reveal() for secret in secrets]
    forbidden += [b64encode(secret.reveal())[:40] for secret in secrets]
    forbidden += [kind.encode(secret)[4:].encode() for kind in SecretKind for secret in secrets]
    for request in server.requests:
        sent = b"\n".join(
            [str(request.url).encode(), request.content, *(name + value for name, value in request.headers.raw)]
        )
        assert not [part for part in forbidden if part in sent]
        assert SecretKind.AUTH_HALF.value not in str(request.url)


def test_messages_come_newest_first_over_all_pages(server: MemoryServer, mailbox: Mailbox) -> None:
    for _ in range(120):
        server.deliver(mailbox.id, b"x")
    uids = [message.uid for message in mailbox.messages()]
    assert uids == list(range(120, 0, -1))
    server.requests.clear()
    assert [message.uid for message in mailbox.messages(limit=3)] == [120, 119, 118]
    assert [message.uid for message in mailbox.messages(limit=60)] == list(range(120, 60, -1))
    assert not list(mailbox.messages(limit=0))
    assert len(server.requests) == 3


def test_a_summary_is_opened_here(server: MemoryServer, mailbox: Mailbox) -> None:
    server.deliver(mailbox.id, RAW, envelope=Envelope(subject="Votre code"))
    (message,) = mailbox.messages()
    assert message.summary
    assert message.summary.envelope.subject == "Votre code"
    assert message.summary.codes == ("481516",)
    assert message.received_at == NOW + 1000


def test_a_body_is_opened_here(server: MemoryServer, mailbox: Mailbox) -> None:
    noise = hashlib.shake_256(b"noise").digest(200_000)
    message = mailbox.message(MessageId.parse(server.deliver(mailbox.id, noise)))
    assert mailbox.raw(message) == noise


def test_a_broken_seal_hides_no_other_message(server: MemoryServer, mailbox: Mailbox) -> None:
    ids = [server.deliver(mailbox.id, RAW) for _ in range(3)]
    (stored,) = server.mailboxes.values()
    item = stored.messages[ids[1]].item
    item["summary"] = stored.messages[ids[0]].item["summary"]
    newest, broken, oldest = mailbox.messages()
    assert newest.summary
    assert oldest.summary
    assert broken.summary is None
    with pytest.raises(IntegrityError):
        mailbox.raw(broken)


def test_a_body_that_was_altered_does_not_open(server: MemoryServer, mailbox: Mailbox) -> None:
    name = server.deliver(mailbox.id, RAW)
    (stored,) = server.mailboxes.values()
    body = bytearray(stored.messages[name].body)
    body[-1] ^= 1
    stored.messages[name].body = bytes(body)
    with pytest.raises(IntegrityError):
        mailbox.raw(mailbox.message(MessageId.parse(name)))


def test_a_server_that_swaps_the_public_key_is_found_out(
    server: MemoryServer, client: Client, mailbox: Mailbox
) -> None:
    ((auth, stored),) = server.mailboxes.items()
    server.mailboxes[auth] = replace(stored, public_key=KeyPair(Secret(bytes(32))).public_key.octets)
    with pytest.raises(IntegrityError, match="not its holder's"):
        client.open(mailbox.secret)


def test_a_server_that_swaps_the_wrap_is_found_out(server: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    other = client.create(name="other")
    first, second = server.mailboxes.values()
    assert (first.id, second.id) == (mailbox.id, other.id)
    first.wrapped_key = second.wrapped_key
    with pytest.raises(IntegrityError):
        client.open(mailbox.secret)


def test_seen_can_be_set_and_cleared(server: MemoryServer, mailbox: Mailbox) -> None:
    message = MessageId.parse(server.deliver(mailbox.id, RAW))
    assert mailbox.mark(message, seen=True).seen
    assert mailbox.message(message).seen
    assert not mailbox.mark(message, seen=False).seen


def test_a_deleted_message_is_gone(server: MemoryServer, mailbox: Mailbox) -> None:
    message = MessageId.parse(server.deliver(mailbox.id, RAW))
    mailbox.delete(message)
    with pytest.raises(Refused) as refused:
        mailbox.message(message)
    assert (refused.value.slug, refused.value.status) == ("message-gone", 404)


def test_extending_and_refreshing(server: MemoryServer, mailbox: Mailbox) -> None:
    mailbox.extend(7200)
    assert mailbox.expires_at == NOW + 7_200_000
    server.deliver(mailbox.id, RAW)
    assert mailbox.usage.messages == 0
    mailbox.refresh()
    assert (mailbox.usage.messages, mailbox.quota.messages) == (1, 200)


def test_a_forgotten_mailbox_answers_no_more(server: MemoryServer, client: Client, mailbox: Mailbox) -> None:
    server.deliver(mailbox.id, RAW)
    receipt = mailbox.forget()
    assert (receipt.mailbox, receipt.messages, receipt.forgotten_at, receipt.final) == (mailbox.id, 1, NOW, True)
    with pytest.raises(Refused) as refused:
        client.open(mailbox.secret)
    assert refused.value.slug == "mailbox-gone"
    assert refused.value.hint == "About mailbox-gone."


def test_the_service_says_what_it_offers(client: Client) -> None:
    service = client.service()
    assert service.domains == ("tempory.test",)
    assert service.listeners["smtp"].port == 2525
    assert (service.lifetime.min, service.lifetime.max) == (600, 2_592_000)


def test_what_is_no_secret_is_not_sent(client: Client, server: MemoryServer) -> None:
    with pytest.raises(InvalidValueError):
        client.open("tpy_mistyped")
    assert not server.requests


class TestWait:
    @pytest.fixture
    def clock(self) -> "HandClock":
        return HandClock()

    def test_gives_the_newest_that_fits_and_is_there(
        self, server: MemoryServer, mailbox: Mailbox, clock: "HandClock"
    ) -> None:
        for subject in ("one", "two", "two", "three"):
            server.deliver(mailbox.id, b"x", envelope=Envelope(subject=subject))
        found = mailbox.wait(lambda message: subject_of(message) == "two", timeout=0, clock=clock)
        assert found
        assert found.uid == 3

    def test_gives_what_arrives_and_fits(self, server: MemoryServer, mailbox: Mailbox, clock: "HandClock") -> None:
        server.deliver(mailbox.id, b"x", envelope=Envelope(subject="early"))
        server.arriving = [{"envelope": Envelope(subject=subject)} for subject in ("other", "wanted", "never read")]
        found = mailbox.wait(lambda message: subject_of(message) == "wanted", timeout=30, clock=clock)
        assert found
        assert found.uid == 3

    def test_ends_in_time(self, server: MemoryServer, mailbox: Mailbox, clock: "HandClock") -> None:
        assert mailbox.wait(timeout=150, clock=clock) is None
        waits = [r.url.params["timeout"] for r in server.requests if r.url.path.endswith("/wait")]
        assert waits[:2] == ["60", "60"]  # the server holds an answer back for a minute at most
        assert [int(seconds) for seconds in waits] == sorted(map(int, waits), reverse=True)

    def test_goes_on_when_the_message_it_waits_behind_is_deleted(
        self, server: MemoryServer, mailbox: Mailbox, clock: "HandClock"
    ) -> None:
        name = server.deliver(mailbox.id, b"x", envelope=Envelope(subject="early"))
        (stored,) = server.mailboxes.values()
        server.arriving = [{"envelope": Envelope(subject="wanted")}]

        def delete_then_look(message: object) -> bool:
            stored.messages.pop(name, None)
            return subject_of(message) == "wanted"

        found = mailbox.wait(delete_then_look, timeout=30, clock=clock)
        assert found
        assert found.uid == 2

    def test_passes_on_a_refusal_to_wait(
        self, server: MemoryServer, mailbox: Mailbox, clock: "HandClock", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise Problem(503, "busy", "Too many connections are waiting for mail.", retry_after="5")

        monkeypatch.setattr(server, "_wait", refuse)
        with pytest.raises(Refused) as refused:
            mailbox.wait(timeout=30, clock=clock)
        assert (refused.value.slug, refused.value.retry_after) == ("busy", 5)

    def test_ends_with_the_mailbox(self, server: MemoryServer, mailbox: Mailbox, clock: "HandClock") -> None:
        server.mailboxes.clear()
        with pytest.raises(Refused):
            mailbox.wait(timeout=30, clock=clock)


class HandClock:
    """Ten seconds pass at each look."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        self._now += 10
        return self._now


def subject_of(message: object) -> str:
    return message.summary.envelope.subject  # type: ignore[attr-defined, no-any-return]


def test_public_keys_and_wraps_are_those_the_server_keeps(server: MemoryServer, client: Client) -> None:
    mailbox = client.create()
    (stored,) = server.mailboxes.values()
    assert len(stored.public_key) == 1216
    assert len(stored.wrapped_key) == 61
    assert b64decode(b64encode(stored.profile))[:1] == b"\x01"
    assert client.server == SERVER
    assert mailbox.id == stored.id
