import email
import email.policy
import email.utils
from datetime import UTC, datetime
from typing import Any

import pytest

from tempory.protocols.smtp import encode_received, encode_return_path
from tempory.values import Address
from tests.making import NOON

ALICE = Address.parse("alice@tempory.test")


def received(**changes: Any) -> str:
    fields: dict[str, Any] = {
        "hello": "client.example",
        "peer": "192.0.2.7",
        "hostname": "mx.tempory.test",
        "protocol": "ESMTPS",
        "transaction": "4f2a",
        "received_at": NOON,
        "recipient": ALICE,
    }
    return encode_received(**(fields | changes)).decode()


def test_return_paths() -> None:
    assert encode_return_path(ALICE) == b"Return-Path: <alice@tempory.test>\r\n"
    assert encode_return_path(None) == b"Return-Path: <>\r\n"


def test_a_received_field() -> None:
    assert received() == (
        "Received: from client.example ([192.0.2.7])\r\n"
        "\tby mx.tempory.test with ESMTPS id 4f2a\r\n"
        "\tfor <alice@tempory.test>;\r\n"
        "\tSat, 21 Nov 2026 12:00:00 +0000\r\n"
    )


def test_tls_is_noted() -> None:
    text = received(tls_version="TLSv1.3", tls_cipher="TLS_AES_256_GCM_SHA384")
    assert "with ESMTPS (TLSv1.3) id 4f2a" in text
    assert "for <alice@tempory.test> tls TLS_AES_256_GCM_SHA384;" in text


def test_several_recipients_do_not_learn_of_each_other() -> None:
    assert "for" not in received(recipient=None)


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("2001:DB8::1", " ([IPv6:2001:db8::1])\r\n"),
        ("fe80::1%eth0", " ([IPv6:fe80::1])\r\n"),
        ("", "client.example\r\n"),
        ("not an address\r\n", "client.example\r\n"),
    ],
)
def test_peers(peer: str, expected: str) -> None:
    assert received(peer=peer).startswith(f"Received: from client.example{expected.removeprefix('client.example')}")


@pytest.mark.parametrize(
    "hello", ["client.example", "CLIENT-1.example", "[192.0.2.1]", "[IPv6:2001:db8::1]", "my_host", "localhost"]
)
def test_names_that_are_written_as_they_are(hello: str) -> None:
    assert received(hello=hello).startswith(f"Received: from {hello} ([")


@pytest.mark.parametrize(
    "hello", ["", "x\r\nSubject: y", "a(b", "a;b", "zoë.example", "a b", "x" * 256, "[x]", "-a", "<a>"]
)
def test_names_that_are_not_written(hello: str) -> None:
    assert received(hello=hello).startswith("Received: from unknown ([")


def test_odd_words_are_not_written() -> None:
    text = received(transaction="a;b", tls_version="x)\r\n", tls_cipher="y z")
    assert "id unknown" in text
    assert "(unknown)" in text
    assert "tls unknown" in text


def test_dates_are_read_by_others() -> None:
    for day in range(0, 400, 3):
        instant = NOON + day * 86_400_000 + day * 1_000_003
        date = received(received_at=instant).rpartition(";")[2].strip()
        assert email.utils.parsedate_to_datetime(date) == datetime.fromtimestamp(instant // 1000, UTC)


def test_fields_are_read_by_others() -> None:
    raw = encode_return_path(ALICE) + received().encode() + b"Subject: x\r\n\r\nbody\r\n"
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message.keys() == ["Return-Path", "Received", "Subject"]
    assert message.defects == []
