import copy
import pickle
import traceback

import pytest

from tempory.values import Secret

CANARY = b"canary-0123456789"


def test_only_reveal_gives_the_octets() -> None:
    secret = Secret(CANARY)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", f"{secret:>20}", "%s %r" % (secret, [secret])]  # noqa: UP031 (every way to print)
    assert secret.reveal() == CANARY
    assert all("canary" not in text for text in shown)
    assert len(secret) == len(CANARY)


def test_a_traceback_with_local_variables_does_not_show_it() -> None:
    def fail(secret: Secret) -> None:
        raise ValueError(secret)

    with pytest.raises(ValueError, match="Secret") as raised:
        fail(Secret(CANARY))
    shown = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    assert "secret = Secret(…)" in shown
    assert "canary" not in shown


def test_it_keeps_its_own_copy() -> None:
    octets = bytearray(CANARY)
    secret = Secret(bytes(octets))
    octets[0] = 0
    assert secret.reveal() == CANARY


def test_equal_octets_are_equal_secrets() -> None:
    assert Secret(CANARY) == Secret(CANARY)
    assert Secret(CANARY) != Secret(b"other")
    assert Secret(CANARY) != CANARY


def test_it_is_no_key_of_a_dictionary() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Secret(CANARY))


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_does_not_leave_the_process(leave: object) -> None:
    assert callable(leave)
    with pytest.raises(TypeError, match="does not leave"):
        leave(Secret(CANARY))
