import ipaddress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.logs.redaction import redact, redact_text
from tempory.values import Address, Domain, MailboxId, Secret

TOKEN = "a" * 43


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nothing to hide", "nothing to hide"),
        (f"page https://h/#tpy_{TOKEN}", "page https://h/#tpy_…"),
        (f"tpa_{TOKEN} tpk_{TOKEN}", "tpa_… tpk_…"),
        ("Authorization: Bearer abcdefgh.ijk", "Authorization: Bearer …"),
        ("RCPT TO:<ann.lee+x@example.org>", "RCPT TO:<(address)>"),
        ('"ann lee"@example.org said', "(address) said"),
        ("用户@例え.jp, b@c", "(address), (address)"),
        ("from 192.0.2.77:41234", "from 192.0.2.0/24:41234"),
        ("[2001:db8:1:2::3]:25", "[2001:db8:1::/48]:25"),
        ("::ffff:192.0.2.1", "::/48"),
        ("on 127.0.0.1:2525 and [::1]:25 and 0.0.0.0 and ::", "on 127.0.0.1:2525 and [::1]:25 and 0.0.0.0 and ::"),
        ("at 12:30:45 version 1.2.3.4.5 of 300.1.1.1", "at 12:30:45 version 1.2.3.4.5 of 300.1.1.1"),
        ("x" * 5000, "x" * 2000),
    ],
)
def test_a_text_keeps_all_but_secrets_and_addresses(text: str, shown: str) -> None:
    assert redact_text(text) == shown


def redacted(value: object) -> Any:
    return redact(None, "info", {"value": value})["value"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (25, 25),
        (0.5, 0.5),
        (b"a message", "(9 octets)"),
        (Secret(b"key"), "(Secret)"),
        (Address("ann", Domain("example.org")), "(Address)"),
        (MailboxId(bytes(16)), "0" * 32),
        (Path("/data/mail.db"), "/data/mail.db"),
        (datetime(2026, 11, 21, tzinfo=UTC), "2026-11-21 00:00:00+00:00"),
        (ipaddress.ip_address("192.0.2.77"), "192.0.2.0/24"),
        (["ann@example.org", b"x", ("y",)], ["(address)", "(1 octets)", ["y"]]),
        ({"to": "ann@example.org", "ann@example.org": 1}, {"to": "(address)", "(address)": 1}),
        ([[[["deep"]]]], [[["(list)"]]]),
        (object(), "(object)"),
    ],
)
def test_a_value_is_plain_or_becomes_the_name_of_its_type(value: object, shown: object) -> None:
    assert redacted(value) == shown


def test_what_is_long_is_cut() -> None:
    assert len(redacted(list(range(1000)))) == 50
    assert len(redacted({str(number): number for number in range(1000)})) == 50


def test_names_are_redacted_too() -> None:
    assert list(redact(None, "info", {"ann@example.org": 1})) == ["(address)"]


@given(st.emails(), st.text(max_size=20), st.text(max_size=20))
def test_no_address_survives_whatever_stands_around_it(address: str, before: str, after: str) -> None:
    assert address not in redact_text(f"{before} {address} {after}")


@given(st.text(max_size=3000))
def test_any_text_can_be_redacted(text: str) -> None:
    assert len(redact_text(text)) <= 3 * 2000
