"""Which line of a TOML text sets which key: `tomllib` does not say, and a mistake is best shown where it stands.

Knows the two levels the configuration has, `[section]` and `key = …`, dotted and quoted keys included.
"""

import re

_TABLE = re.compile(r"""\s*\[\[?\s*["']?([A-Za-z0-9_-]+)["']?\s*\]""")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?(?:\s*\.\s*["']?([A-Za-z0-9_-]+)["']?)?\s*=""")
_FENCE = re.compile(r'"""|\'\'\'')


def find_lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the first line (from 1) of each section, `(section,)`, and of each setting, `(section, key)`."""
    lines: dict[tuple[str, ...], int] = {}
    section: tuple[str, ...] = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not fence:
            if table := _TABLE.match(line):
                section = (table[1],)
                lines.setdefault(section, number)
            elif key := _KEY.match(line):
                name = (*section, *(part for part in key.groups() if part))
                lines.setdefault(name[:1], number)
                lines.setdefault(name, number)
        for mark in _FENCE.findall(line):
            fence = "" if mark == fence else fence or mark
    return lines
