from dataclasses import fields

import pytest

from tempory.api.settings import ApiSettings
from tempory.config import Configuration, check_safety, parse
from tempory.config.composition import (
    api_settings,
    budget_settings,
    gate_settings,
    mailbox_rules,
    patience_settings,
    smtp_settings,
)
from tempory.config.reading import Reading
from tempory.config.sections import SECTIONS, settings_of
from tempory.config.showing import as_toml, effective
from tempory.mailboxes import Rules
from tempory.net.settings import GateSettings, PatienceSettings
from tempory.sessions.budget import BudgetSettings
from tempory.sessions.smtp.settings import SmtpSettings
from tempory.values import Domain

EVERY_SETTING = [(section, key) for section in SECTIONS for key in settings_of(section)]
DEFAULTS = Reading(configuration=Configuration(), written=frozenset())


def test_the_sections_are_those_of_the_configuration() -> None:
    assert [field.name for field in fields(Configuration)] == list(SECTIONS)


@pytest.mark.parametrize(("section", "key"), EVERY_SETTING)
def test_every_setting_has_a_default_within_its_own_range_and_a_sentence(section: str, key: str) -> None:
    setting = settings_of(section)[key]
    default = getattr(getattr(Configuration(), section), key)
    assert default is None or setting.kind.read(setting.kind.show(default)) == default
    assert setting.sentence.endswith(".")


def test_the_defaults_are_safe_even_for_root() -> None:
    check_safety(Configuration(), effective_uid=0, mode_of=lambda _: None)


def test_what_is_shown_is_a_file_that_says_the_same() -> None:
    shown = as_toml(DEFAULTS)
    assert parse(shown).configuration == Configuration()
    assert shown.count("# default") + shown.count("is not set") == len(EVERY_SETTING)


def test_what_was_written_is_not_marked_as_a_default() -> None:
    reading = parse("[smtp]\nport = 2525")
    assert [item.key for item in effective(reading) if not item.is_default] == ["port"]
    assert "port = 2525\n" in as_toml(reading)


def test_packages_get_the_settings_they_have_by_themselves() -> None:
    assert mailbox_rules(Configuration()) == Rules(domains=(Domain("tempory.test"),))
    assert smtp_settings(Configuration()) == SmtpSettings(hostname="tempory.test")
    assert budget_settings(Configuration()) == BudgetSettings()
    assert gate_settings(Configuration()) == GateSettings()
    assert patience_settings(Configuration()) == PatienceSettings()
    assert api_settings(Configuration()) == ApiSettings()


def test_packages_get_what_was_written() -> None:
    configuration = parse(
        """
        [service]
        domains = ["a.example"]
        contacts = ["mailto:security@a.example"]
        [smtp]
        message_size = "1 MiB"
        header_size = "8 KiB"
        recipients = 1
        errors = 2
        idle = "1m"
        budget = "8 MiB"
        [peers]
        connections = 1
        network_connections = 2
        total_connections = 3
        connections_per_minute = 4
        trusted = ["127.0.0.0/8"]
        proxies = ["192.0.2.0/24"]
        [mailboxes]
        lifetime_min = "1m"
        lifetime_max = "2h"
        lifetime_default = "30m"
        quota_messages = 3
        quota_bytes = "2 MiB"
        quarantine = "1d"
        [api]
        hosts = ["b.example"]
        requests_burst = 1
        requests_per_minute = 2
        creations_burst = 3
        creations_per_minute = 4
        streams = 5
        streams_per_peer = 6
        [mailtm]
        requests_burst = 7
        requests_per_minute = 8
        failed_passwords_burst = 9
        failed_passwords_per_minute = 10
        [mailpit]
        requests_burst = 11
        requests_per_minute = 12
        """
    ).configuration
    assert smtp_settings(configuration).hostname == "a.example"
    assert budget_settings(configuration).octets == 8 * 2**20
    assert patience_settings(configuration).idle == 60
    assert gate_settings(configuration) == GateSettings(
        per_peer=1, per_network=2, total=3, rate=4, trusted=("127.0.0.0/8",), proxies=("192.0.2.0/24",)
    )
    limits = smtp_settings(configuration).limits
    assert (limits.message_octets, limits.header_octets, limits.recipients, limits.errors) == (2**20, 2**13, 1, 2)
    assert mailbox_rules(configuration) == Rules(
        domains=(Domain("a.example"),),
        lifetime_min=60,
        lifetime_max=7200,
        lifetime_default=1800,
        quota_messages=3,
        quota_bytes=2 * 2**20,
        quarantine=86_400,
    )
    settings = api_settings(configuration)
    assert settings.hosts == ("b.example",)
    assert (settings.rates.requests.burst, settings.rates.requests.per_minute) == (1, 2)
    assert (settings.rates.creations.burst, settings.rates.creations.per_minute) == (3, 4)
    assert (settings.rates.mailtm.burst, settings.rates.mailtm.per_minute) == (7, 8)
    assert (settings.rates.failed_passwords.burst, settings.rates.failed_passwords.per_minute) == (9, 10)
    assert (settings.rates.mailpit.burst, settings.rates.mailpit.per_minute) == (11, 12)
    assert (settings.live.streams, settings.live.per_peer) == (5, 6)
    assert settings.security_contact.contacts == ("mailto:security@a.example",)
