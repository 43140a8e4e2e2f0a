import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime.preview import preview
from tempory.mime.printable import MAX_FILENAME_CHARACTERS, one_line, plain_name, safe_filename, visible


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Grüße 1.pdf", "Grüße 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("a\r\nb\x00.txt", "a b .txt"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("\u2066a\u2069.txt", "a.txt"),
        (" .hidden. ", "hidden"),
        ("..", ""),
        ("/", ""),
        ("", ""),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
        ("a" * 300, "a" * 255),
        ("a." + "b" * 300, "a." + "b" * 253),
    ],
)
def test_file_names_are_safe(written: str, safe: str) -> None:
    assert safe_filename(written) == safe


def test_one_line() -> None:
    assert one_line("a\r\n\tb\u2028c\x7f") == "a b c"
    assert one_line("as it is") == "as it is"
    assert plain_name("\u200fname\u202e") == "name"
    assert visible("a\u200bb\u00adc") == "abc"


@given(st.text(max_size=400))
def test_names_hold_nothing_dangerous(text: str) -> None:
    name = safe_filename(text)
    assert len(name) <= MAX_FILENAME_CHARACTERS
    assert not set(name) & set("/\\\r\n\x00\u202e\u2028")
    name.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Hello,\r\n\r\n  how are you?\r\n", "Hello, how are you?"),
        ("====\r\nNews\r\n----\r\nToday", "News Today"),
        ("> quoted\r\nanswer", "answer"),
        ("a > b", "a > b"),
        ("a\u200b\u200cb\x07", "ab"),
        ("", ""),
        (" " * 5_000 + "too far", ""),
        (" " * 500 + "near", "near"),
    ],
)
def test_preview(text: str, begins: str) -> None:
    assert preview(text) == begins


def test_preview_has_200_characters_at_most() -> None:
    assert preview("word " * 1_000) == ("word " * 40)
