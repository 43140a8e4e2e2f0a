"""The command line as a script calls it: real processes, a real server, real mail. The contract of issue and docs."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.serving import COMMAND, RunningServer

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Words = Callable[..., list[str]]
PATIENCE = 60


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "TERM": "xterm-256color",
        "COLUMNS": "120",
        "LINES": "40",
    }


@pytest.fixture
def words(server: RunningServer) -> Words:
    """Write out a call of the command line."""
    return lambda *arguments: [*COMMAND, "--server", server.url, "--ca", str(server.ca), *arguments]


@pytest.fixture
def run(words: Words, environment: dict[str, str]) -> Run:
    def call(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words(*arguments),
            check=False,
            capture_output=True,
            text=True,
            input=stdin,
            env=environment,
            timeout=PATIENCE,
        )

    return call


@pytest.fixture
def made(run: Run) -> dict[str, Any]:
    made: dict[str, Any] = parsed(run("mailbox", "create", "--json"))
    return made


def parsed(result: "subprocess.CompletedProcess[str]") -> Any:
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def message(subject: str, text: str = "Your code is 481516.") -> bytes:
    head = f"From: Zoe <zoe@elsewhere.example>\r\nTo: you\r\nSubject: {subject}\r\n"
    return f"{head}\r\n{text}\r\nhttps://elsewhere.example/verify?t=1\r\n".encode()


def test_the_whole_life_of_a_mailbox(server: RunningServer, run: Run, tmp_path: Path) -> None:
    created = run("mailbox", "create", "--address", f"calm-heron@{server.domain}", "--lifetime", "1h", "--json")
    mailbox = parsed(created)
    assert set(mailbox) == {"id", "address", "secret", "expires_at", "page"}
    assert mailbox["address"] == f"calm-heron@{server.domain}"
    assert mailbox["page"] == f"{server.url}/#{mailbox['secret']}"
    address, secret = mailbox["address"], ("--secret", mailbox["secret"])
    assert parsed(run("mailbox", "list", address, "--json", *secret)) == []

    server.send(message("Welcome"), address)
    server.send(message("Again", "Nothing to see."), address, tls=True)
    newest, oldest = parsed(run("mailbox", "list", address, "--json", *secret))
    assert set(newest) == {"id", "from", "subject", "received_at", "size", "seen", "codes", "links"}
    assert (newest["subject"], oldest["subject"]) == ("Again", "Welcome")
    assert (oldest["from"], oldest["codes"], oldest["seen"]) == ("zoe@elsewhere.example", ["481516"], False)
    assert oldest["links"] == ["https://elsewhere.example/verify?t=1"]

    source = run("mailbox", "read", address, oldest["id"], "--raw", *secret).stdout
    assert source.startswith("Return-Path: <maya@elsewhere.example>")
    assert source.endswith("Your code is 481516.\nhttps://elsewhere.example/verify?t=1\n")
    full = parsed(run("mailbox", "read", address, oldest["id"][:8], "--json", stdin=f"{mailbox['secret']}\n"))
    assert "Your code is 481516." in full["text"]
    assert full["seen"] is True
    shown = run("mailbox", "read", address, "latest", *secret).stdout
    assert "Nothing to see." in shown

    assert parsed(run("mailbox", "show", address, "--json", *secret))["usage"]["messages"] == 2
    assert parsed(run("mailbox", "extend", address, "2h", "--json", *secret))["expires_at"] > mailbox["expires_at"]
    assert parsed(run("mailbox", "delete", address, newest["id"], "--json", *secret))["deleted"] is True
    proof = tmp_path / "receipt.json"
    receipt = parsed(run("mailbox", "forget", address, "--yes", "--json", "--receipt", str(proof), *secret))
    assert (receipt["messages"], receipt["final"]) == (1, True)
    assert parsed(run("log", "check", str(proof), "--json"))["leaf"]["verb"] == "mailbox.forget"
    gone = run("mailbox", "list", address, *secret)
    assert gone.returncode == 4
    assert gone.stderr.startswith("tempory: No living mailbox answers to this secret.\n  ")


def test_the_source_is_given_octet_for_octet(
    server: RunningServer, words: Words, environment: dict[str, str], made: dict[str, Any]
) -> None:
    content = b"Subject: octets\r\n\r\n\x1b[2J\x0b\t..\r\n..\r\n. \r\n"
    server.send(content, made["address"])
    command = words("mailbox", "read", made["address"], "latest", "--raw", "--secret", made["secret"])
    result = subprocess.run(command, check=True, capture_output=True, env=environment, timeout=PATIENCE)
    assert result.stdout.endswith(content)


def test_a_taken_address_and_a_reserved_one_are_refused(run: Run, made: dict[str, Any]) -> None:
    taken = run("mailbox", "create", "--address", made["address"])
    assert taken.returncode == 4
    assert len(taken.stderr.splitlines()) == 2
    assert run("mailbox", "create", "--address", "postmaster", "--json").returncode == 4
    assert run("mailbox", "create", "--lifetime", "1s").returncode == 4


def test_a_remembered_mailbox_needs_neither_secret_nor_server(
    server: RunningServer, run: Run, environment: dict[str, str]
) -> None:
    address = parsed(run("mailbox", "create", "--remember", "--json"))["address"]
    result = subprocess.run(
        [*COMMAND, "mailbox", "show", address, "--json"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )
    assert parsed(result)["address"] == address


def test_an_untrusted_certificate_is_not_spoken_to(server: RunningServer, environment: dict[str, str]) -> None:
    result = subprocess.run(
        [*COMMAND, "--server", server.url, "mailbox", "create"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd="/",
        timeout=PATIENCE,
    )
    assert result.returncode == 3
    assert "not trusted" in result.stderr


def test_wait_gives_the_code_of_what_arrives(
    server: RunningServer, words: Words, environment: dict[str, str], made: dict[str, Any]
) -> None:
    command = words("mailbox", "wait", made["address"], "--code", "--subject", "sign in", "--secret", made["secret"])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        server.send(message("Newsletter", "Your code is 111111."), made["address"])
        server.send(message("Sign in", "Your code is 234567."), made["address"])
        code, _ = process.communicate(timeout=PATIENCE)
    assert code == "234567\n"
    assert process.returncode == 0


def test_watch_tells_each_event_as_a_line(
    server: RunningServer, run: Run, words: Words, environment: dict[str, str], made: dict[str, Any]
) -> None:
    command = words("mailbox", "watch", made["address"], "--json", "--secret", made["secret"])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        assert json.loads(process.stdout.readline()) == {"event": "ready"}
        server.send(message("Hello"), made["address"])
        arrived = json.loads(process.stdout.readline())
        assert (arrived["event"], arrived["subject"], arrived["codes"]) == ("message", "Hello", ["481516"])
        run("mailbox", "forget", made["address"], "--yes", "--secret", made["secret"])
        assert json.loads(process.stdout.readline()) == {"event": "forgotten", "reason": "asked"}
        assert process.wait(PATIENCE) == 0


def test_watch_draws_a_live_view_and_hostile_mail_does_not_steer_it(
    server: RunningServer, run: Run, words: Words, environment: dict[str, str], made: dict[str, Any]
) -> None:
    terminal = Terminal(words("mailbox", "watch", made["address"], "--secret", made["secret"]), environment)
    terminal.read_until("Nothing has arrived yet")
    assert re.search(r"━ +59 min \d+ s left", terminal.text)
    server.send(
        b"From: =?utf-8?q?Mallory=1b]0;owned=07=1b[2J?= <m@elsewhere.example>\r\n"
        b"Subject: =?utf-8?q?=1b[31mRed=c2=9b=e2=80=ae?= alert\r\n\r\nYour code is 481516.\r\n",
        made["address"],
    )
    terminal.read_until("481516")
    assert "Mallory" in terminal.text
    assert "alert" in terminal.text
    for steering in ("\x1b]", "\x07", "\x1b[2J\x1b", "\x1b[31mRed", "\x9b", "\u202e"):
        assert steering not in terminal.raw
    run("mailbox", "forget", made["address"], "--yes", "--secret", made["secret"])
    terminal.read_until("is forgotten.")
    assert terminal.wait() == 0


def test_ctrl_c_ends_watching_quietly(words: Words, environment: dict[str, str], made: dict[str, Any]) -> None:
    terminal = Terminal(words("mailbox", "watch", made["address"], "--secret", made["secret"]), environment)
    terminal.read_until("Nothing has arrived yet")
    terminal.type("\x03")
    assert terminal.wait() == 0
    assert "Traceback" not in terminal.text


def test_the_secret_is_asked_for_unseen(words: Words, environment: dict[str, str], made: dict[str, Any]) -> None:
    terminal = Terminal(words("mailbox", "forget", made["address"]), environment)
    terminal.read_until("Secret (tpy_…):")
    terminal.type(made["secret"] + "\n")
    terminal.read_until("for good? [y/N]:")
    terminal.type("n\n")
    assert terminal.wait() == 1
    assert made["secret"] not in terminal.text


def test_a_source_on_a_terminal_does_not_steer_it(
    server: RunningServer, words: Words, environment: dict[str, str], made: dict[str, Any]
) -> None:
    server.send(b"Subject: x\r\n\r\n\x1b]0;owned\x07\r\n", made["address"])
    terminal = Terminal(
        words("mailbox", "read", made["address"], "latest", "--raw", "--secret", made["secret"]), environment
    )
    terminal.read_until("␛]0;owned␇")
    assert terminal.wait() == 0
    assert "\x1b" not in terminal.raw


class Terminal:
    """A program on a pseudo-terminal of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._child, self._descriptor = pty.fork()
        if self._child == 0:
            # A suite that a shell runs in the background ignores interrupts, and so would what it starts.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execvpe(command[0], command, environment)  # noqa: S606 (never returns; a failure ends the child)
        self.raw = ""

    @property
    def text(self) -> str:
        """What was written, without the sequences that colour and move."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.raw)

    def read_until(self, part: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while part not in self.text:
            readable, _, _ = select.select([self._descriptor], [], [], max(0, deadline - time.monotonic()))
            assert readable, self.text
            self.raw += os.read(self._descriptor, 65_536).decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    def wait(self) -> int:
        """Read what is left and return the exit status."""
        try:
            while octets := os.read(self._descriptor, 65_536):
                self.raw += octets.decode("utf-8", "replace")
        except OSError:  # Linux tells the end of a terminal as EIO
            pass
        _, status = os.waitpid(self._child, 0)
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(status)
