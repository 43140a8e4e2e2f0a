import pytest

from tempory.config import Configuration, UnreadableConfigurationError, parse
from tempory.config.reach import is_reachable, public_endpoint, public_page


def written(text: str) -> Configuration:
    return parse(text).configuration


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "mx.mail.example"])
def test_what_others_reach_is_told_of_by_our_name(host: str) -> None:
    configuration = written(f'[service]\ndomains = ["mail.example"]\n[imaps]\nhost = "{host}"')
    assert is_reachable(configuration, "imaps")
    assert public_endpoint(configuration, "imaps", host=host, port=1993) == ("mail.example", 1993)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_what_only_this_machine_reaches_is_told_of_by_its_address(host: str) -> None:
    configuration = written(f'[imaps]\nhost = "{host}"')
    assert not is_reachable(configuration, "imaps")
    assert public_endpoint(configuration, "imaps", host=host, port=1993) == (host, 1993)


def test_the_operator_knows_better() -> None:
    configuration = written('[imaps]\npublic = "IMAP.mail.example:993"')
    assert is_reachable(configuration, "imaps")
    assert public_endpoint(configuration, "imaps", host="127.0.0.1", port=1993) == ("imap.mail.example", 993)


@pytest.mark.parametrize("public", ["mail.example", "mail.example:0", "mail.example:65536", ":993", "a b:993", "x:+1"])
def test_what_is_no_name_with_a_port(public: str) -> None:
    with pytest.raises(UnreadableConfigurationError):
        parse(f'[imaps]\npublic = "{public}"')


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", None),
        ('[service]\npage = "https://mail.example/"', "https://mail.example"),
        ('[https]\nhost = "::"\nport = 443', "https://tempory.test"),
        ('[https]\nhost = "::"', "https://tempory.test:8443"),
    ],
)
def test_where_people_find_the_page(text: str, page: str | None) -> None:
    assert public_page(written(text)) == page
