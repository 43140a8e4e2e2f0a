"""Values with parameters: those of Content-Type and Content-Disposition.

RFC 2045 §5.1, RFC 2183 §2, RFC 2231 §3–4 (segments, charsets, percent encoding), and encoded words inside a quoted
value, which RFC 2047 §5 forbids and most senders of file names use.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Final
from urllib.parse import unquote_to_bytes

from tempory.mime.charsets import decode_text
from tempory.mime.encoded_words import decode_encoded_words
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.printable import one_line

# name, segment number, mark of an extended value, quoted value, bare value. Possessive, hence linear.
_PARAMETER: Final = re.compile(
    r";\s*+([^\s;=*\"]++)(?:\*(\d{1,4}))?(\*)?\s*+=\s*+"
    r'(?:"([^"\\]*+(?:\\.[^"\\]*+)*+)|([^;"]*+))',
    re.DOTALL,
)
_QUOTED_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)
# Senders leave the quotes out of `name=Minutes (2).pdf`; elsewhere a parenthesis begins a comment (RFC 2045 §5.1).
_NAMES_OF_FILES: Final = frozenset({"filename", "name"})


def parse_parameterised(value: str, limits: Limits = LIMITS) -> tuple[str, dict[str, str]]:
    """Split an unfolded value into what stands before the first ";" (lower case) and its parameters.

    Parameter names are in lower case, values decoded and on one line. What does not parse is left out.
    """
    main, semicolon, _ = value.partition(";")
    main = main.partition("(")[0].strip().lower()
    if not semicolon:
        return main, {}
    plain: dict[str, str] = {}
    segmented: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in islice(_PARAMETER.finditer(value), limits.parameters):
        name, number, extended, quoted, bare = match.groups()
        name = name.lower()
        text = _bare_value(name, bare) if quoted is None else _QUOTED_PAIR.sub(r"\1", quoted)
        if number is None and extended is None:
            plain.setdefault(name, text)
        else:
            segmented.setdefault(name, {}).setdefault(int(number or 0), (text, extended is not None))
    parameters = {name: _shown(text, limits) for name, text in plain.items()}
    # RFC 2231 §4, RFC 6266 §4.3: where both forms are given, the extended one is meant.
    parameters.update((name, _joined(segments, limits)) for name, segments in segmented.items())
    return main, parameters


def _bare_value(name: str, bare: str) -> str:
    return bare.strip() if name in _NAMES_OF_FILES else bare.partition("(")[0].strip()


def _shown(text: str, limits: Limits) -> str:
    return one_line(decode_encoded_words(text, limits))[: limits.parameter_characters]


def _joined(segments: Mapping[int, tuple[str, bool]], limits: Limits) -> str:
    """Put segments 0, 1, 2 … together; the first one that is missing ends the value."""
    octets: list[bytes] = []
    charset = None
    for number in range(min(len(segments), limits.parameter_segments)):
        if number not in segments:
            break
        text, extended = segments[number]
        if extended and number == 0 and text.count("'") >= 2:  # noqa: PLR2004 (RFC 2231 §4: charset'language'value)
            charset, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "replace")
        octets.append(unquote_to_bytes(raw) if extended else raw)
    return one_line(decode_text(b"".join(octets), charset))[: limits.parameter_characters]
