"""What a part's header says of its body.

RFC 2045 §5 (Content-Type), §6 (encoding), §7 (Content-ID), §8 (description), RFC 2183 (disposition), RFC 3282
(language), RFC 1864 (MD5), RFC 2557 §4 (location).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tempory.mime.header import Header
from tempory.mime.limits import Limits
from tempory.mime.parameters import parse_parameterised

DEFAULT_TYPE: Final = "text/plain"
OPAQUE_TYPE: Final = "application/octet-stream"
DEFAULT_ENCODING: Final = "7bit"

_TYPE: Final = re.compile(r"[!#$&^_.+0-9a-z-]{1,127}/[!#$&^_.+0-9a-z-]{1,127}")  # RFC 6838 §4.2
_RARER_FIELDS: Final = frozenset(
    {b"content-id", b"content-description", b"content-language", b"content-md5", b"content-location"}
)
_USUAL_TOKENS: Final = frozenset({"7bit", "8bit", "base64", "quoted-printable", "attachment", "inline"})
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
    content_type, parameters = _parameterised(header, b"content-type", limits)
    if content_type is None:
        content_type = default_type
    elif not _TYPE.fullmatch(content_type):
        content_type = DEFAULT_TYPE
    disposition, disposition_parameters = _parameterised(header, b"content-disposition", limits)
    encoding = header.raw(b"content-transfer-encoding")
    about = Description(
        type=content_type,
        parameters=parameters,
        encoding=_token(encoding) if encoding else DEFAULT_ENCODING,
        disposition=disposition and _token(disposition),
        disposition_parameters=disposition_parameters,
    )
    return _with_rarer_fields(about, header, limits) if header.has_any(_RARER_FIELDS) else about


def _with_rarer_fields(about: Description, header: Header, limits: Limits) -> Description:
    languages = header.text(b"content-language").split(",", _LANGUAGES)[:_LANGUAGES]
    return replace(
        about,
        content_id=header.text(b"content-id")[: limits.parameter_characters].strip("<> ") or None,
        description=header.text(b"content-description")[: limits.phrase_characters] or None,
        language=tuple(filter(None, map(_token, languages))),
        md5=header.text(b"content-md5")[:_TOKEN_CHARACTERS] or None,
        location=header.text(b"content-location")[: limits.parameter_characters] or None,
    )


def _parameterised(header: Header, name: bytes, limits: Limits) -> tuple[str | None, Mapping[str, str]]:
    value = header.raw(name)
    return (None, {}) if value is None else parse_parameterised(value, limits)


def _token(value: str) -> str:
    """Return the first word of a value, without comments, parameters or case."""
    if value in _USUAL_TOKENS:
        return value
    words = value.partition("(")[0].partition(";")[0].split(maxsplit=1)
    return words[0].lower()[:_TOKEN_CHARACTERS] if words else ""
