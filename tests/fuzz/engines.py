"""The engines: octets give events or a polite end, whatever they are, and never an exception of another kind."""

from itertools import zip_longest

from tempory.protocols import imap, pop3, smtp
from tempory.protocols.sasl import MECHANISMS, Challenge, Credentials, start
from tempory.values import RemoteProtocolError
from tests.fuzz.invariants import assert_bounded, pieces
from tests.protocols.imap import driving as imap_driving
from tests.protocols.pop3.test_connection import drain
from tests.protocols.smtp import driving as smtp_driving

CALLS, CALLS_AN_OCTET = 5_000, 400
SMTP_LIMITS = smtp.Limits(
    line_octets=64,
    header_octets=120,
    message_octets=300,
    recipients=3,
    errors=8,
    received_fields=3,
    discarded_octets=900,
)
IMAP_LIMITS = imap.Limits(
    command_octets=400,
    early_command_octets=200,
    tag_octets=8,
    literals=4,
    nesting=5,
    search_keys=8,
    message_octets=100,
    append_octets=160,
    discarded_octets=300,
    errors=20,
)
LOGGED_IN = b"A LOGIN ines tpy_secret\r\n"


def fuzz_smtp(octets: bytes) -> None:
    """SMTP. Where DATA is refused, what stands behind it by then closes the connection, so pieces may differ there."""

    whole = [octets] if octets else []  # b"" says that the peer has gone

    def drive(chunks: list[bytes]) -> smtp_driving.Driver:
        driver = smtp_driving.make_driver(limits=SMTP_LIMITS)
        for chunk in chunks:
            driver.feed(chunk)
            assert driver.engine.held_octets <= SMTP_LIMITS.message_octets + 4
            assert len(driver.engine._incoming) <= SMTP_LIMITS.line_octets
        return driver

    assert_bounded(octets, lambda: drive(whole), calls=CALLS, calls_an_octet=CALLS_AN_OCTET)
    one_piece, cut = drive(whole), drive(pieces(octets))
    for one, other in zip_longest(one_piece.events, cut.events):
        if one == other:
            continue
        closing, going_on = (one, other) if isinstance(one, smtp.Goodbye) else (other, one)
        assert isinstance(closing, smtp.Goodbye)
        assert isinstance(going_on, smtp.Answer)
        assert going_on.data.startswith(closing.data)
        return
    assert one_piece.said == cut.said
    for message in one_piece.messages:
        assert message.count(b"\r") == message.count(b"\n") == message.count(b"\r\n")
        assert len(message) <= SMTP_LIMITS.message_octets


def fuzz_imap(octets: bytes) -> None:
    """IMAP, as it begins and with a folder open."""
    for opening in (b"", LOGGED_IN + b"A SELECT INBOX\r\n"):
        _fuzz_imap(opening + octets)


def _fuzz_imap(octets: bytes) -> None:
    whole = [octets] if octets else []  # b"" says that the peer has gone

    def drive(chunks: list[bytes]) -> imap_driving.Driver:
        driver = imap_driving.make_driver(limits=IMAP_LIMITS)
        for chunk in chunks:
            driver.feed(chunk)
            assert driver.engine.held_octets <= IMAP_LIMITS.append_octets + IMAP_LIMITS.command_octets
            assert len(driver.engine._incoming) <= IMAP_LIMITS.command_octets
        return driver

    assert_bounded(octets, lambda: drive(whole), calls=CALLS, calls_an_octet=CALLS_AN_OCTET)
    one_piece, cut = drive(whole), drive(pieces(octets))
    assert one_piece.events == cut.events
    assert one_piece.said == cut.said
    assert one_piece.said.count(b"\n") == one_piece.said.count(b"\r\n") == one_piece.said.count(b"\r")
    assert (one_piece.engine.state is imap.State.CLOSED) == one_piece.ended


def fuzz_pop3(octets: bytes) -> None:
    """POP3, as it begins and with the maildrop open."""
    for opening in (b"", b"USER ines@tempory.test\r\nPASS tpy_right\r\n"):
        _fuzz_pop3(opening + octets)


def _fuzz_pop3(octets: bytes) -> None:
    limits = pop3.Limits()

    whole = [octets] if octets else []  # b"" says that the peer has gone

    def drive(chunks: list[bytes]) -> tuple[bytes, pop3.State]:
        engine, said = pop3.Connection(tls_active=True), b""
        for chunk in chunks:
            engine.receive_data(chunk)
            said += drain(engine)
            assert len(engine._incoming) <= limits.line_octets
        return said, engine.state

    assert_bounded(octets, lambda: drive(whole), calls=CALLS, calls_an_octet=CALLS_AN_OCTET)
    assert drive(whole) == drive(pieces(octets))


def fuzz_sasl(octets: bytes) -> None:
    """Every mechanism with a few responses: challenges, credentials or `RemoteProtocolError`."""
    responses = [None if part == b"-" else part for part in octets.split(b"\n")[:4]]

    def work() -> None:
        for mechanism in MECHANISMS:
            exchange = start(mechanism)
            for response in responses:
                try:
                    outcome = exchange.step(response)
                except RemoteProtocolError:
                    break
                assert isinstance(outcome, Challenge | Credentials)
                if isinstance(outcome, Credentials):
                    assert outcome.name.isprintable() or not outcome.name.isascii()
                    break

    assert_bounded(octets, work, calls=500, calls_an_octet=100)
