"""The mail of a load looks like mail and is ready for the wire."""

import email
import email.policy
import re

import pytest

from bench.messages import build


@pytest.mark.parametrize("kibibytes", [1, 10, 100])
def test_size_and_form(kibibytes: int) -> None:
    raw = build(kibibytes * 1024, seed=7)
    assert abs(len(raw) - kibibytes * 1024) < 100
    assert raw.endswith(b"\r\n")
    assert b"\r\n." not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_content() -> None:
    message = email.message_from_bytes(build(1024, seed=7), policy=email.policy.default)
    assert message.get_content_type() == "multipart/alternative"
    text = message.get_body(("plain",))
    assert text is not None
    assert re.search(r"\b\d{6}\b", text.get_content())
    assert "https://" in text.get_content()


def test_seeds_differ() -> None:
    assert build(10_240, seed=1) != build(10_240, seed=2) == build(10_240, seed=2)
