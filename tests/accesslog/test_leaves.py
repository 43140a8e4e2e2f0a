"""What a leaf holds, and that it has one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.accesslog import Identity, Kind, Leaf, Machine, Result, Subject, Thing, Verb, Way, parse_leaf
from tempory.accesslog import truncate_address as truncate
from tempory.accesslog.identities import RANDOM_OCTETS, commit, make_pseudonym
from tempory.values import IntegrityError, InvalidValueError, Secret

LEAF = Leaf(
    at=1_795_262_400_000,
    who="0" * 32,
    verb=Verb.READ,
    kind=Kind.MAILBOX,
    on="1" * 32,
    way=Way.IMAP,
    result=Result.DONE,
    detail="2" * 64,
)
TEXT = (
    b'{"v":1,"at":1795262400000,"who":"00000000000000000000000000000000","verb":"mail.read","kind":"mailbox",'
    b'"on":"11111111111111111111111111111111","way":"imap","result":"done",'
    b'"detail":"2222222222222222222222222222222222222222222222222222222222222222"}'
)
SUBJECT = Subject(bytes(range(16)))


def test_the_format_is_what_the_documentation_says() -> None:
    assert LEAF.encode() == TEXT
    assert parse_leaf(TEXT) == LEAF
    assert LEAF.machine is None
    assert parse_leaf(TEXT.replace(b"0" * 32, b"machine:mail")).machine is Machine.MAIL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"v":1,', b'{ "v":1,'),
        (b'"v":1', b'"v":2'),
        (b'"v":1,"at":1795262400000', b'"at":1795262400000,"v":1'),
        (b'"at":1795262400000', b'"at":-1'),
        (b'"at":1795262400000', b'"at":1795262400000.0'),
        (b"mail.read", b"mail.eat"),
        (b"0" * 32, b"machine:oven"),
        (b"0" * 32, b"0" * 31),
        (b'"imap"', b'"\\u0069map"'),
        (b'"result":"done",', b'"result":"done","more":1,'),
        (b'"result":"done",', b""),
        (b"2" * 64, b"2" * 63),
        (b"1" * 32, b"1" * 65),
        (b"1" * 32, b"\xff"),
        (b"}", b"} "),
        (b"}", b""),
        (b"1" * 32, b"1" * 2000),
    ],
)
def test_any_other_spelling_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(IntegrityError):
        parse_leaf(TEXT.replace(old, new))


@given(st.binary(max_size=200))
def test_any_octets_are_refused_or_one_leaf(octets: bytes) -> None:
    with pytest.raises(IntegrityError):
        parse_leaf(octets)
    with pytest.raises(IntegrityError):
        parse_leaf(b"[" * 900)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_an_address_is_kept_as_its_network(address: str, network: str) -> None:
    assert truncate(address) == network


def test_a_detail_is_committed_to_and_opens_with_its_key_alone() -> None:
    identity, other = Identity(SUBJECT, Secret(b"k" * 32)), Identity(SUBJECT, Secret(b"o" * 32))
    sealed, commitment = identity.seal(b"{}", b"r" * RANDOM_OCTETS)
    assert identity.open(sealed, commitment) == b"{}"
    assert commitment == commit(b"r" * 16, b"{}")
    assert b"r" * 16 not in sealed
    for trial in (sealed[:-1], b"\x02" + sealed[1:], sealed[:9], b"", sealed[:20] + b"\0" + sealed[21:]):
        with pytest.raises(IntegrityError):
            identity.open(trial, commitment)
    with pytest.raises(IntegrityError):
        identity.open(sealed, commit(b"r" * 16, b"{ }"))
    with pytest.raises(IntegrityError):
        other.open(sealed, commitment)


def test_a_pseudonym_comes_from_the_key_and_shows_neither_key_nor_subject() -> None:
    identity, other = Identity(SUBJECT, Secret(b"k" * 32)), Identity(SUBJECT, Secret(b"o" * 32))
    assert identity.pseudonym == make_pseudonym(SUBJECT, identity.opening)
    assert len({identity.pseudonym, other.pseudonym, SUBJECT.octets.hex()}) == 3
    assert identity.opening != b"k" * 32


def test_names_that_could_tell_of_somebody_are_refused() -> None:
    for name in ("x" * 65, "naïve", "a\nb"):
        with pytest.raises(InvalidValueError):
            Thing(kind=Kind.SETTING, name=name)
    with pytest.raises(InvalidValueError):
        Subject(b"short")
