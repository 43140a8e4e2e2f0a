import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.values import Address, Domain, InvalidValueError

EXAMPLE = Domain("example.org")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("example.org", "example.org"),
        ("EXAMPLE.Org.", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example.", "xn--bcher-kva.example"),
        ("bücher。example", "xn--bcher-kva.example"),
        ("_dmarc.example", "_dmarc.example"),
        ("localhost", "localhost"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_a_domain_has_one_form(written: str, name: str) -> None:
    assert Domain.parse(written) == Domain(name)
    assert str(Domain.parse(written)) == name


@pytest.mark.parametrize(
    "written",
    [
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "-a.example",
        "a-.example",
        "a" * 64 + ".example",
        "a b.example",
        "a\n.example",
        "[127.0.0.1]",
        "a.example\x00",
        "ü" * 64 + ".example",
        "ü." * 200,
        "\ud800.example",
        "a\u200d.example",
        ".".join(["a" * 60] * 5),
    ],
)
def test_what_is_no_domain_is_refused(written: str) -> None:
    with pytest.raises(InvalidValueError):
        Domain.parse(written)


def test_a_domain_is_valid_however_it_is_made() -> None:
    with pytest.raises(InvalidValueError):
        Domain("Example.org")


@pytest.mark.parametrize(
    ("written", "local", "shown"),
    [
        ("ann@example.org", "ann", "ann@example.org"),
        ("Ann.Lee+x@EXAMPLE.org", "Ann.Lee+x", "Ann.Lee+x@example.org"),
        ('"ann"@example.org', "ann", "ann@example.org"),
        ('"ann lee"@example.org', "ann lee", '"ann lee"@example.org'),
        ('"a@b"@example.org', "a@b", '"a@b"@example.org'),
        (r'"a\"b\\c"@example.org', r'a"b\c', r'"a\"b\\c"@example.org'),
        ('".ann"@example.org', ".ann", '".ann"@example.org'),
        ("zoe\u0308@example.org", "zo\u00eb", "zo\u00eb@example.org"),
        ("用户@example.org", "用户", "用户@example.org"),
        ("a" * 64 + "@example.org", "a" * 64, "a" * 64 + "@example.org"),
    ],
)
def test_an_address_has_one_form(written: str, local: str, shown: str) -> None:
    address = Address.parse(written)
    assert (address.local, address.domain, str(address)) == (local, EXAMPLE, shown)
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        '""@example.org',
        ".ann@example.org",
        "ann.@example.org",
        "a..b@example.org",
        "ann lee@example.org",
        "ann@lee@example.org",
        '"ann@example.org',
        'a"b"@example.org',
        '"a\\\n"@example.org',
        '"a\r\n"@example.org',
        "a\x85@example.org",
        "a\x7f@example.org",
        "a\ud800@example.org",
        "a" * 65 + "@example.org",
        "é" * 33 + "@example.org",
        "U\u0308\u0304" * 33 + "@example.org",
        "a" * 100_000 + "@example.org",
        "ann@[127.0.0.1]",
        "ann@exa mple.org",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidValueError):
        Address.parse(written)


@pytest.mark.parametrize("local", ["", "a\n", "a" * 65, "\ud800", "U\u0308\u0304" * 100])
def test_an_address_is_valid_however_it_is_made(local: str) -> None:
    with pytest.raises(InvalidValueError):
        Address(local, EXAMPLE)


def test_addresses_are_looked_up_without_regard_to_case_or_composition() -> None:
    assert Address.parse("Ann@EXAMPLE.org").canonical == "ann@example.org"
    assert Address.parse("ZOE\u0308@example.org").canonical == Address.parse("zo\u00eb@example.org").canonical


def test_an_address_knows_whether_it_needs_smtputf8() -> None:
    assert Address.parse("zoë@example.org").is_internationalised
    assert not Address.parse("zoe@bücher.example").is_internationalised


@given(st.text(max_size=80))
def test_whatever_local_part_can_be_made_can_be_written_and_read_again(local: str) -> None:
    try:
        address = Address(local, EXAMPLE)
    except InvalidValueError:
        return
    assert unicodedata.is_normalized("NFC", address.local)
    assert Address.parse(str(address)) == address


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = Address.parse(text)
    except InvalidValueError:
        return
    assert len(address.local.encode()) <= 64
    assert address.canonical.isprintable() or not address.local.isascii()
