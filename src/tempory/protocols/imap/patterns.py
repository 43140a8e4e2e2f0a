"""Patterns of LIST and LSUB. RFC 9051 §6.3.9: "*" is anything, "%" is anything but the hierarchy's delimiter."""

_WILDCARDS = "*%"


class ListPattern:
    """A pattern made ready for many names.

    All the ways to match are followed at once, as bits of one number: time is that of the name's length, whatever the
    pattern. Bit i stands for "the first i tokens match what was read".
    """

    __slots__ = ("_any", "_below", "_delimiter", "_end", "_literals", "_wild")

    def __init__(self, pattern: str, delimiter: str = "/") -> None:
        tokens = _collapse(pattern)
        self._delimiter = delimiter
        self._end = 1 << len(tokens)
        self._literals: dict[str, int] = {}
        self._any = self._below = 0
        for index, sign in enumerate(tokens):
            if sign == "*":
                self._any |= 1 << index
            elif sign == "%":
                self._below |= 1 << index
            else:
                self._literals[sign] = self._literals.get(sign, 0) | 1 << index
        self._wild = self._any | self._below

    def matches(self, name: str) -> bool:
        """Tell whether the whole name matches."""
        ways = self._skip_wildcards(1)
        for character in name:
            stay = self._any if character == self._delimiter else self._wild
            ways = self._skip_wildcards((ways & self._literals.get(character, 0)) << 1 | ways & stay)
            if not ways:
                return False
        return bool(ways & self._end)

    def _skip_wildcards(self, ways: int) -> int:
        """Let wildcards stand for nothing. No two follow each other, so one step is enough."""
        return ways | (ways & self._wild) << 1


def _collapse(pattern: str) -> list[str]:
    """Return the pattern's characters, a run of wildcards as its strongest one."""
    tokens: list[str] = []
    for character in pattern:
        if character in _WILDCARDS and tokens and tokens[-1] in _WILDCARDS:
            tokens[-1] = min(tokens[-1], character, key=_WILDCARDS.index)
        else:
            tokens.append(character)
    return tokens
