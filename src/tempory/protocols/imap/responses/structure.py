"""BODY and BODYSTRUCTURE, from the MIME tree of a summary. RFC 9051 §7.5.2.

The tree is the JSON of `tempory.mime.part.Part.as_json`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tempory.protocols.imap.dialect import REV1
from tempory.protocols.imap.responses.encoded_words import encode_parameter, encode_words
from tempory.protocols.imap.responses.envelope import EMPTY_ENVELOPE
from tempory.protocols.imap.responses.strings import NIL, encode_header_text, encode_string

_OPAQUE = "application/octet-stream"

Structure = Mapping[str, Any]
EnvelopeAt = Callable[[Structure], bytes]
"""Gives the encoded envelope of a message inside the message, by its node."""


def _no_envelope(_: Structure) -> bytes:
    return EMPTY_ENVELOPE


def encode_body(structure: Structure, envelope_at: EnvelopeAt = _no_envelope) -> bytes:
    """Write BODY: the structure without extension data."""
    return _encode(structure, envelope_at, extended=False)


def encode_body_structure(structure: Structure, envelope_at: EnvelopeAt = _no_envelope) -> bytes:
    """Write BODYSTRUCTURE, extension data included."""
    return _encode(structure, envelope_at, extended=True)


def _encode(node: Structure, envelope_at: EnvelopeAt, *, extended: bool) -> bytes:
    if node.get("parts"):
        return _encode_multipart(node, envelope_at, extended=extended)
    kind = _shown_type(node)
    items = [*map(_encode_word, kind.split("/")), *_encode_fields(node)]
    if "message" in node:
        items.append(envelope_at(node["message"]))
        items.append(_encode(node["message"], envelope_at, extended=extended))
    if "message" in node or kind.startswith("text/"):
        items.append(b"%d" % node["lines"])
    if extended:
        items += [_encode_nstring(node.get("md5")), *_encode_extension(node)]
    return b"(%b)" % b" ".join(items)


def _encode_multipart(node: Structure, envelope_at: EnvelopeAt, *, extended: bool) -> bytes:
    parts = b"".join([_encode(part, envelope_at, extended=extended) for part in node["parts"]])
    items = [parts, _encode_word(node["type"].partition("/")[2])]
    if extended:
        items += [_encode_parameters(node.get("parameters")), *_encode_extension(node)]
    return b"(%b)" % b" ".join(items)


def _shown_type(node: Structure) -> str:
    """Return the type. A part that was not taken apart cannot say it has parts or a message."""
    kind: str = node["type"]
    is_message = kind.startswith(("message/rfc822", "message/global"))
    return _OPAQUE if kind.startswith("multipart/") or (is_message and "message" not in node) else kind


def _encode_fields(node: Structure) -> list[bytes]:
    """Write body-fields: parameters, id, description, encoding, octets."""
    start, end = node["body"]
    content_id = node.get("content_id")
    return [
        _encode_parameters(node.get("parameters")),
        NIL if content_id is None else _encode_nstring(f"<{content_id}>"),
        _encode_nstring(node.get("description")),
        _encode_word(node.get("encoding") or "7bit"),
        b"%d" % (end - start),
    ]


def _encode_extension(node: Structure) -> list[bytes]:
    """Write what follows MD5 or a multipart's parameters: disposition, languages, location."""
    disposition = node.get("disposition")
    parameters = _encode_parameters(node.get("disposition_parameters"))
    languages = node.get("language")
    return [
        b"(%b %b)" % (_encode_word(disposition), parameters) if disposition else NIL,
        b"(%b)" % b" ".join(map(_encode_word, languages)) if languages else NIL,
        _encode_nstring(node.get("location")),
    ]


def _encode_parameters(parameters: Mapping[str, str] | None) -> bytes:
    if not parameters:
        return NIL
    pairs = [encode_parameter(name, value) for name, value in parameters.items()]
    return b"(%b)" % b" ".join(b"%b %b" % (encode_string(name), encode_string(value)) for name, value in pairs)


def _encode_nstring(text: str | None) -> bytes:
    return encode_string(encode_words(text)) if text else NIL


def _encode_word(word: str) -> bytes:
    return encode_header_text(word, REV1)
