"""What an organisation sets about its members reaches them."""

from base64 import b64encode
from dataclasses import replace
from secrets import token_bytes

import pytest

from tempory.config import Configuration
from tempory.config.composition import people_rules
from tempory.config.members import Members
from tempory.people import Rules
from tempory.sealing import KeyPair
from tempory.values import ConfigurationError


def test_without_a_word_the_defaults_are_the_domains_own() -> None:
    assert people_rules(Configuration()) == Rules()


def test_what_is_set_is_handed_on() -> None:
    key = KeyPair.draw(token_bytes).public_key
    section = Members(quota_messages=5, trash_days=7, escrow_key=b64encode(key.octets).decode())
    rules = people_rules(replace(Configuration(), members=section))
    assert (rules.quota_messages, rules.trash_days, rules.escrow) == (5, 7, key)


@pytest.mark.parametrize("text", ["A" * 1624, "é", "A" * 5])
def test_a_key_that_nothing_can_be_sealed_to_is_a_mistake(text: str) -> None:
    with pytest.raises(ConfigurationError, match="escrow_key"):
        people_rules(replace(Configuration(), members=Members(escrow_key=text)))
