"""What reaches the terminal. Mail is written by strangers, so none of it is printed but through here.

A terminal obeys control characters: they move its cursor, retitle its window, and in some answer as if the user had
typed. All of them are shown as pictures instead, together with the invisible characters that reorder or hide text
(Unicode UAX #9 and TR #36 §2.9).
"""

import json
import shlex
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_NAME = "tempory"
_KEPT_INVISIBLE = frozenset("\u200c\u200d")  # joiners: scripts and emoji need them, and they reorder nothing
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def program() -> str:
    """Return how to call this command again, for lines that people copy: with its folder, if it is on no path."""
    called = sys.argv[0]
    return shlex.quote(called) if Path(called).name == _NAME and shutil.which(_NAME) is None else _NAME


def safe_text(text: str) -> str:
    """Return `text` with only line feeds left of its control characters; CRLF becomes one, a tab four spaces."""
    return "".join(_shown(character) for character in text.replace("\r\n", "\n").replace("\t", "    "))


def safe_line(text: str) -> str:
    """Return `text` as one line without control characters."""
    return " ".join(safe_text(text).split())


def console(*, stderr: bool = False) -> "Console":
    """Return a console that takes nothing in a text for markup, a link or an emoji."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def print_json(value: object) -> None:
    """Print `value` as JSON, two spaces deep, ASCII only: whatever it holds, the terminal is not steered by it."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def print_json_line(value: object) -> None:
    """Print `value` as JSON on one line, at once, for a reader that follows."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _shown(character: str) -> str:
    if " " <= character <= "~" or character == "\n":
        return character
    if character < " ":
        return chr(0x2400 + ord(character))  # its picture: ESC is ␛
    if character in _KEPT_INVISIBLE or unicodedata.category(character) not in _HIDDEN:
        return character
    return "\N{REPLACEMENT CHARACTER}"
