"""Each mechanism's exchanges, as the RFCs show them and as nobody should send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.protocols.sasl import (
    MECHANISMS,
    Challenge,
    Credentials,
    MechanismUnknown,
    ResponseInvalid,
    start,
)
from tempory.values import Secret

NAME = "ines@tempory.test"
TOKEN = b"tpy_" + b"A" * 43


def test_plain_with_and_without_an_initial_response() -> None:
    response = b"\0ines@tempory.test\0" + TOKEN
    exchange = start("plain")
    assert exchange.step(None) == Challenge(octets=b"")
    assert exchange.step(response) == Credentials(name=NAME, secret=Secret(TOKEN))
    assert start("PLAIN").step(NAME.encode() + response) == Credentials(name=NAME, secret=Secret(TOKEN))


@pytest.mark.parametrize(
    "response",
    [b"", b"a\0b", b"a\0b\0c\0d", b"other\0ines\0pw", b"\0\xff\0pw", b"\0in\res\0pw", b"\0" + b"x" * 9000 + b"\0pw"],
)
def test_plain_refuses_what_is_not_plain(response: bytes) -> None:
    with pytest.raises(ResponseInvalid):
        start("PLAIN").step(response)


def test_login_asks_for_name_and_password() -> None:
    exchange = start("LOGIN")
    assert exchange.step(None) == Challenge(octets=b"Username:")
    assert exchange.step(NAME.encode()) == Challenge(octets=b"Password:")
    assert exchange.step(TOKEN) == Credentials(name=NAME, secret=Secret(TOKEN))


def test_login_takes_the_name_as_initial_response() -> None:
    exchange = start("LOGIN")
    assert exchange.step(NAME.encode()) == Challenge(octets=b"Password:")
    with pytest.raises(ResponseInvalid):
        exchange.step(None)


@pytest.mark.parametrize(
    ("response", "name"),
    [
        (b"n,a=ines@tempory.test,\x01host=h\x01port=143\x01auth=Bearer " + TOKEN + b"\x01\x01", NAME),
        (b"n,,\x01auth=bearer " + TOKEN + b"\x01\x01", ""),
        (b"y,a=in=2Ces=3D,\x01auth=Bearer " + TOKEN + b"\x01\x01", "in,es="),
    ],
)
def test_oauthbearer_takes_the_token(response: bytes, name: str) -> None:
    exchange = start("OAUTHBEARER")
    assert exchange.step(None) == Challenge(octets=b"")
    credentials = exchange.step(response)
    assert credentials == Credentials(name=name, secret=Secret(TOKEN), failure=b'{"status":"invalid_token"}')


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"\x01",
        b"n,,\x01auth=Bearer x\x01",
        b"n,,\x01auth=Basic x\x01\x01",
        b"n,,\x01\x01",
        b"p=tls-unique,,\x01auth=Bearer x\x01\x01",
        b"n,b=x,\x01auth=Bearer x\x01\x01",
        b"n,,more\x01auth=Bearer x\x01\x01",
        b"n\x01auth=Bearer x\x01\x01",
        b"n,,\x01nothing\x01\x01",
        b"n,,\x01\xff=x\x01\x01",
    ],
)
def test_oauthbearer_refuses_what_is_not_its_own(response: bytes) -> None:
    with pytest.raises(ResponseInvalid):
        start("OAUTHBEARER").step(response)


def test_other_mechanisms_are_not_offered() -> None:
    for name in ("CRAM-MD5", "", "PLAIN2"):
        with pytest.raises(MechanismUnknown):
            start(name)


@given(mechanism=st.sampled_from(MECHANISMS), responses=st.lists(st.none() | st.binary(max_size=60), max_size=4))
def test_any_responses_give_challenges_credentials_or_a_refusal(mechanism: str, responses: list[bytes | None]) -> None:
    exchange = start(mechanism)
    for response in responses:
        try:
            outcome = exchange.step(response)
        except ResponseInvalid:
            return
        assert isinstance(outcome, Challenge | Credentials)
