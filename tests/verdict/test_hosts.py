import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.verdict.hosts import is_address, label_of, parse_host, parse_url, registrable


@pytest.mark.parametrize(
    ("address", "host", "port", "userinfo"),
    [
        ("https://Example.ORG/a", "example.org", "", ""),
        ("http:\\\\evil.example\\x", "evil.example", "", ""),
        ("https:/one.example", "one.example", "", ""),
        ("http://a@b@c.example:80/?x@y", "c.example", "80", "a@b"),
        ("http://xn--pypal-4ve.com.", "p\u0430ypal.com", "", ""),
        ("http://[::1]:8080/", "[::1]", "8080", ""),
        ("http://xn--99999999999.com", "xn--99999999999.com", "", ""),
        ("http://" + "a" * 300, "", "", ""),
    ],
)
def test_an_address_as_browsers_read_it(address: str, host: str, port: str, userinfo: str) -> None:
    url = parse_url(address)
    assert url is not None
    assert (url.host, url.port, url.userinfo) == (host, port, userinfo)


def test_other_schemes_are_not_web_addresses() -> None:
    assert parse_url("mailto:a@b.example") is None


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("example.org", "example.org"),
        ("a.b.example.org", "example.org"),
        ("shop.example.co.uk", "example.co.uk"),
        ("x.impots.gouv.fr", "impots.gouv.fr"),
        ("a.me.weebly.com", "me.weebly.com"),
        ("a.b.blob.core.windows.net", "b.blob.core.windows.net"),
        ("10.1.2.3", "10.1.2.3"),
        ("localhost", "localhost"),
    ],
)
def test_whose_a_host_is(host: str, domain: str) -> None:
    assert registrable(host) == domain


def test_addresses_in_every_notation() -> None:
    assert all(map(is_address, ("1.2.3.4", "0x7f.1", "2130706433", "[::1]")))
    assert not any(map(is_address, ("1.example", "a.b", "1.2.3.4.5.6")))
    assert label_of("paypal.com") == "paypal"


def test_a_label_too_long_stays_as_it_is() -> None:
    label = "xn--" + "a" * 80
    assert parse_host(f"{label}.com") == f"{label}.com"


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_none(text: str) -> None:
    for address in (text, f"http://{text}", f"https://xn--{text}.com/"):
        url = parse_url(address)
        assert url is None or isinstance(registrable(url.host), str)
