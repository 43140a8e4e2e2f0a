"""Hostile mail programs against a real server: what is slipped in, drawn out, piled up or asked for without right."""

import re
import time
from pathlib import Path

import pytest

from tests.reading import Box, Dialogue
from tests.serving import RunningServer


@pytest.fixture(scope="module")
def box(server: RunningServer) -> Box:
    return Box(server)


def test_nobody_logs_in_in_clear(server: RunningServer, box: Box) -> None:
    with Dialogue.in_clear(server) as dialogue:
        assert b"LOGINDISABLED" in dialogue.ask("CAPABILITY")[0]
        assert dialogue.ask(f"LOGIN {box.address} {box.token}") == [b"NO [PRIVACYREQUIRED] Begin TLS first"]
        assert dialogue.ask("AUTHENTICATE PLAIN")[-1].startswith(b"NO [PRIVACYREQUIRED]")


def test_what_is_slipped_in_before_tls_ends_the_connection(server: RunningServer) -> None:
    with Dialogue.in_clear(server) as dialogue:
        dialogue.send(b"a STARTTLS\r\nb NOOP\r\n")
        said = []
        while line := dialogue.read_line():
            said.append(line)
        assert said[-1].startswith(b"* BYE")
        assert not [line for line in said if line.startswith(b"b OK")]


def test_what_was_said_in_clear_is_forgotten(server: RunningServer, box: Box) -> None:
    with Dialogue.in_clear(server) as dialogue:
        assert dialogue.ask("STARTTLS")[-1].startswith(b"OK")
        dialogue.begin_tls(server.trust())
        assert b"LOGINDISABLED" not in dialogue.ask("CAPABILITY")[0]
        assert dialogue.ask(f"LOGIN {box.address} {box.token}")[-1].startswith(b"OK")


def test_a_literal_bomb_is_refused_before_it_is_sent(server: RunningServer, box: Box) -> None:
    with Dialogue.over_tls(server) as dialogue:
        assert dialogue.ask("LOGIN {4000000000}")[-1].startswith(b"BAD")
    with box.dialogue() as dialogue:
        assert dialogue.ask("APPEND INBOX {4000000000}")[-1].startswith(b"NO [TOOBIG]")
        dialogue.send(b"x APPEND INBOX {4000000000+}\r\n")
        assert dialogue.read_line().startswith(b"* BYE")
        assert dialogue.read_line() == b""


def test_lines_and_tags_without_end(server: RunningServer) -> None:
    with Dialogue.over_tls(server) as dialogue:
        dialogue.send(b"a" * 100 + b" NOOP\r\n")
        assert dialogue.read_line().startswith(b"* BAD")
        dialogue.send(b"a NOOP " + b"x" * 100_000 + b"\r\n")
        assert dialogue.read_line().startswith(b"a BAD")
        assert dialogue.ask("NOOP")[-1].startswith(b"OK")


def test_a_bare_lf_ends_no_line(server: RunningServer) -> None:
    with Dialogue.over_tls(server) as dialogue:
        dialogue.send(b"a NOOP\nb NOOP\r\n")
        assert dialogue.read_line().startswith(b"a BAD")
        assert dialogue.ask("NOOP")[-1].startswith(b"OK")


def test_a_nul_is_refused(server: RunningServer, box: Box) -> None:
    with box.dialogue("SELECT INBOX") as dialogue:
        dialogue.send(b'a SEARCH TEXT "\x00"\r\n')
        assert dialogue.read_line().startswith(b"a BAD")
        assert dialogue.ask("APPEND INBOX {3}", b"a\x00b\r\n")[-1].startswith(b"BAD")


def test_ten_mistakes_end_the_connection(server: RunningServer) -> None:
    with Dialogue.over_tls(server) as dialogue:
        dialogue.send(b"".join(b"%d BOGUS\r\n" % number for number in range(20)))
        said = []
        while line := dialogue.read_line():
            said.append(line)
        assert said[-1] == b"* BYE Too many errors"
        assert len(said) == 11


def test_wrong_and_unknown_secrets_are_answered_alike(server: RunningServer, box: Box) -> None:
    wrong = box.token[:-4] + ("aaaa" if not box.token.endswith("aaaa") else "bbbb")
    with Dialogue.over_tls(server) as dialogue:
        answers = {
            dialogue.ask(f"LOGIN {box.address} {wrong}")[-1],
            dialogue.ask(f"LOGIN nobody@tempory.test {box.token}")[-1],
            dialogue.ask("LOGIN x y")[-1],
            dialogue.ask('LOGIN "" ""')[-1],
        }
        assert answers == {
            (
                b"NO [AUTHENTICATIONFAILED] No mailbox answers to this address and secret;"
                b" programs take tpy_ or an app password, tpp_"
            )
        }


def test_a_session_reaches_no_other_mailbox(server: RunningServer, box: Box) -> None:
    other = Box(server)
    other.deliver("Not yours")
    with box.dialogue() as dialogue:
        mine = dialogue.ask('LIST "" *')
        assert len(mine) == 3
        for name in (f"user/{other.address}", f"~{other.address}", "../INBOX", "#shared/INBOX"):
            assert dialogue.ask(f'SELECT "{name}"')[-1].startswith(b"NO")


def test_a_mailbox_has_so_many_sessions_and_no_more(server: RunningServer) -> None:
    box = Box(server)
    sessions = [box.dialogue() for _ in range(16)]
    with Dialogue.over_tls(server) as dialogue:
        assert dialogue.ask(f"LOGIN {box.address} {box.token}")[-1].startswith(b"NO [LIMIT]")
        sessions.pop().close()
        deadline = time.monotonic() + 5
        while not (answer := dialogue.ask(f"LOGIN {box.address} {box.token}")[-1]).startswith(b"OK"):
            assert time.monotonic() < deadline, answer
            if not answer:
                break
    for session in sessions:
        session.close()


def test_forgetting_ends_every_session_at_once(server: RunningServer) -> None:
    box = Box(server)
    box.deliver("Secret")
    with box.dialogue("SELECT INBOX") as idle, box.dialogue("SELECT INBOX") as quiet, box.dialogue() as unselected:
        idle.send(b"i IDLE\r\n")
        idle.read_line()
        box.forget()
        for session in (idle, quiet, unselected):
            assert session.read_line() == b"* BYE The mailbox has been forgotten"
            assert session.read_line() == b""
    with Dialogue.over_tls(server) as dialogue:
        assert dialogue.ask(f"LOGIN {box.address} {box.token}")[-1].startswith(b"NO [AUTHENTICATIONFAILED]")


def test_what_is_noted_on_a_message_does_not_outgrow_it(server: RunningServer) -> None:
    """Keywords count in no quota: without a bound a few commands a second fill disk and memory."""
    with Box(server).dialogue() as dialogue:
        assert dialogue.ask("APPEND INBOX {5}", b"mail\n\r\n")[-1].startswith(b"OK")
        assert dialogue.ask("SELECT INBOX")[-1].startswith(b"OK")
        fill = " ".join(f"k{number:098}" for number in range(64))
        assert dialogue.ask(f"STORE 1 +FLAGS ({fill})")[-1] == b"OK Stored"
        for command in ("STORE 1 +FLAGS (one-more)", "STORE 1 FLAGS " + " ".join(f"f{each}" for each in range(90))):
            assert dialogue.ask(command)[-1].startswith(b"NO [LIMIT]")
        endless = " ".join(f"f{each}" for each in range(5000))
        assert dialogue.ask(f"STORE 1 +FLAGS {endless}")[-1].startswith(b"NO [LIMIT]")
        many = " ".join(f"f{each}" for each in range(80))
        assert dialogue.ask(f"APPEND INBOX ({many}) {{5}}", b"mail\n\r\n")[-1].startswith(b"NO [LIMIT]")
        # What it has it keeps, and what is not a keyword has room.
        assert dialogue.ask("FETCH 1 (BODY[])")[-1] == b"OK Fetched"
        assert dialogue.ask(f"STORE 1 -FLAGS (k{7:098})")[-1] == b"OK Stored"
        assert dialogue.ask("STORE 1 +FLAGS (one-more)")[-1] == b"OK Stored"


def test_who_asks_for_everything_and_reads_nothing_costs_little(server: RunningServer) -> None:
    box = Box(server)
    content = b"Subject: large\r\n\r\n" + b"x" * 1_000_000
    with box.dialogue("SELECT INBOX") as dialogue:
        for _ in range(8):
            assert dialogue.ask(f"APPEND INBOX {{{len(content)}}}", content + b"\r\n")[-1].startswith(b"OK")
        dialogue.ask("NOOP")
        before = resident(server)
        # Eight megabytes, asked for twenty times over.
        dialogue.send(b"".join(b"f%d FETCH 1:* BODY.PEEK[]\r\n" % number for number in range(20)))
        time.sleep(1)  # there is no event for "nothing more is sent"
        assert resident(server) - before < 32 * 1024


def test_large_messages_that_nobody_takes_are_bounded_over_all_sessions(server: RunningServer) -> None:
    box = Box(server)
    content = b"Subject: large\r\n\r\n" + b"x" * 12_000_000
    with box.dialogue("SELECT INBOX") as dialogue:
        assert dialogue.ask(f"APPEND INBOX {{{len(content)}}}", content + b"\r\n")[-1].startswith(b"OK")
        told = dialogue.ask("UID FETCH 1 (FLAGS BODY.PEEK[] RFC822.SIZE PREVIEW)")
        assert told[0].startswith(b"* 1 FETCH (UID 1 FLAGS (\\Recent) BODY[] {%d}\r\nSubject: large" % len(content))
        assert content in told[0]
        assert b" RFC822.SIZE %d PREVIEW " % len(content) in told[0]
    before = resident(server)
    sessions = [box.dialogue("SELECT INBOX") for _ in range(15)]
    for session in sessions:
        session.send(b"f FETCH 1 BODY.PEEK[]\r\n")
    time.sleep(2)
    assert resident(server) - before < 300 * 1024
    for session in sessions:
        session.close()


def resident(server: RunningServer) -> int:
    """Return the server's resident memory in KiB."""
    return int(re.findall(r"VmRSS:\s+([0-9]+)", Path(f"/proc/{server.pid}/status").read_text())[0])


def test_http_is_hung_up_on(server: RunningServer) -> None:
    with Dialogue.over_tls(server) as dialogue:
        dialogue.send(b"POST / HTTP/1.1\r\nHost: x\r\n\r\na1 NOOP\r\n")
        assert dialogue.read_line().startswith(b"* BYE")
        assert dialogue.read_line() == b""
