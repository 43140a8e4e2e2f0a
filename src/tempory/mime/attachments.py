"""What a message carries besides its text, as lists of files show it.

RFC 2183 (disposition, file name), RFC 2392 (content ids that markup refers to).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tempory.mime.part import Part
from tempory.mime.transfer import decoded_size

_SUFFIXES: Final = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/csv": ".csv",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment. `index` counts from 0 in the message's order; `size` is in octets, decoded."""

    index: int
    name: str
    type: str
    size: int
    inline: bool
    content_id: str | None


def list_attachments(content: bytes, parts: Iterable[Part]) -> tuple[Attachment, ...]:
    """Describe the attachments among a message's parts (`Bodies.attachments`)."""
    return tuple(
        Attachment(
            index=index,
            name=attachment_name(part, index),
            type=part.type,
            size=decoded_size(content, *part.body, part.lines, part.about.encoding),
            inline=part.about.disposition == "inline"
            or (part.about.disposition is None and bool(part.about.content_id)),
            content_id=part.about.content_id,
        )
        for index, part in enumerate(parts)
    )


def attachment_name(part: Part, index: int) -> str:
    """Return the sender's name for it, or one made from its place and type."""
    return part.filename or f"attachment-{index + 1}{_SUFFIXES.get(part.type, '')}"
