"""One message opened for a reader: its text, its markup, its header and its attachments.

Attachments have the same index as in the summary. Markup is given as the sender wrote it: whoever shows it cleans it.
"""

from dataclasses import dataclass

from tempory.mime.attachments import Attachment, attachment_name, list_attachments
from tempory.mime.bodies import find_bodies
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.markup import markup_text
from tempory.mime.structure import parse_message, parse_structure
from tempory.mime.text import whole_text
from tempory.mime.transfer import decode_transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableMessage:
    """What a reader is shown. Line ends in `text` are LF; `html` is None where there is no markup."""

    text: str
    html: str | None
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentContent:
    """One attachment, decoded."""

    name: str
    type: str
    data: bytes


def read_message(content: bytes, limits: Limits = LIMITS) -> ReadableMessage:
    """Open a message (RFC 5322 octets). Several bodies of one kind follow one another.

    Without a plain body, `text` is made of the words of the markup (its first `limits.markup_octets` characters).
    """
    structure, header = parse_message(content, limits)
    bodies = find_bodies(structure)
    markup = "\n".join(whole_text(content, part) for part in bodies.markup)
    text = "\n".join(whole_text(content, part) for part in bodies.plain)
    return ReadableMessage(
        text=text if bodies.plain else markup_text(markup[: limits.markup_octets]),
        html=markup if bodies.markup else None,
        headers=header.decoded(),
        attachments=list_attachments(content, bodies.attachments),
    )


def read_attachment(content: bytes, index: int, limits: Limits = LIMITS) -> AttachmentContent | None:
    """Return the attachment that a summary lists under `index`; None if there is none."""
    attachments = find_bodies(parse_structure(content, limits)).attachments
    if not 0 <= index < len(attachments):
        return None
    part = attachments[index]
    return AttachmentContent(
        name=attachment_name(part, index),
        type=part.type,
        data=decode_transfer(part.body.cut(content), part.about.encoding),
    )
