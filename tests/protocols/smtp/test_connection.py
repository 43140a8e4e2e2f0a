import pytest

from tempory.protocols.smtp import (
    Answer,
    Body,
    Connection,
    ContentFault,
    ContentRefused,
    Ending,
    Goodbye,
    Limits,
    MailFrom,
    MessageReceived,
    Reply,
    State,
    TransactionAbandoned,
)
from tempory.values import Address, LocalProtocolError
from tests.protocols.smtp.driving import HELLO, TO_BDAT, TO_DATA, accept_all, make_driver

MAIL = b"MAIL FROM:<a@client.example>\r\n"
RCPT = b"RCPT TO:<b@tempory.test>\r\n"
LATER = Reply(code=452, enhanced="4.3.1", text="Later")


def test_the_greeting_names_the_host() -> None:
    assert Connection(hostname="mx.tempory.test").greeting() == b"220 mx.tempory.test ESMTP Tempory\r\n"


def test_ehlo_lists_what_is_offered() -> None:
    said = make_driver(tls_offered=True).feed(HELLO)
    assert said.split(b"\r\n")[:-1] == [
        b"250-mx.tempory.test",
        b"250-PIPELINING",
        b"250-SIZE 26214400",
        b"250-8BITMIME",
        b"250-SMTPUTF8",
        b"250-CHUNKING",
        b"250-ENHANCEDSTATUSCODES",
        b"250-STARTTLS",
        b"250-LIMITS RCPTMAX=100",
        b"250 HELP",
    ]


@pytest.mark.parametrize(("offered", "active"), [(False, False), (True, True), (False, True)])
def test_starttls_is_not_offered_without_need(offered: bool, active: bool) -> None:
    assert b"STARTTLS" not in make_driver(tls_offered=offered, tls_active=active).feed(HELLO)


def test_helo_gets_one_line() -> None:
    assert make_driver().feed(b"HELO client.example\r\n") == b"250 mx.tempory.test\r\n"


def test_a_whole_transaction() -> None:
    driver = make_driver()
    codes = driver.codes(TO_DATA, b"Subject: Hi\r\n\r\nThere\r\n.\r\n", b"QUIT\r\n")
    assert codes == ["250 HELP", "250 2.1.0", "250 2.1.5", "354 Send", "250 2.0.0", "221 2.0.0"]
    assert driver.messages == [b"Subject: Hi\r\n\r\nThere\r\n"]
    assert driver.events[-1] == Goodbye(data=b"221 2.0.0 Goodbye\r\n", ending=Ending.QUIT)


def test_a_message_says_how_it_came() -> None:
    driver = make_driver()
    driver.feed(TO_DATA, b"\r\n.\r\n")
    message = driver.events[-1]
    assert message == MessageReceived(content=b"\r\n", hello="client.example", protocol="ESMTP")


@pytest.mark.parametrize(
    ("hello", "parameters", "active", "protocol"),
    [
        (b"HELO", b"", False, "SMTP"),
        (b"HELO", b"", True, "ESMTPS"),
        (b"EHLO", b"", True, "ESMTPS"),
        (b"EHLO", b" SMTPUTF8", False, "UTF8SMTP"),
        (b"EHLO", b" SMTPUTF8", True, "UTF8SMTPS"),
    ],
)
def test_protocols_of_rfc_3848(hello: bytes, parameters: bytes, active: bool, protocol: str) -> None:
    driver = make_driver(tls_active=active)
    driver.feed(hello + b" c.example\r\nMAIL FROM:<>" + parameters + b"\r\n" + RCPT + b"DATA\r\n.\r\n")
    assert isinstance(driver.events[-1], MessageReceived)
    assert driver.events[-1].protocol == protocol


def test_an_empty_message_is_a_message() -> None:
    driver = make_driver()
    driver.feed(TO_DATA, b".\r\n")
    assert driver.messages == [b""]


def test_leading_dots_are_unstuffed_once() -> None:
    driver = make_driver()
    driver.feed(TO_DATA, b"..a\r\n...\r\n.b\r\nc.\r\n..\r\n.\r\n")
    assert driver.messages == [b".a\r\n..\r\nb\r\nc.\r\n.\r\n"]


def test_the_mail_question_holds_what_was_declared() -> None:
    driver = make_driver()
    driver.feed(HELLO, b"MAIL FROM:<a@client.example> SIZE=77 BODY=8BITMIME SMTPUTF8\r\n")
    assert driver.events[-1] == MailFrom(
        reverse_path=Address.parse("a@client.example"), size=77, body=Body.EIGHT_BIT, smtputf8=True
    )


def test_the_null_sender() -> None:
    driver = make_driver()
    driver.feed(HELLO, b"MAIL FROM:<>\r\n")
    assert driver.events[-1] == MailFrom(reverse_path=None)


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (MAIL, "503 5.5.1"),
        (RCPT, "503 5.5.1"),
        (b"DATA\r\n", "503 5.5.1"),
        (HELLO + RCPT, "503 5.5.1"),
        (HELLO + b"DATA\r\n", "503 5.5.1"),
        (HELLO + MAIL + MAIL, "503 5.5.1"),
        (HELLO + MAIL + b"DATA\r\n", "503 5.5.1"),
        (HELLO + MAIL + b"RCPT TO:<nobody@tempory.test>\r\nDATA\r\n", "554 5.5.1"),
        (HELLO + MAIL + b"RCPT TO:<nobody@tempory.test>\r\nBDAT 0 LAST\r\n", "554 5.5.1"),
        (HELLO + MAIL + b"STARTTLS\r\n", "503 5.5.1"),
        (TO_BDAT + b"BDAT 1\r\nx" + MAIL, "503 5.5.1"),
        (TO_BDAT + b"BDAT 1\r\nx" + RCPT, "503 5.5.1"),
        (TO_BDAT + b"BDAT 1\r\nxDATA\r\n", "503 5.5.1"),
        (HELLO + b"BDAT 3 LAST\r\nabc", "503 5.5.1"),
        (HELLO + MAIL + b"BDAT 3\r\nabc", "503 5.5.1"),
    ],
)
def test_commands_out_of_order(octets: bytes, code: str) -> None:
    assert make_driver(tls_offered=True).codes(octets)[-1] == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"NOOP", "250 2.0.0"),
        (b"NOOP whatever", "250 2.0.0"),
        (b"RSET", "250 2.0.0"),
        (b"RSET now", "501 5.5.4"),
        (b"VRFY somebody", "252 2.0.0"),
        (b"VRFY", "501 5.5.4"),
        (b"EXPN list", "502 5.5.1"),
        (b"HELP", "214 2.0.0"),
        (b"HELP MAIL", "214 2.0.0"),
        (b"QUIT now", "501 5.5.4"),
        (b"AUTH PLAIN AGEAYg==", "502 5.5.1"),
        (b"STARTTLS", "502 5.5.1"),
        (b"STARTTLS now", "501 5.5.4"),
        (b"XYZZY", "500 5.5.1"),
        (b"", "500 5.5.1"),
        (b"EHLO", "501 5.5.4"),
        (b"EHLO two words", "501 5.5.4"),
        (b"noop", "250 2.0.0"),
        (b"NOOP \t ", "250 2.0.0"),
        (b"NO\0OP", "500 5.5.2"),
        (b"NOOP\n", "500 5.5.2"),
        (b"NOOP\r", "500 5.5.2"),
        (b"NOOP\nMAIL FROM:<a@b.example>", "500 5.5.2"),
        (b"NOOP \xff", "500 5.5.2"),
    ],
)
def test_single_commands(line: bytes, code: str) -> None:
    assert make_driver().codes(line + b"\r\n") == [code]


def test_data_takes_no_argument() -> None:
    assert make_driver().codes(HELLO + MAIL + RCPT + b"DATA now\r\n")[-1] == "501 5.5.4"


def test_rset_abandons_a_transaction() -> None:
    driver = make_driver()
    driver.feed(HELLO + MAIL + RCPT + b"RSET\r\n")
    assert isinstance(driver.events[-1], TransactionAbandoned)
    assert not driver.engine.in_transaction
    assert driver.codes(b"DATA\r\n") == ["503 5.5.1"]


def test_rset_without_transaction_abandons_nothing() -> None:
    driver = make_driver()
    driver.feed(HELLO + b"RSET\r\n")
    assert isinstance(driver.events[-1], Answer)


def test_ehlo_abandons_a_transaction() -> None:
    driver = make_driver()
    driver.feed(HELLO + MAIL + HELLO)
    assert isinstance(driver.events[-1], TransactionAbandoned)
    assert driver.codes(RCPT) == ["503 5.5.1"]


def test_a_refused_hello_changes_nothing() -> None:
    driver = make_driver()
    driver.feed(HELLO + MAIL + b"EHLO \r\n")
    assert driver.engine.in_transaction


def test_recipients_are_bounded() -> None:
    driver = make_driver(limits=Limits(recipients=2))
    assert driver.codes(HELLO + MAIL + RCPT * 3)[-3:] == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]
    assert driver.engine.recipients == 2


def test_a_refused_sender_opens_no_transaction() -> None:
    driver = make_driver(lambda question: LATER if isinstance(question, MailFrom) else accept_all(question))
    assert driver.codes(HELLO + MAIL + RCPT)[-2:] == ["452 4.3.1", "503 5.5.1"]


def test_a_refused_message_ends_the_transaction() -> None:
    driver = make_driver(lambda question: LATER if isinstance(question, MessageReceived) else accept_all(question))
    driver.feed(TO_DATA)
    assert driver.codes(b"x\r\n.\r\n", b"DATA\r\n") == ["452 4.3.1", "503 5.5.1"]


@pytest.mark.parametrize(
    ("content", "fault", "code"),
    [
        (b"a\nb\r\n.\r\n", ContentFault.BARE_LINE_END, "550 5.5.2"),
        (b"a\rb\r\n.\r\n", ContentFault.BARE_LINE_END, "550 5.5.2"),
        (b"a\0b\r\n.\r\n", ContentFault.NUL_OCTET, "550 5.6.0"),
        (b"a\x80b\r\n.\r\n", ContentFault.EIGHT_BIT, "554 5.6.1"),
        (b"a" * 3000 + b"\r\n.\r\n", ContentFault.TOO_LARGE, "552 5.3.4"),
        (b"a" * 700 + b"\r\n.\r\n", ContentFault.HEADER_TOO_LARGE, "552 5.3.4"),
        (b"Received: x\r\n" * 3 + b"\r\n.\r\n", ContentFault.LOOP, "554 5.4.6"),
    ],
)
def test_content_that_is_refused(content: bytes, fault: ContentFault, code: str) -> None:
    driver = make_driver(limits=Limits(message_octets=2000, header_octets=500, received_fields=3))
    driver.feed(TO_DATA)
    assert driver.codes(content) == [code]
    assert isinstance(driver.events[-1], ContentRefused)
    assert driver.events[-1].fault is fault
    assert driver.engine.state is State.READY
    assert driver.codes(b"DATA\r\n") == ["503 5.5.1"]


@pytest.mark.parametrize("parameter", [b"BODY=8BITMIME", b"SMTPUTF8"])
def test_eight_bits_where_agreed(parameter: bytes) -> None:
    driver = make_driver()
    driver.feed(HELLO, b"MAIL FROM:<> " + parameter + b"\r\n", RCPT, b"DATA\r\n", "Zoë\r\n".encode(), b".\r\n")
    assert driver.messages == ["Zoë\r\n".encode()]


@pytest.mark.parametrize(
    ("hello", "parameter", "label", "accepted"),
    [
        (b"EHLO", b"", b"Content-Transfer-Encoding: 8bit", True),
        (b"EHLO", b"", b"content-TRANSFER-encoding:8BIT", True),
        (b"EHLO", b"", b"Content-Transfer-Encoding: base64", False),
        (b"EHLO", b"", b"X-Content-Transfer-Encoding: 8bit", False),
        (b"EHLO", b" BODY=7BIT", b"Content-Transfer-Encoding: 8bit", False),
        (b"HELO", b"", b"Content-Transfer-Encoding: 8bit", False),
    ],
)
def test_eight_bits_that_only_the_message_declares(
    hello: bytes, parameter: bytes, label: bytes, accepted: bool
) -> None:
    driver = make_driver()
    driver.feed(hello + b" c\r\nMAIL FROM:<>" + parameter + b"\r\n" + RCPT + b"DATA\r\n")
    content = label + "\r\n\r\nZoë\r\n".encode()
    assert driver.codes(content + b".\r\n") == ["250 2.0.0" if accepted else "554 5.6.1"]
    assert driver.messages == [content] * accepted


def test_chunks_make_a_message() -> None:
    driver = make_driver()
    codes = driver.codes(TO_BDAT + b"BDAT 5\r\n.a\r\n.BDAT 2\r\n\r\nBDAT 0\r\nBDAT 3 last\r\n.\r\n")
    assert codes[-4:] == ["250 2.0.0", "250 2.0.0", "250 2.0.0", "250 2.0.0"]
    assert driver.messages == [b".a\r\n.\r\n.\r\n"]
    assert driver.codes(b"BDAT 0 LAST\r\n") == ["503 5.5.1"]


def test_chunks_are_checked_as_data_is() -> None:
    assert make_driver().codes(TO_BDAT + b"BDAT 3 LAST\r\na\nb")[-1] == "550 5.5.2"


def test_rset_between_chunks() -> None:
    driver = make_driver()
    assert driver.codes(TO_BDAT + b"BDAT 1\r\nxRSET\r\nNOOP\r\n" + MAIL)[-3:] == ["250 2.0.0", "250 2.0.0", "250 2.1.0"]
    assert driver.messages == []


def test_refused_chunks_keep_in_step() -> None:
    driver = make_driver()
    assert driver.codes(HELLO + b"BDAT 6\r\nQUIT\r\nNOOP\r\n")[-2:] == ["503 5.5.1", "250 2.0.0"]


def test_a_message_of_chunks_that_is_too_large() -> None:
    driver = make_driver(limits=Limits(message_octets=10))
    codes = driver.codes(TO_BDAT + b"BDAT 8\r\n12345678BDAT 8\r\n12345678BDAT 1 LAST\r\n1")
    assert codes[-3:] == ["250 2.0.0", "552 5.3.4", "552 5.3.4"]
    assert isinstance(driver.events[-1], ContentRefused)


@pytest.mark.parametrize(
    "argument", [b"", b"x", b"-1", b"0x10", b"1 FIRST", b"1 LAST LAST", b"1" * 21, b"+1", b"1LAST"]
)
def test_a_chunk_of_unknown_size_closes(argument: bytes) -> None:
    driver = make_driver()
    assert driver.codes(TO_BDAT + b"BDAT " + argument + b"\r\nMAIL FROM:<x@y.example>\r\n")[-1] == "501 5.5.4"
    assert driver.ended


def test_a_chunk_that_would_never_end_closes() -> None:
    driver = make_driver(limits=Limits(discarded_octets=1000))
    assert driver.codes(TO_BDAT + b"BDAT 1001\r\n")[-1] == "552 5.3.4"
    assert driver.ended


def test_a_message_that_never_ends_is_closed_on() -> None:
    driver = make_driver(limits=Limits(message_octets=100, discarded_octets=1000))
    driver.feed(TO_DATA)
    for _ in range(10):
        driver.feed(b"x" * 100)
    assert driver.engine.held_octets <= 100
    assert driver.codes(b"x" * 200) == ["552 5.3.4"]
    assert driver.ended


def test_chunks_that_never_end_are_closed_on() -> None:
    driver = make_driver(limits=Limits(message_octets=10, discarded_octets=1000))
    driver.feed(TO_BDAT, b"BDAT 900\r\n" + b"x" * 900, b"BDAT 900\r\n")
    assert driver.codes(b"x" * 899) == ["552 5.3.4"]
    assert driver.ended


def test_a_message_can_be_thrown_away() -> None:
    driver = make_driver()
    driver.feed(TO_DATA, b"x" * 5000)
    assert driver.engine.held_octets > 5000
    driver.engine.discard_message(LATER)
    assert driver.engine.held_octets < 10
    assert driver.codes(b"y" * 5000, b"\r\n.", b"\r\nNOOP\r\n") == ["452 4.3.1", "250 2.0.0"]
    assert driver.messages == []
    assert isinstance(driver.events[-2], ContentRefused)
    assert driver.events[-2].fault is ContentFault.DISCARDED


def test_chunks_can_be_thrown_away() -> None:
    driver = make_driver()
    driver.feed(TO_BDAT, b"BDAT 4\r\nab")
    driver.engine.discard_message(LATER)
    assert driver.codes(b"cdBDAT 2 LAST\r\n", b"ef", b"NOOP\r\n") == ["452 4.3.1", "452 4.3.1", "250 2.0.0"]


def test_nothing_to_throw_away() -> None:
    with pytest.raises(LocalProtocolError):
        make_driver().engine.discard_message(LATER)
