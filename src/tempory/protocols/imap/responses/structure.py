"""BODY and BODYSTRUCTURE, from the MIME tree of a summary. RFC 9051 §7.5.2.

The tree is the JSON of `tempory.mime.part.Part.as_json`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tempory.protocols.imap.responses.envelope import Envelope

Structure = Mapping[str, Any]
EnvelopeAt = Callable[[Structure], Envelope | None]
"""Gives the envelope of a message inside the message, by its node; None if it cannot be had, which is shown as NILs."""


def encode_body(structure: Structure, envelope_at: EnvelopeAt = lambda _: None) -> bytes:
    """Write BODY: the structure without extension data."""
    raise NotImplementedError


def encode_body_structure(structure: Structure, envelope_at: EnvelopeAt = lambda _: None) -> bytes:
    """Write BODYSTRUCTURE, extension data included."""
    raise NotImplementedError
