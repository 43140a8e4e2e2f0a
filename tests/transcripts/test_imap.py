"""Plays the dialogues in `imap/*.txt`: `S:` lines are what the server must say, word for word, before the next `C:`.

`C:` starts what the client sends, `+:` adds a line to the same packet, `~:` is sent too but its answer is not shown,
`!:` is what the session says by itself while the client idles, `T:` is a TLS handshake, `#` a comment.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tempory.protocols.imap import Connection
from tests.protocols.imap.canned import CannedDriver

DIALOGUES = sorted(Path(__file__).with_name("imap").glob("*.txt"))


def _turns(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield (who, octets): consecutive `S:` lines are one turn, `+:` lines belong to the turn before."""
    who, octets = "", b""
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        speaker, words = line[:1], line[3:].encode() + b"\r\n"
        if speaker == "+" or (speaker == who == "S"):
            octets += words
            continue
        if who:
            yield who, octets
        who, octets = speaker, words
    yield who, octets


def _play(text: str) -> None:
    in_clear = "\nT:" in text or "LOGINDISABLED" in text
    driver = CannedDriver(Connection(hostname="mx.tempory.test", tls_active=not in_clear, tls_offered=in_clear))
    said = b""
    for who, octets in _turns(text):
        if who == "S":
            said = said or driver.engine.greeting()
            assert said.decode() == octets.decode()
        elif who == "T":
            driver.engine.tls_established()
        elif who == "!":
            assert driver.engine.is_idling
        else:
            assert said == b"", "the server said something that the dialogue does not have"
            said = driver.feed(octets)
        if who in "S~":
            said = b""
    assert said == b""


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_dialogue(path: Path) -> None:
    _play(path.read_text(encoding="utf-8"))


def test_a_wrong_dialogue_fails() -> None:
    with pytest.raises(AssertionError):
        _play("C: A NOOP\nS: A OK Something else\n")
    with pytest.raises(AssertionError):
        _play("C: A NOOP\n")
