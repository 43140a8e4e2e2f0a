"""Macros: what stands in a domain-spec or an explanation until it is known who asks. RFC 7208 §7."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from tempory.mailauth.lookups import MAX_NAME_OCTETS

MAX_EXPANDED: Final = 4_096
"""Characters of one expansion; a domain is cut to 253 after that, an explanation to 500."""

_TOKEN: Final = re.compile(
    r"%\{([slodiphcrtv])(0*+[1-9][0-9]*+)?(r?)([.\-+,/_=]*+)\}|%([%_-])|([!-$&-~]++)", re.ASCII | re.IGNORECASE
)
_TOKEN_OR_SPACE: Final = re.compile(_TOKEN.pattern + r"|([ ]++)", _TOKEN.flags)
_ONLY_IN_EXPLANATIONS: Final = frozenset("crt")
_ESCAPES: Final = {"%": "%", "_": " ", "-": "%20"}
# RFC 7208 §7.1: toplabel has a letter, or a hyphen inside.
_TOP_LABEL: Final = re.compile(r"[0-9]*+[a-z][a-z0-9]*+|[a-z0-9]++-[a-z0-9-]*[a-z0-9]", re.ASCII | re.IGNORECASE)
_DELIMITER: Final = "."


class MacroSyntaxError(ValueError):
    """Not a macro-string. RFC 7208 §4.6: a permanent error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """`%{d2r-}`: the letter, how many parts on the right are kept (0: all), whether reversed, and what divides them."""

    letter: str
    digits: int
    is_reversed: bool
    delimiters: str
    is_escaped: bool


Token = str | Macro
Values = Callable[[str], Awaitable[str]]


def parse_macro_string(text: str, *, is_explanation: bool = False) -> tuple[Token, ...]:
    """Read a macro-string, or an explain-string with its spaces; `MacroSyntaxError` for anything else."""
    return tuple(_read_token(match, is_explanation=is_explanation) for match in _scan(text, is_explanation))


def _scan(text: str, is_explanation: bool) -> list[re.Match[str]]:  # noqa: FBT001 (private, one caller each way)
    pattern = _TOKEN_OR_SPACE if is_explanation else _TOKEN
    matches: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:
            raise MacroSyntaxError
        matches.append(match)
        at = match.end()
    return matches


def _read_token(match: re.Match[str], *, is_explanation: bool) -> Token:
    if not match[1]:
        return _ESCAPES[match[5]] if match[5] else match[0]
    letter = match[1].lower()
    if letter in _ONLY_IN_EXPLANATIONS and not is_explanation:
        raise MacroSyntaxError
    return Macro(
        letter=letter,
        digits=min(int((match[2] or "0").lstrip("0")[:6] or "0"), MAX_NAME_OCTETS),
        is_reversed=bool(match[3]),
        delimiters=match[4] or _DELIMITER,
        is_escaped=match[1].isupper(),
    )


def parse_domain_spec(text: str) -> tuple[Token, ...]:
    """Read a domain-spec: a macro-string that ends in a macro or in a top-level label (RFC 7208 §7.1)."""
    matches = _scan(text, is_explanation=False)
    if not matches:
        raise MacroSyntaxError
    literal = matches[-1][6]
    if literal:
        _, dot, top = literal.removesuffix(".").rpartition(".")
        if not dot or not _TOP_LABEL.fullmatch(top):
            raise MacroSyntaxError
    return tuple(_read_token(match, is_explanation=False) for match in matches)


async def expand(tokens: tuple[Token, ...], values: Values) -> str:
    """Put the values in. What is longer than `MAX_EXPANDED` loses its beginning (RFC 7208 §7.3)."""
    pieces = [token if isinstance(token, str) else _transform(token, await values(token.letter)) for token in tokens]
    return "".join(pieces)[-MAX_EXPANDED:]


async def expand_domain(tokens: tuple[Token, ...], values: Values) -> str:
    """Put the values in, and leave out labels on the left until 253 characters hold it (RFC 7208 §7.3)."""
    domain = (await expand(tokens, values)).removesuffix(".")
    while len(domain) > MAX_NAME_OCTETS:
        _, dot, rest = domain.partition(".")
        if not dot:
            return domain
        domain = rest
    return domain


def _transform(macro: Macro, value: str) -> str:
    # RFC 7208 §7.1: split at the delimiters, reverse, keep the right-most, join with dots.
    parts = re.split(f"[{re.escape(macro.delimiters)}]", value)
    if macro.is_reversed:
        parts.reverse()
    text = ".".join(parts[-macro.digits :])
    return quote(text, safe="-._~") if macro.is_escaped else text


def nibbles(packed: bytes) -> str:
    """Return an IPv6 address as `%{i}` has it: each hexadecimal digit a label."""
    return ".".join(packed.hex().upper())


def bind(values: Mapping[str, str], validated_name: Callable[[], Awaitable[str]]) -> Values:
    """Return what macros ask: plain values, and the one (`p`) that takes lookups."""

    async def value(letter: str) -> str:
        return await validated_name() if letter == "p" else values[letter]

    return value
