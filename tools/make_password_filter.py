"""Makes the filter of common passwords out of a list: `python tools/make_password_filter.py passwords.json`.

The list is @zxcvbn-ts/language-common 4.1.3 (MIT), src/passwords.json: 49,233 passwords that leaks have in common. It
is not part of this repository; docs/decisions/0010-passwords.md says why a filter is.
"""

import json
import sys
from pathlib import Path

from tempory.people.password_rules import FILTER_OCTETS, places

TARGET = Path(__file__).resolve().parent.parent / "src" / "tempory" / "people" / "common_passwords.bin"


def main() -> None:
    """Read the list and write the filter."""
    words = {word.casefold() for word in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))}
    octets = bytearray(FILTER_OCTETS)
    for word in words:
        for at in places(word):
            octets[at >> 3] |= 1 << (at & 7)
    TARGET.write_bytes(octets)
    print(f"{len(words)} passwords, {sum(octet.bit_count() for octet in octets) / FILTER_OCTETS / 8:.3f} of the bits")


if __name__ == "__main__":
    main()
