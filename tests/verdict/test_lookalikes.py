import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.verdict.lookalikes import Imitated, plain, skeleton
from tests.verdict.letters import IMITATED_HERE
from tests.verdict.make_lookalike_vectors import PATH, encode


@pytest.mark.parametrize(
    ("host", "name", "how"),
    [
        ("paypa1.com", "paypal", "letters"),
        ("rnicrosoft.com", "microsoft", "letters"),
        ("netfllix.com", "netflix", "letters"),
        ("spotif.com", "spotify", "letters"),
        ("linkedln.com", "linkedin", "letters"),
        ("p\u0430ypal.com", "paypal", "script"),
        ("paypal-secure.net", "paypal", "words"),
        ("apple-id-verify.com", "apple", "words"),
        ("securepaypal.com", "paypal", "words"),
        ("paypallogin.com", "paypal", "words"),
        ("paypal.xyz", "paypal", "ending"),
        ("paypal.weebly.com", "paypal", "ending"),
        ("paypal.example", "paypal", "ending"),
        ("id-apple-service.com", "apple", "words"),
        ("office-login.com", "microsoft", "words"),
        ("bookingsupport.com", "booking.com", "words"),
    ],
)
def test_a_host_that_looks_like_somebodys(host: str, name: str, how: str) -> None:
    assert IMITATED_HERE.likeness(host) == (name, how)


@pytest.mark.parametrize(
    "host",
    [
        *("paypal.com", "www.paypal.com", "paypal.es", "amazonia.com", "applesauce.com", "target-practice.com"),
        *(
            "mailservice.example",
            "onlineservice.com",
            "hotel-booking.com",
            "myoffice.com",
            "volksbank-bodensee.example",
        ),
        *("finance.example", "horton.com", "stripes.com", "window.com", "telecom.example", "apple-music.example"),
        *("orange.example", "dh1.com", "example.org", "firm.example", "chaseme.com", "", "a" * 80 + ".com", "mail.com"),
    ],
)
def test_a_host_that_does_not(host: str) -> None:
    assert IMITATED_HERE.likeness(host) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PayPal Service", "paypal"),
        ("Apple Support", "apple"),
        ("Chase Smith", ""),
        ("L'Assurance Maladie", "ameli"),
        ("", ""),
    ],
)
def test_who_is_named(text: str, name: str) -> None:
    assert IMITATED_HERE.named_in(text) == name


def test_a_domain_without_its_hyphens_is_somebody_elses() -> None:
    own = Imitated("", ["bureau-vallee.example"])
    assert own.likeness("bureauvallee.example") == ("bureau-vallee", "letters")
    both = Imitated("", ["bureau-vallee.example", "bureauvallee.example"]).likeness("bureauvallee.com")
    assert both is not None
    assert both.how == "ending"


def test_nobody_listed_is_nobody_named() -> None:
    assert Imitated("").named_in("PayPal") == ""
    assert Imitated("… = x.example").likeness("y.example") is None


@given(st.text(max_size=100))
def test_what_something_looks_like_is_the_same_each_time(text: str) -> None:
    assert plain(text) == plain(text)
    assert isinstance(skeleton(text), str)
    IMITATED_HERE.likeness(text)
    IMITATED_HERE.named_in(text)


def test_the_browsers_vectors_say_what_python_says() -> None:
    """web/inbox/mail/lookalikes.test.ts runs them."""
    assert PATH.read_text() == encode()
