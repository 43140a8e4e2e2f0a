"""What codes in pictures say: links, for most. A reader's telephone follows them, past everything that checks links.

ISO/IEC 18004 says nothing of what a code means; telephones open web addresses, with or without a scheme. What else
codes hold (a network's password, a contact, an account to pay to) leads nowhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tempory.mime import find_links

# A host and a path without a scheme, as telephones take it: "corp.example/x", not "3.5 kg" nor a sentence.
_BARE: Final = re.compile(r"(?:[\w-]{1,63}\.){1,6}[a-zA-Z][\w-]{1,62}(?::\d{1,5})?(?:[/?#]\S*)?")
_ACTS: Final = re.compile(r"(?i)(?:javascript|vbscript|data|file):")


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """`texts` of the codes that were read; `unread` pictures could not be looked at."""

    texts: tuple[str, ...] = ()
    unread: int = 0


NO_CODES: Final = Codes()


def coded_links(codes: Codes) -> Iterator[str]:
    """Give where codes lead."""
    for text in codes.texts:
        said = text.strip()
        if _BARE.fullmatch(said):
            yield f"http://{said}"
        elif _ACTS.match(said):
            yield said
        else:
            yield from find_links([said], ())
