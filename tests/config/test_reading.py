from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.config import Configuration, UnreadableConfigurationError, load, parse, read_file
from tempory.values import ConfigurationError, Domain


def mistakes_of(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(UnreadableConfigurationError) as raised:
        parse(text, "tempory.toml")
    return [(mistake.line, mistake.reason) for mistake in raised.value.mistakes]


def test_an_empty_file_is_the_defaults() -> None:
    assert parse("").configuration == Configuration()
    assert not parse("").written


def test_what_is_written_is_in_force_and_the_rest_is_default() -> None:
    reading = parse(
        """
        [service]
        domains = ["Mail.Example", "bücher.example"]
        [smtp]
        host = "::1"
        message_size = "10 MiB"
        idle = "2m"
        recipients = 500
        [tls]
        certificate = "tls/cert.pem"
        key = "tls/key.pem"
        [peers]
        trusted = ["192.0.2.0/24", "2001:db8::/48"]
        [log]
        format = "json"
        """
    )
    configuration = reading.configuration
    assert configuration.service.domains == (Domain("mail.example"), Domain("xn--bcher-kva.example"))
    assert configuration.hostname == "mail.example"
    assert (configuration.smtp.host, configuration.smtp.message_size) == ("::1", 10 * 1024 * 1024)
    assert (configuration.smtp.idle, configuration.smtp.recipients) == (120, 500)
    assert configuration.tls.key == Path("tls/key.pem")
    assert [str(network) for network in configuration.peers.trusted] == ["192.0.2.0/24", "2001:db8::/48"]
    assert configuration.log.format == "json"
    assert configuration.https == Configuration().https
    assert ("smtp", "idle") in reading.written
    assert ("smtp", "port") not in reading.written


def test_the_hostname_may_differ_from_the_first_domain() -> None:
    assert parse('[service]\nhostname = "mx.example"').configuration.hostname == "mx.example"


PORTS = (
    "smtp.port or submission.port or submissions.port or imap.port or imaps.port or pop3.port or pop3s.port or "
    "https.port or health.port"
)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[smtp]\n\nprot = 25", 3, "there is no setting smtp.prot; did you mean smtp.port?"),
        ("# a\n[stmp]\nport = 25", 2, "there is no section stmp; did you mean smtp?"),
        ("[tls]\nport = 25", 2, "there is no setting tls.port; did you mean " + PORTS + "?"),
        ("port = 25", 1, "there is no section port; did you mean " + PORTS + "?"),
        ("[log]\nzzz = 1", 2, "there is no setting log.zzz; there are format, level"),
        ("smtp = 25", 1, "smtp is a section: write [smtp] on a line of its own, its settings below"),
        ("[[smtp]]\nport = 25", 1, "smtp is a section: write [smtp] on a line of its own, its settings below"),
        ("[smtp]\nport = 65536", 2, "smtp.port must be a port from 0 to 65535 (0: any free one); it is 65536"),
        ("smtp.port = -1", 1, "smtp.port must be a port from 0 to 65535 (0: any free one); it is -1"),
        ("[smtp]\nport = true", 2, "smtp.port must be a port from 0 to 65535 (0: any free one); it is true"),
        (
            '[smtp]\nmessage_size = "25 megs"',
            2,
            'smtp.message_size must be a size from 64 KiB to 1 GiB, written like "25 MiB"; it is "25 megs"',
        ),
        (
            '[smtp]\nidle = "1 MiB"',
            2,
            'smtp.idle must be a time from 10s to 1h, written like "10m" or "1h"; it is "1 MiB"',
        ),
        ('[log]\nlevel = "loud"', 2, 'log.level must be one of "debug", "info", "warning", "error"; it is "loud"'),
        (
            '[service]\ndomains = ["a b"]',
            2,
            'service.domains must be a list of domain names, such as ["tempory.test"]; it is ["a b"]',
        ),
        (
            "[service]\ndomains = []",
            2,
            'service.domains must be a list of domain names, such as ["tempory.test"]; it is []',
        ),
        (
            '[peers]\nproxies = ["192.0.2.1/24"]',
            2,
            (
                'peers.proxies must be a list of networks, such as ["192.0.2.0/24", "2001:db8::/48"]; '
                'it is ["192.0.2.1/24"]'
            ),
        ),
        (
            '[smtp]\nhost = "a b"',
            2,
            'smtp.host must be an IP address or a host\'s name, such as "127.0.0.1"; it is "a b"',
        ),
        ("[storage]\nfolder = 1979-05-27", 2, 'storage.folder must be a path; it is "1979-05-27"'),
        ('[process]\nuser = "a\\nb"', 2, 'process.user must be a user\'s name; it is "a\\nb"'),
        ("[tls]\nallow_self_signed = 1", 2, "tls.allow_self_signed must be true or false; it is 1"),
        ("[smtp\nport = 25", 1, "not TOML: Expected ']' at the end of a table declaration"),
        ("[smtp]\nport =", 2, "not TOML: Invalid value before the end of the file"),
        ("x = " + "[" * 5000, None, "not TOML: nested too deeply"),
    ],
)
def test_a_mistake_is_shown_where_it_stands_with_what_to_write(text: str, line: int | None, reason: str) -> None:
    assert mistakes_of(text) == [(line, reason)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[tls]\nkey = "k.pem"', 2, "tls.key needs tls.certificate beside it"),
        ('[tls]\ncertificate = "c.pem"', 2, "tls.certificate needs tls.key beside it"),
        ('[mailboxes]\nlifetime_min = "2h"', 1, "the default lifetime, 1h, is not between the shortest, 2h"),
        ('[mailboxes]\nlifetime_min = "2d"\nlifetime_max = "1d"', 2, "the shortest lifetime, 2d, is over the longest"),
        ('[mailboxes]\nquota_bytes = "1 MiB"', 2, "a mailbox of 1 MiB cannot hold one message of 25 MiB"),
        ("[peers]\nnetwork_connections = 2", 2, "a network may hold 2 connections, one peer in it 30"),
        ('[smtp]\nbudget = "2 MiB"', 2, "a budget of 2 MiB cannot hold one message of 25 MiB"),
    ],
)
def test_settings_that_contradict_each_other_are_found(text: str, line: int, words: str) -> None:
    ((found, reason),) = mistakes_of(text)
    assert found == line
    assert words in reason


def test_every_mistake_is_found_at_once_in_the_order_of_the_lines() -> None:
    text = "[log]\nlevel = 3\n[smtp]\nprot = 1\nport = -1\n[stroage]\n"
    assert [line for line, _ in mistakes_of(text)] == [2, 4, 5, 6]


def test_a_long_value_is_cut_in_the_explanation() -> None:
    ((_, reason),) = mistakes_of(f'[log]\nlevel = "{"x" * 10_000}"')
    assert len(reason) < 200


def test_a_line_in_a_text_of_several_is_not_taken_for_a_setting() -> None:
    text = '[service]\ncontacts = ["""mailto:\nhostname = 1\n"""]\nhostname = 5\n'
    assert [line for line, _ in mistakes_of(text)] == [2, 5]


def test_a_file_is_read_and_named_in_its_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "tempory.toml"
    file.write_text("[smtp]\nport = 25\n")
    assert load(file).smtp.port == 25
    file.write_text("[smtp]\nport = 'x'\n")
    with pytest.raises(ConfigurationError, match=r"tempory\.toml, line 2: smtp\.port must be"):
        load(file)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [(b"a\nb\xff", 2, "this is not UTF-8"), (b"#" * 2_000_000, None, "this is larger than 1 MiB")],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, line: int | None, reason: str) -> None:
    file = tmp_path / "tempory.toml"
    file.write_bytes(content)
    with pytest.raises(UnreadableConfigurationError) as raised:
        read_file(file)
    assert [(mistake.line, mistake.reason) for mistake in raised.value.mistakes] == [(line, reason)]


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        load(tmp_path / "tempory.toml")


@given(st.text(max_size=200))
def test_any_text_is_a_configuration_or_explained(text: str) -> None:
    explained = ["right"]
    try:
        parse(text)
    except UnreadableConfigurationError as error:
        explained = error.explained()
    assert explained
