"""What lists of messages are answered from: a summary's facts as responses nearly ready to send.

A page of briefs is sealed and kept (`tempory.sealing.ListingCipher`), so that it is opened in one step and not message
by message. RFC 9051 §7.5.2 (ENVELOPE, BODYSTRUCTURE), RFC 8970 (PREVIEW).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from tempory import mime
from tempory.mime.transfer import IDENTITY
from tempory.protocols.imap.responses.envelope import EMPTY_ENVELOPE
from tempory.protocols.imap.responses.structure import encode_body, encode_body_structure
from tempory.sealing import Party, Summary
from tempory.sessions.imap import envelopes
from tempory.values import IntegrityError, MessageId, Uid

FORMAT = 3


class Brief(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One message. The fields from `subject` on are for SORT and THREAD: decoded, "" where missing."""

    uid: int
    id: bytes
    content_key: bytes
    envelope: bytes
    wide_envelope: bytes
    """ENVELOPE where UTF-8 is enabled, b"" where it is the same."""
    structure: bytes
    """BODYSTRUCTURE."""
    body: bytes
    """BODY without a section: the structure without extension data."""
    preview: str
    header_octets: int
    is_plain: bool
    """Whether it is one text as it stands, not encoded."""
    subject: str
    date: str
    from_: str
    to: str
    cc: str
    message_id: str
    in_reply_to: str


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[int, list[Brief]])


def encode_page(briefs: Sequence[Brief]) -> bytes:
    """Write a page."""
    return _encoder.encode((FORMAT, briefs))


def decode_page(octets: bytes) -> list[Brief]:
    """Read a page; `IntegrityError` for one of another format, which is then made anew."""
    try:
        number, briefs = _decoder.decode(octets)
    except (msgspec.DecodeError, UnicodeDecodeError):
        number, briefs = 0, []
    if number != FORMAT:
        message = "a listing of another format"
        raise IntegrityError(message)
    return briefs


def needs_content(summary: Summary) -> bool:
    """Whether the summary alone does not say enough: it was cut short, or there is a message inside the message."""
    return summary.structure is None or any("message" in node for node in _walk(summary.structure))


def make_brief(uid: Uid, message: MessageId, summary: Summary, content: bytes | None) -> Brief:
    """Make a brief. `content` is the opened body if `needs_content`."""
    envelope: Any = summary.envelope
    structure = summary.structure
    if structure is None and content is not None:
        tree = mime.parse_structure(content)
        structure = tree.as_json()
        envelope = mime.read_envelope(mime.Header(content, *tree.header))
    if not isinstance(structure, dict):
        structure = {"header": (0, 0), "body": (0, summary.size), "lines": 0, "type": "text/plain", "encoding": "7bit"}

    def envelope_at(node: Mapping[str, Any]) -> bytes:
        if content is None:
            return EMPTY_ENVELOPE
        return envelopes.encode(mime.read_envelope(mime.Header(content, *node["header"])))

    return Brief(
        uid=uid,
        id=message.octets,
        content_key=summary.content_key.reveal(),
        envelope=envelopes.encode(envelope),
        wide_envelope=envelopes.encode_wide(envelope),
        structure=encode_body_structure(structure, envelope_at),
        body=encode_body(structure, envelope_at),
        preview=summary.preview,
        header_octets=structure["header"][1],
        is_plain=structure["type"].startswith("text/") and structure.get("encoding", "7bit") in IDENTITY,
        subject=envelope.subject,
        date=envelope.date,
        from_=_first_local_part(envelope.from_),
        to=_first_local_part(envelope.to),
        cc=_first_local_part(envelope.cc),
        message_id=envelope.message_id,
        in_reply_to=envelope.in_reply_to,
    )


def _first_local_part(parties: Sequence[Party]) -> str:
    """RFC 5256 §3: sorted by the local part of the first address."""
    return parties[0].address.rpartition("@")[0] or parties[0].address if parties else ""


def _walk(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for part in node.get("parts", ()):
        yield from _walk(part)
    if "message" in node:
        yield from _walk(node["message"])
