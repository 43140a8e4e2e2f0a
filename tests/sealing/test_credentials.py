import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.sealing import SecretKind, parse_credential, split_token
from tempory.values import InvalidValueError, Secret

secrets = st.binary(min_size=32, max_size=32).map(Secret)


@given(secret=secrets, kind=st.sampled_from(SecretKind))
def test_encode_and_parse_are_opposites(secret: Secret, kind: SecretKind) -> None:
    text = kind.encode(secret)
    assert len(text) == 47
    assert kind.parse(text) == secret
    assert parse_credential(text) == (kind, secret)


@given(secret=secrets, kind=st.sampled_from(SecretKind), other=st.sampled_from(SecretKind))
def test_a_half_is_never_taken_for_the_whole(secret: Secret, kind: SecretKind, other: SecretKind) -> None:
    if kind is not other:
        with pytest.raises(InvalidValueError):
            other.parse(kind.encode(secret))


@given(text=st.text() | st.from_regex(r"tp[yakx]_[A-Za-z0-9_=-]{40,46}", fullmatch=True))
def test_any_text_is_a_secret_in_one_way_or_none(text: str) -> None:
    try:
        kind, secret = parse_credential(text)
    except InvalidValueError:
        return
    assert kind.encode(secret) == text


def test_a_refusal_says_the_same_whatever_was_typed() -> None:
    refusals = []
    for text in ("", "tpy_secret", "tpz_" + "A" * 43, "tpy_" + "*" * 43, "tpy_" + "A" * 42 + "B"):
        with pytest.raises(InvalidValueError) as caught:
            parse_credential(text)
        refusals.append(str(caught.value))
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert len(set(refusals)) == 1


def test_halves_differ_from_each_other_and_from_the_token() -> None:
    token = Secret(bytes(32))
    halves = split_token(token)
    assert len({token.reveal(), halves.auth.reveal(), halves.key.reveal()}) == 3


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_token_has_32_octets(size: int) -> None:
    with pytest.raises(InvalidValueError):
        split_token(Secret(bytes(size)))


def test_nothing_shows_a_half() -> None:
    halves = split_token(Secret(b"\x01" * 32))
    assert repr(halves) == "TokenHalves(auth=Secret(…), key=Secret(…))"
