"""What the holder's list of accesses and the console's log have in common: one record, by its index, opened."""

import json
from typing import Final

from tempory.accesslog import Identity, Kept, Leaf
from tempory.api.problems import Problem, ProblemError
from tempory.values import IntegrityError

_INDEX_DIGITS: Final = 15


def open_detail(kept: Kept, leaf: Leaf, identity: Identity) -> dict[str, str]:
    """Open what is sealed for who acted; nothing if it was removed, or is not what was recorded."""
    if kept.detail is None:
        return {}
    try:
        opened: dict[str, str] = json.loads(identity.open(kept.detail, leaf.detail))
    except IntegrityError:
        return {}
    return opened


def parse_index(text: str) -> int:
    """Read a record's index in a path; whatever is none names nothing."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _INDEX_DIGITS):
        raise ProblemError(Problem.NOT_FOUND)
    return int(text)
