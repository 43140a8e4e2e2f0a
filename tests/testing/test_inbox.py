"""Inboxes and letters for other people's tests, over a server in memory."""

import pytest

from tempory.client import Client
from tempory.sealing import Attachment, Envelope, Party
from tempory.testing import Inbox, Letter, NoLetter
from tempory.values import IntegrityError
from tests.client.memory_server import SERVER, MemoryServer

LETTER = b"""\
From: Shop <no-reply@shop.example>
To: you@tempory.test
X-Order: 17
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<p>Your code is <b>481516</b>, dear reader.</p>
--b
Content-Type: application/pdf; name=invoice.pdf
Content-Disposition: attachment; filename=invoice.pdf
Content-Transfer-Encoding: base64

JVBERi0x
--b--
""".replace(b"\n", b"\r\n")


@pytest.fixture
def server() -> MemoryServer:
    return MemoryServer()


@pytest.fixture
def inbox(server: MemoryServer) -> Inbox:
    return Inbox(Client(SERVER, network=server.network).create(), timeout=0)


def deliver(server: MemoryServer, subject: str, raw: bytes = b"Subject: x\r\n\r\nHello\r\n", **changes: object) -> None:
    (stored,) = server.mailboxes.values()
    sender = (Party(name="Shop", address="no-reply@shop.example"),)
    to = (Party(address="you@tempory.test"),)
    server.deliver(stored.id, raw, envelope=Envelope(from_=sender, to=to, subject=subject), **changes)


def test_a_letter_tells_what_tests_ask_for(server: MemoryServer, inbox: Inbox) -> None:
    attached = (Attachment(index=0, name="invoice.pdf", type="application/pdf", size=6),)
    deliver(server, "Your code", LETTER, attachments=attached)
    letter = inbox.wait(subject="code")

    assert (letter.subject, letter.sender, letter.sender_name) == ("Your code", "no-reply@shop.example", "Shop")
    assert (letter.code, letter.codes, letter.to) == ("481516", ("481516",), ("you@tempory.test",))
    assert letter.link() == letter.link("verify") == "https://example.org/verify"
    assert letter.text.strip() == "Your code is 481516, dear reader."
    assert letter.html.startswith("<p>Your code is <b>481516</b>")
    assert (letter.header("x-order"), letter.header("x-none")) == ("17", "")
    (attachment,) = letter.attachments
    assert (attachment.name, attachment.type, attachment.content) == ("invoice.pdf", "application/pdf", b"%PDF-1")
    assert letter.raw == LETTER
    assert len(letter.id) == 32
    bodies = [request for request in server.requests if request.url.path.endswith("/body")]
    assert len(bodies) == 1  # fetched once, when it was first looked at


def test_what_a_letter_has_not_fails_the_test_and_says_so(server: MemoryServer, inbox: Inbox) -> None:
    deliver(server, "Hello", codes=(), links=())
    letter = inbox.wait()
    with pytest.raises(AssertionError, match="no one-time code in <Letter 'Hello'"):
        _ = letter.code
    with pytest.raises(AssertionError, match="links to: nothing"):
        letter.link()
    with pytest.raises(AssertionError, match="no link with 'leave'"):
        letter.link("leave")
    assert (letter.html, letter.attachments) == ("", ())


def test_each_letter_is_given_once_in_the_order_of_arrival(server: MemoryServer, inbox: Inbox) -> None:
    for subject in ("Your code 1", "News", "Your code 2"):
        deliver(server, subject)
    assert [inbox.wait(subject="CODE").subject for _ in range(2)] == ["Your code 1", "Your code 2"]
    assert inbox.wait().subject == "News"
    with pytest.raises(NoLetter, match="no letter within 0 s"):
        inbox.wait()
    assert [letter.subject for letter in inbox.letters()] == ["Your code 1", "News", "Your code 2"]


def test_filters_look_at_parts_in_any_case(server: MemoryServer, inbox: Inbox) -> None:
    deliver(server, "Other")
    deliver(server, "Wanted", LETTER)
    assert inbox.wait(contains="DEAR   reader").subject == "Wanted"
    assert inbox.wait(sender="shop <no-reply", contains="other").subject == "Other"


def test_a_wait_in_vain_says_what_arrived_instead(server: MemoryServer, inbox: Inbox) -> None:
    with pytest.raises(NoLetter, match=r"Nothing has arrived at quiet-otter@tempory\.test"):
        inbox.wait(subject="code", sender="bank")
    deliver(server, "News")
    with pytest.raises(NoLetter, match=r"subject='code', sender='bank'.*\n.*no-reply@shop.example: 'News'"):
        inbox.wait(subject="code", sender="bank")


def test_expecting_nothing(server: MemoryServer, inbox: Inbox) -> None:
    inbox.expect_none(within=0)
    deliver(server, "News")
    inbox.expect_none(subject="code", within=0)
    with pytest.raises(NoLetter, match="should not have: <Letter 'News'"):
        inbox.expect_none(within=0)


def test_a_seal_that_does_not_open_is_no_letter(server: MemoryServer, inbox: Inbox) -> None:
    deliver(server, "Broken")
    (stored,) = server.mailboxes.values()
    (message,) = stored.messages.values()
    message.item["summary"] = "AAAA"
    with pytest.raises(NoLetter):
        inbox.wait()
    assert inbox.letters() == []
    (sealed,) = Client(SERVER, network=server.network).open(inbox.secret).messages()
    with pytest.raises(IntegrityError):
        Letter(sealed, lambda _: b"")


def test_an_inbox_is_forgotten_and_hides_its_secret(server: MemoryServer, inbox: Inbox) -> None:
    assert repr(inbox) == "<Inbox quiet-otter@tempory.test>"
    assert str(inbox) == inbox.address == "quiet-otter@tempory.test"
    assert inbox.secret.startswith("tpy_")
    inbox.forget()
    assert not server.mailboxes
    inbox.forget()  # once is enough, twice does no harm
