import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import LIMITS, Group, Limits, MailAddress, RoutedAddress, parse_address_list, parse_addresses


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a@example.org", [("", "a@example.org")]),
        ("<a@example.org>", [("", "a@example.org")]),
        ("Ann Example <a@example.org>", [("Ann Example", "a@example.org")]),
        ('"Example, Ann" <a@example.org>', [("Example, Ann", "a@example.org")]),
        ('"A \\"B\\" C" <a@example.org>', [('A "B" C', "a@example.org")]),
        ('"a b"@example.org', [("", '"a b"@example.org')]),
        ("a@[192.0.2.1]", [("", "a@[192.0.2.1]")]),
        ("a@example.org (Ann (the first) E)", [("Ann (the first) E", "a@example.org")]),
        ("(c) <a@example.org> (d)", [("c", "a@example.org")]),
        ("a . b @ example . org", [("", "a.b@example.org")]),
        ("John Q. Public <a@example.org>", [("John Q. Public", "a@example.org")]),
        ("a@example.org, , b@example.org,", [("", "a@example.org"), ("", "b@example.org")]),
        ("<@x.example,@y.example:a@example.org>", [("", "a@example.org")]),
        ("Ann <a@example.org>; Bob <b@example.org>", [("Ann", "a@example.org"), ("Bob", "b@example.org")]),
        ("<a@example.org, b@example.org", [("", "a@example.org"), ("", "b@example.org")]),
        (
            "G: a@example.org, Bob <b@example.org>;, c@example.org",
            [("", "a@example.org"), ("Bob", "b@example.org"), ("", "c@example.org")],
        ),
        ("undisclosed-recipients:;", []),
        ("Ann", [("Ann", "")]),
        ("(Ann)", [("Ann", "")]),
        ("Ann <>", [("Ann", "")]),
        ("<>", []),
        ("", []),
        ("üser@exämple.org", [("", "üser@exämple.org")]),
        ("=?utf-8?q?Andr=C3=A9?= <a@example.org>", [("André", "a@example.org")]),
        ('"=?utf-8?b?QW5kcsOp?=" <a@example.org>, b@example.org', [("André", "a@example.org"), ("", "b@example.org")]),
        ("=?utf-8?q?a=0D=0Ab?= <a@example.org>", [("a b", "a@example.org")]),
        ("\u202eeve <a@example.org>", [("eve", "a@example.org")]),
        ("Ann  \t Example <a@example.org>", [("Ann Example", "a@example.org")]),
        ('"open <a@example.org>', [("open <a@example.org>", "")]),
        ("(open <a@example.org>", [("open <a@example.org>", "")]),
        ("[open <a@example.org>", [("[open <a@example.org>", "")]),
        ("Ann] \\ <a@example.org>", [("Ann] \\", "a@example.org")]),
        ("a@example.org: b@example.org", [("", "a@example.org:b@example.org")]),
        ("G: H: a@example.org;", [("", "H:a@example.org")]),
        ("Ann <a@example.org> junk", [("Ann junk", "a@example.org")]),
    ],
)
def test_addresses(written: str, read: list[tuple[str, str]]) -> None:
    assert list(parse_addresses(written)) == [MailAddress(*each) for each in read]


def test_as_written_names_keep_their_encoded_words_and_addresses_their_route() -> None:
    written = "=?utf-8?q?Andr=C3=A9?= <@x.example,@y.example:a@example.org>, b@example.org (=?utf-8?q?B?=), (c)"
    assert parse_address_list(written, as_written=True) == (
        RoutedAddress("=?utf-8?q?Andr=C3=A9?=", "a@example.org", "@x.example,@y.example"),
        MailAddress("=?utf-8?q?B?=", "b@example.org"),
        MailAddress("c", ""),
    )


def test_groups_keep_their_members() -> None:
    ann, bob, eve = MailAddress("", "a@example.org"), MailAddress("", "b@example.org"), MailAddress("", "e@example.org")
    assert parse_address_list("My Group: a@example.org, b@example.org;, e@example.org, Open: a@example.org") == (
        Group("My Group", (ann, bob)),
        eve,
        Group("Open", (ann,)),
    )
    assert parse_address_list("undisclosed-recipients:;") == (Group("undisclosed-recipients", ()),)


@pytest.mark.parametrize(
    "piece", ["a@example.org,", "a,", "g:a@example.org;", "<", "(", '"', "\\", "@", "a@b ", "[", "<a@b,"]
)
def test_hostile_lists_are_bounded(piece: str) -> None:
    assert len(parse_addresses(piece * (100_000 // len(piece)))) <= LIMITS.addresses


def test_addresses_beyond_the_limit_are_left_out() -> None:
    assert len(parse_addresses("a@example.org," * 50, Limits(addresses=3))) == 3


@given(st.text(alphabet='ab@.<>,;:()[]"\\ é\r\n=?', max_size=200))
def test_any_text_is_an_address_list(text: str) -> None:
    for each in parse_addresses(text):
        assert each.name or each.address
        assert "\n" not in each.name + each.address


@given(st.lists(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True), min_size=1, max_size=20))
def test_plain_addresses_come_back(addresses: list[str]) -> None:
    assert [each.address for each in parse_addresses(", ".join(addresses))] == addresses
    assert [each.address for each in parse_addresses(",".join(f"N <{each}>" for each in addresses))] == addresses
