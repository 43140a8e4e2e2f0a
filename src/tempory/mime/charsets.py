"""From octets to characters, whatever the label says.

Labels are looked up in a table of our own: Python's registry also holds codecs that are quadratic (punycode, idna) or
no character sets at all, and importing by a name from the wire is not for this floor. RFC 2046 §4.1.2, RFC 6532;
labels are read as browsers read them (iso-8859-1 is windows-1252 and so on): WHATWG Encoding Standard §4.2.
"""

import re
from typing import Final

_UTF_8: Final = "utf-8"
# Western text that is not UTF-8 is nearly always this one; it has a character for all octets but five.
_LAST_RESORT: Final = "cp1252"

_CODECS: Final[dict[str, str]] = {
    "utf8": _UTF_8,
    "usascii": _UTF_8,  # lying labels: UTF-8 contains ASCII and is what follows most often
    "ascii": _UTF_8,
    "ansix341968": _UTF_8,
    "unknown8bit": _UTF_8,
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "utf32": "utf-32",
    "utf7": "utf-7",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso88599": "cp1254",
    "iso885911": "cp874",
    "tis620": "cp874",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    **{f"iso8859{number}": f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "latin2": "iso8859-2",
    "latin9": "iso8859-15",
    **{f"windows125{digit}": f"cp125{digit}" for digit in range(9)},
    **{f"cp125{digit}": f"cp125{digit}" for digit in range(9)},
    "windows874": "cp874",
    "ibm437": "cp437",
    "cp437": "cp437",
    "ibm850": "cp850",
    "cp850": "cp850",
    "ibm852": "cp852",
    "ibm866": "cp866",
    "cp866": "cp866",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "macintosh": "mac-roman",
    "xmaccyrillic": "mac-cyrillic",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "hzgb2312": "hz",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cp950": "cp950",
    "eucjp": "euc_jp",
    "iso2022jp": "iso2022_jp_2",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "windows31j": "cp932",
    "cp932": "cp932",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "cp949": "cp949",
    "iso2022kr": "iso2022_kr",
}
# Those in which ASCII octets need not be ASCII characters, or in which two octets may look like UTF-8's.
_MULTI_OCTET: Final = frozenset(
    {
        *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "gb18030", "hz", "big5hkscs", "cp950"),
        *("euc_jp", "iso2022_jp_2", "cp932", "cp949", "iso2022_kr"),
    }
)
_NOT_IN_LABELS: Final = re.compile(r"[^a-z0-9]+")
_LABEL_CHARACTERS: Final = 40
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def decode_text(octets: bytes, charset: str | None) -> str:
    """Decode `octets` by its label; where the label lies, as UTF-8; where that fails too, with marks of replacement.

    Never raises, and never returns a lone surrogate. `charset` as in Content-Type, any case, None or unknown allowed.
    """
    codec = _codec(charset)
    # A single-octet codec fits nearly any octets, UTF-8 hardly ever fits by accident: where it does, the label lied.
    # Not so for East Asian codecs, some of whose common words happen to be UTF-8.
    for candidate in (codec, _UTF_8) if codec in _MULTI_OCTET else (_UTF_8, codec):
        try:
            text = octets.decode(candidate)
        except UnicodeError:
            continue
        return text if candidate == _UTF_8 else _SURROGATE.sub("\ufffd", text)  # UTF-7 can spell surrogates
    return _SURROGATE.sub("\ufffd", octets.decode(_LAST_RESORT if codec == _UTF_8 else codec, "replace"))


def _codec(charset: str | None) -> str:
    if charset is None:
        return _UTF_8
    return _CODECS.get(_NOT_IN_LABELS.sub("", charset[:_LABEL_CHARACTERS].lower()), _UTF_8)
