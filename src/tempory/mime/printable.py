"""Characters that must not reach a list, a header line, a terminal or a file system.

All decoders of encoded words and parameters let CR, LF and direction overrides through: what they give passes here.
Unicode TR9 §2 (directional formatting characters), TR36 §2.5 (spoofing with them).
"""

import re
from typing import Final

# C0, DEL, C1, and Unicode's own line and paragraph separators. Lone surrogates cannot be written as UTF-8.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# Marks, embeddings, overrides and isolates: "exe.fdp" must not be shown as "pdf.exe" turned round.
_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# Characters without width that senders pad previews with, or hide words with.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)
_SEPARATORS: Final = re.compile(r"[/\\]")

MAX_FILENAME_CHARACTERS: Final = 255
_MAX_SUFFIX_CHARACTERS: Final = 16


def one_line(text: str) -> str:
    """Return `text` with every run of control characters as one space, and no space around."""
    return text if text.isprintable() else _CONTROLS.sub(" ", text).strip()


def plain_name(text: str) -> str:
    """Return a display name on one line without characters that turn the direction of what follows."""
    return text if text.isascii() and text.isprintable() else _DIRECTIONS.sub("", one_line(text)).strip()


def visible(text: str) -> str:
    """Return `text` without characters that have no width."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def safe_filename(text: str) -> str:
    """Return the last component of a file name, safe to show and to save under; "" if nothing is left of it.

    At most 255 characters; the suffix survives the cut.
    """
    name = _SEPARATORS.split(plain_name(text))[-1].strip(" .")
    if len(name) <= MAX_FILENAME_CHARACTERS:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _MAX_SUFFIX_CHARACTERS:
        return name[:MAX_FILENAME_CHARACTERS]
    return stem[: MAX_FILENAME_CHARACTERS - len(suffix) - 1] + dot + suffix
