import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.cli.terminal import console, print_json, print_json_line, program, safe_line, safe_text


@given(text=st.text(alphabet=st.characters()))
def test_no_control_character_passes(text: str) -> None:
    for character in safe_text(text):
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
        assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\u00ad"
    assert "\n" not in safe_line(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\r\nb\nc", "a\nb\nc"),
        ("a\rb", "a␍b"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x07\x00", "␇␀"),
        ("\x7f\x9b", "��"),
        ("a\tb", "a    b"),
        ("invoice\u202efdp.exe", "invoice�fdp.exe"),
        ("é ñ 漢 👩‍👩‍👧 ✓", "é ñ 漢 👩‍👩‍👧 ✓"),
        ("\U000e0041", "�"),
    ],
)
def test_what_is_shown_instead(text: str, shown: str) -> None:
    assert safe_text(text) == shown


def test_a_line_is_one_line() -> None:
    assert safe_line("  a \r\n b\t c\u2028d ") == "a b c�d"


@given(value=st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_is_ascii_and_says_all(value: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr("sys.stdout", _Recorder(written))
        print_json(value)
        print_json_line(value)
    whole, line = written
    assert (whole + line).isascii()
    assert json.loads(whole) == json.loads(line) == value
    assert line.count("\n") == 1


def test_markup_is_text() -> None:
    with console().capture() as capture, pytest.MonkeyPatch.context():
        pass
    assert capture.get() == ""
    plain = console()
    with plain.capture() as capture:
        plain.print("[bold]x[/bold] [link=https://evil.example]y[/link] :smile:")
    assert capture.get() == "[bold]x[/bold] [link=https://evil.example]y[/link] :smile:\n"


class _Recorder:
    def __init__(self, written: list[str]) -> None:
        self.write = written.append

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(
    ("called", "is_on_path", "shown"),
    [
        (".venv/bin/tempory", False, ".venv/bin/tempory"),
        ("/opt/my apps/tempory", False, "'/opt/my apps/tempory'"),
        ("/usr/bin/tempory", True, "tempory"),
        ("/usr/lib/python3/tempory/__main__.py", False, "tempory"),
    ],
)
def test_a_command_to_copy_is_called_as_this_one_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, called: str, is_on_path: bool, shown: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [called])
    if is_on_path:
        (tmp_path / "tempory").touch(mode=0o755)
    assert program() == shown
