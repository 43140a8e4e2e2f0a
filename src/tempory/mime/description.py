"""What a part's header says of its body.

RFC 2045 §5 (Content-Type), §6 (encoding), §7 (Content-ID), §8 (description), RFC 2183 (disposition), RFC 3282
(language), RFC 1864 (MD5), RFC 2557 §4 (location).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tempory.mime.header import Header
from tempory.mime.limits import Limits
from tempory.mime.parameters import parse_parameterised

DEFAULT_TYPE: Final = "text/plain"
OPAQUE_TYPE: Final = "application/octet-stream"
DEFAULT_ENCODING: Final = "7bit"

_TYPE: Final = re.compile(r"[!#$&^_.+0-9a-z-]{1,127}/[!#$&^_.+0-9a-z-]{1,127}")  # RFC 6838 §4.2
_LANGUAGES: Final = 20
_TOKEN_CHARACTERS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The Content- fields of one header. Types, encodings, dispositions and names of parameters are in lower case."""

    type: str = DEFAULT_TYPE
    parameters: Mapping[str, str] = field(default_factory=dict)
    encoding: str = DEFAULT_ENCODING
    disposition: str | None = None
    disposition_parameters: Mapping[str, str] = field(default_factory=dict)
    content_id: str | None = None
    description: str | None = None
    language: tuple[str, ...] = ()
    md5: str | None = None
    location: str | None = None


def describe(header: Header, default_type: str, limits: Limits) -> Description:
    """Read the Content- fields of `header`. A Content-Type that does not parse counts as text (RFC 2045 §5.2)."""
    content_type, parameters = _parameterised(header, "content-type", limits)
    if content_type is None:
        content_type = default_type
    elif not _TYPE.fullmatch(content_type):
        content_type = DEFAULT_TYPE
    disposition, disposition_parameters = _parameterised(header, "content-disposition", limits)
    encoding = header.raw("content-transfer-encoding")
    content_id = header.text("content-id")[: limits.parameter_characters].strip("<> ")
    languages = header.text("content-language")
    return Description(
        type=content_type,
        parameters=parameters,
        encoding=_token(encoding) if encoding else DEFAULT_ENCODING,
        disposition=disposition and _token(disposition),
        disposition_parameters=disposition_parameters,
        content_id=content_id or None,
        description=header.text("content-description")[: limits.phrase_characters] or None,
        language=tuple(_token(language) for language in languages.split(",", _LANGUAGES)[:_LANGUAGES])
        if languages
        else (),
        md5=header.text("content-md5")[:_TOKEN_CHARACTERS] or None,
        location=header.text("content-location")[: limits.parameter_characters] or None,
    )


def _parameterised(header: Header, name: str, limits: Limits) -> tuple[str | None, Mapping[str, str]]:
    value = header.raw(name)
    return (None, {}) if value is None else parse_parameterised(value, limits)


def _token(value: str) -> str:
    """Return the first word of a value, without comments, parameters or case."""
    words = value.partition("(")[0].partition(";")[0].split(maxsplit=1)
    return words[0].lower()[:_TOKEN_CHARACTERS] if words else ""
