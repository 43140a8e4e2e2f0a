"""Letters without case and accents, one for one, so that positions in a text stay what they are."""

import unicodedata
from typing import Final

# Latin, Greek, and the punctuation that stands between words.
_RANGES: Final = (range(0x41, 0x5B), range(0xC0, 0x250), range(0x370, 0x400), range(0x1E00, 0x2000))
_WITHOUT_DECOMPOSITION: Final = dict(zip("łøđıßæœς", "lodisaoσ", strict=True))  # noqa: RUF001 (letters that look alike are the point)
_PUNCTUATION: Final = {0xA0: " ", 0x202F: " ", 0x2010: "-", 0x2011: "-", 0x2019: "'"}


def _base(character: str) -> str:
    base = unicodedata.normalize("NFD", character.lower())[0]
    return _WITHOUT_DECOMPOSITION.get(base, base)


_FOLDED: Final = {code: _base(chr(code)) for block in _RANGES for code in block} | _PUNCTUATION


def fold(text: str) -> str:
    """Return `text` in lower case without accents, as long as it was: `Código` gives `codigo`, `Κωδικός` `κωδικοσ`."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)
