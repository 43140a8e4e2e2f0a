"""Plays the dialogues in `smtp/*.txt`: `S:` lines are what the engine must say, word for word, before the next `C:`.

`C:` starts what the client sends, `+:` adds a line to the same packet, `T:` is a TLS handshake, `#` a comment.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tempory.protocols.smtp import TLS_READY, Question, Reply, StartTls
from tests.protocols.smtp.driving import Driver, accept_all, make_driver

DIALOGUES = sorted(Path(__file__).with_name("smtp").glob("*.txt"))


def _decide(question: Question) -> Reply:
    return TLS_READY if isinstance(question, StartTls) else accept_all(question)


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


def _play(driver: Driver, text: str) -> None:
    said = driver.engine.greeting()
    for who, octets in _turns(text):
        if who == "S":
            assert said.decode() == octets.decode()
            said = b""
        elif who == "T":
            driver.engine.tls_established()
        else:
            assert said == b"", "the engine said something that the dialogue does not have"
            said = driver.feed(octets)
    assert said == b""


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_dialogue(path: Path) -> None:
    driver = make_driver(_decide, tls_offered=True, submission=path.stem.startswith("submission"))
    _play(driver, path.read_text(encoding="utf-8"))


def test_a_wrong_dialogue_fails() -> None:
    with pytest.raises(AssertionError):
        _play(make_driver(), "S: 220 mx.tempory.test ESMTP Tempory\nC: NOOP\nS: 250 2.0.0 Something else\n")
