"""Encoded words: characters outside ASCII in header fields.

RFC 2047 §2 and §6.2, RFC 2231 §5 (language tag, dropped). Looser than the grammar where senders are: spaces inside a
word, words longer than 75 characters, no space between words, a character cut in two by the border of two words.
"""

import binascii
import re
from typing import Final

from tempory.mime.charsets import decode_text
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.transfer import BASE64, decode_transfer

# No group can contain what ends it, and "?" begins no word: every octet is looked at a bounded number of times.
_WORD: Final = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*+)\?=")


def decode_encoded_words(value: str, limits: Limits = LIMITS) -> str:
    """Return `value` with its encoded words decoded; those beyond `limits.encoded_words` stay as they are."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    waiting: list[bytes] = []  # octets of neighbouring words in one charset, decoded together
    charset = ""
    position = 0
    for count, word in enumerate(_WORD.finditer(value)):
        if count == limits.encoded_words:
            break
        between = value[position : word.start()]
        # RFC 2047 §6.2: white space between two encoded words is not shown.
        neighbours = position > 0 and (not between or between.isspace())
        if waiting and not (neighbours and word[1].lower() == charset):
            pieces.append(decode_text(b"".join(waiting), charset))
            waiting = []
        if not neighbours:
            pieces.append(between)
        charset = word[1].lower()
        waiting.append(_octets(word[2], word[3]))
        position = word.end()
    if waiting:
        pieces.append(decode_text(b"".join(waiting), charset))
    pieces.append(value[position:])
    return "".join(pieces)


def _octets(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_transfer(raw, BASE64)
    return binascii.a2b_qp(raw, header=True)
