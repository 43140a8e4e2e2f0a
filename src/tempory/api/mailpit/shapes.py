"""Mailpit's objects: a message as a list shows it, and in full."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tempory.mailboxes import StoredMessage
from tempory.mime import LIMITS, Header, parse_addresses, parse_date, parse_structure, read_message
from tempory.mime.bodies import find_bodies
from tempory.mime.structure import parse_message
from tempory.mime.transfer import decode_transfer
from tempory.sealing import Attachment, Party, Summary
from tempory.values import format_instant

Fields = Mapping[str, object]
_LINK: Final = re.compile(r"<([^<>\s]{1,2000})>")
_MAX_LINKS: Final = 2


def show_item(stored: StoredMessage, summary: Summary) -> Fields:
    """Return a message as a list shows it."""
    return {
        **_show_head(stored, summary),
        "Created": format_instant(stored.received_at),
        "Attachments": sum(not _is_inline(attachment) for attachment in summary.attachments),
        "Snippet": summary.preview,
    }


def show_message(stored: StoredMessage, summary: Summary, content: bytes) -> Fields:
    """Return a message in full. Meant for a thread: it takes the message apart."""
    read = read_message(content)
    parts = find_bodies(parse_structure(content)).attachments
    data = (decode_transfer(part.body.cut(content), part.about.encoding) for part in parts)
    attached = [
        (about, _show_attachment(about, octets)) for about, octets in zip(summary.attachments, data, strict=False)
    ]
    date = parse_date(summary.envelope.date)
    return {
        **_show_head(stored, summary),
        "Bcc": [
            {"Name": party.name, "Address": party.address} for party in parse_addresses(_first(read.headers, "bcc"))
        ],
        "ReturnPath": summary.return_path,
        "ListUnsubscribe": _show_unsubscribe(read.headers),
        "Date": format_instant(stored.received_at) if date is None else date.isoformat(),
        "Text": read.text,
        "HTML": read.html or "",
        "Inline": [shown for about, shown in attached if _is_inline(about)],
        "Attachments": [shown for about, shown in attached if not _is_inline(about)],
    }


def show_headers(summary: Summary, content: bytes) -> dict[str, list[str]]:
    """Return the header's fields by their names as Go writes them, and where the message was delivered to."""
    _, header = parse_message(content, LIMITS)
    fields: dict[str, list[str]] = {"Delivered-To": [summary.recipient]}
    _collect(header, fields)
    return dict(sorted(fields.items()))


def part_index(text: str) -> int:
    """Return the index of the attachment that a part's id names; -1 if it can be none."""
    return int(text) - 1 if text.isascii() and text.isdecimal() and len(text) < len("1000000") else -1


def _collect(header: Header, fields: dict[str, list[str]]) -> None:
    for field in header.fields:
        name = "-".join(word.capitalize() for word in field.name.split("-"))
        fields.setdefault(name, []).append(header.value(field))


def _show_head(stored: StoredMessage, summary: Summary) -> Fields:
    envelope = summary.envelope
    return {
        "ID": str(stored.id),
        "MessageID": envelope.message_id.strip("<>"),
        "Read": stored.seen,
        "From": _show_party(envelope.from_[0]) if envelope.from_ else None,
        "To": _show_parties(envelope.to),
        "Cc": _show_parties(envelope.cc),
        "Bcc": [],
        "ReplyTo": _show_parties(envelope.reply_to),
        "Subject": envelope.subject,
        "Username": "",
        "Tags": [],
        "Size": stored.size,
    }


def _is_inline(attachment: Attachment) -> bool:
    return attachment.inline or attachment.content_id is not None


def _show_attachment(attachment: Attachment, data: bytes) -> Fields:
    return {
        "PartID": str(attachment.index + 1),
        "FileName": attachment.name,
        "ContentType": attachment.type,
        "ContentID": attachment.content_id or "",
        "Size": len(data),
        "Checksums": {
            "MD5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
            "SHA1": hashlib.sha1(data, usedforsecurity=False).hexdigest(),
            "SHA256": hashlib.sha256(data).hexdigest(),
        },
    }


def _show_unsubscribe(headers: Iterable[tuple[str, str]]) -> Fields:
    """RFC 2369 §3.2, RFC 8058 §3.1."""
    fields = tuple(headers)
    header = _first(fields, "list-unsubscribe")
    links = _LINK.findall(header)
    return {
        "Header": header,
        "HeaderPost": _first(fields, "list-unsubscribe-post"),
        "Links": links[:_MAX_LINKS],
        "Errors": "" if links or not header else "no link in angle brackets",
    }


def _first(headers: Iterable[tuple[str, str]], name: str) -> str:
    return next((value for each, value in headers if each.lower() == name), "")


def _show_parties(parties: Sequence[Party]) -> list[Fields]:
    return [_show_party(party) for party in parties]


def _show_party(party: Party) -> Fields:
    return {"Name": party.name, "Address": party.address}
