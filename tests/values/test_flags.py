import pytest

from tempory.values import MAX_KEYWORDS, InvalidValueError, SystemFlag, has_room_for, parse_flag


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\\seen", "\\Seen"),
        ("\\FLAGGED", SystemFlag.FLAGGED),
        ("$phishing", "$Phishing"),
        ("MyLabel", "mylabel"),
        ("a" * 100, "a" * 100),
    ],
)
def test_a_flag_is_kept_in_one_spelling(text: str, kept: str) -> None:
    assert parse_flag(text) == kept


@pytest.mark.parametrize("text", ["", "\\Recent", "\\Other", "two words", "a" * 101, "é", "(x)", "x\n", "50%", 'a"b'])
def test_what_is_no_flag_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        parse_flag(text)


def test_a_message_has_room_for_so_many_keywords_and_for_every_system_flag() -> None:
    full = frozenset(f"label{number}" for number in range(MAX_KEYWORDS))
    assert has_room_for(full | set(map(str, SystemFlag)))
    assert not has_room_for(full | {"one-more"})
