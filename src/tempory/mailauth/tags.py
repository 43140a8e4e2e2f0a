"""Tag lists, in which DKIM, ARC and DMARC write: `name=value; name=value`. RFC 6376 §3.2."""

import re
from typing import Final

MAX_TAGS: Final = 64
_WHITE_SPACE: Final = " \t\r\n"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_VALUE: Final = re.compile(r"[!-:<-~\u0080-\U0010ffff \t\r\n]*+")
_SPACES: Final = re.compile(r"[ \t\r\n]++")


class TagListError(ValueError):
    """Not a tag list, or one that names a tag twice."""


def parse_tags(text: bytes) -> dict[str, str]:
    """Return the tags by name, their values without white space around. Names keep their case: `B` is not `b`."""
    try:
        specs = text.decode("utf-8").split(";")
    except UnicodeDecodeError:
        raise TagListError from None
    if len(specs) > 1 and not specs[-1].strip(_WHITE_SPACE):
        specs.pop()
    if len(specs) > MAX_TAGS:
        raise TagListError
    tags: dict[str, str] = {}
    for spec in specs:
        raw_name, equals, value = spec.partition("=")
        name, value = raw_name.strip(_WHITE_SPACE), value.strip(_WHITE_SPACE)
        if not equals or name in tags or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise TagListError
        tags[name] = value
    return tags


def without_white_space(value: str) -> str:
    """Return a value that may be folded anywhere (base64, `h=`), unfolded."""
    return _SPACES.sub("", value)
