import inspect

import pytest

from tempory.values import InvalidValueError, Refusal, TemporyError, errors

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_of_ours_has_one_root_and_stands_in_the_tree(kind: type[TemporyError]) -> None:
    assert issubclass(kind, TemporyError)
    assert kind.__name__ in (errors.__doc__ or "")


def test_a_refusal_shows_its_public_reason_only() -> None:
    refusal = Refusal("no such mailbox", "expired yesterday")
    assert (refusal.public_reason, refusal.private_detail) == ("no such mailbox", "expired yesterday")
    assert str(refusal) == "no such mailbox"
    assert "yesterday" not in repr(refusal)


def test_a_value_that_cannot_be_made_is_a_value_error_too() -> None:
    assert issubclass(InvalidValueError, ValueError)
