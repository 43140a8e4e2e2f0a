"""mail.tm's objects: an account, a domain, a message as a list shows it and in full, its source.

The fields are exactly those; clients that make records of them refuse others. Instants have seconds and an offset.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from tempory.api.mailtm.negotiation import Fields
from tempory.mailboxes import OpenMailbox, StoredMessage
from tempory.mime import parse_addresses, parse_structure, read_message
from tempory.mime.bodies import find_bodies
from tempory.mime.part import Part
from tempory.sealing import Attachment, Party, Summary
from tempory.values import Domain, Instant

_ID_CHARACTERS: Final = 24
# RFC 5321 §4.4, RFC 8314 §4.3: our own trace fields stand on top of the message, above whatever the sender wrote.
_OUR_TRACE: Final = re.compile(
    rb"(?:(?:Return-Path|Authentication-Results):[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*+){0,2}Received: from [^\r\n]*\r\n"
    rb"\tby [^ \r\n]+ with [A-Z0-9]+ \((TLSv[0-9.]+)\)[^\r\n]*\r\n"
    rb"(?:\tfor [^\r\n]*\r\n)?",
    re.ASCII,
)
_CIPHER: Final = re.compile(rb" tls ([A-Za-z0-9_.-]{1,64});\r\n")


def show_account(opened: OpenMailbox) -> Fields:
    """Return the mailbox as an account."""
    mailbox = opened.mailbox
    created = show_instant(mailbox.created_at)
    return {
        "@context": "/contexts/Account",
        "@id": f"/accounts/{mailbox.id}",
        "@type": "Account",
        "id": str(mailbox.id),
        "address": str(opened.address),
        "quota": mailbox.quota.bytes,
        "used": mailbox.usage.bytes,
        "isDisabled": False,
        "isDeleted": False,
        "createdAt": created,
        "updatedAt": created,
    }


def domain_id(domain: Domain) -> str:
    """Return the domain's id: 24 hex digits, always the same for the same name."""
    return hashlib.sha256(domain.name.encode()).hexdigest()[:_ID_CHARACTERS]


def show_domain(domain: Domain, since: Instant) -> Fields:
    """Return a domain that addresses are given in."""
    return {
        "@id": f"/domains/{domain_id(domain)}",
        "@type": "Domain",
        "id": domain_id(domain),
        "domain": domain.name,
        "isActive": True,
        "isPrivate": False,
        "createdAt": show_instant(since),
        "updatedAt": show_instant(since),
    }


def show_item(opened: OpenMailbox, stored: StoredMessage, summary: Summary) -> Fields:
    """Return a message as a list shows it."""
    envelope = summary.envelope
    received = show_instant(stored.received_at)
    return {
        **_naming(stored),
        "msgid": envelope.message_id,
        "from": _show_party(envelope.from_[0]) if envelope.from_ else {"address": "", "name": ""},
        "to": _show_parties(envelope.to),
        "subject": envelope.subject,
        "intro": summary.preview,
        "seen": stored.seen,
        "isDeleted": False,
        "hasAttachments": bool(summary.attachments),
        "size": stored.size,
        "downloadUrl": f"/messages/{stored.id}/download",
        "sourceUrl": f"/sources/{stored.id}",
        "createdAt": received,
        "updatedAt": received,
        "accountId": f"/accounts/{opened.mailbox.id}",
    }


def show_message(opened: OpenMailbox, stored: StoredMessage, summary: Summary, content: bytes) -> Fields:
    """Return a message in full. Meant for a thread: it takes the message apart."""
    read = read_message(content)
    # Bcc is no part of a summary; a message that has the field shows it.
    hidden = next((value for name, value in read.headers if name.lower() == "bcc"), "")
    return {
        "@context": "/contexts/Message",
        **show_item(opened, stored, summary),
        "cc": _show_parties(summary.envelope.cc),
        "bcc": [{"address": party.address, "name": party.name} for party in parse_addresses(hidden)],
        "flagged": False,
        "verifications": _show_verifications(content),
        "retention": opened.mailbox.expires_at is not None,
        "retentionDate": None if opened.mailbox.expires_at is None else show_instant(opened.mailbox.expires_at),
        "text": read.text,
        "html": [] if read.html is None else [read.html],
        "attachments": show_attachments(stored, summary, content),
    }


def show_attachments(stored: StoredMessage, summary: Summary, content: bytes) -> list[Fields]:
    """Return what is attached to a message."""
    parts = find_bodies(parse_structure(content)).attachments
    described = zip(summary.attachments, parts, strict=False)
    return [_show_attachment(stored, attachment, part) for attachment, part in described]


def show_source(stored: StoredMessage, content: bytes) -> Fields:
    """Return the message as it arrived. JSON has characters only: octets that are not UTF-8 are replaced."""
    return {
        "@context": "/contexts/Source",
        "@id": f"/sources/{stored.id}",
        "@type": "Source",
        "id": str(stored.id),
        "downloadUrl": f"/messages/{stored.id}/download",
        "data": content.decode("utf-8", "replace"),
    }


def show_deleted(opened: OpenMailbox, message: str) -> Fields:
    """Return what is left to say of a message that was deleted."""
    return {
        "@context": "/contexts/Message",
        "@id": f"/messages/{message}",
        "@type": "Message",
        "id": message,
        "isDeleted": True,
        "accountId": f"/accounts/{opened.mailbox.id}",
    }


def attachment_id(index: int) -> str:
    """Return an attachment's id: ATTACH000001 is the first."""
    return f"ATTACH{index + 1:06d}"


def show_instant(instant: Instant) -> str:
    """Return `instant` as mail.tm does: 2026-11-21T12:00:00+00:00."""
    return datetime.fromtimestamp(instant // 1000, UTC).isoformat()


def _naming(stored: StoredMessage) -> Fields:
    return {"@id": f"/messages/{stored.id}", "@type": "Message", "id": str(stored.id)}


def _show_attachment(stored: StoredMessage, attachment: Attachment, part: Part) -> Fields:
    name = attachment_id(attachment.index)
    return {
        "id": name,
        "filename": attachment.name,
        "contentType": attachment.type,
        "disposition": "inline" if attachment.inline else "attachment",
        "transferEncoding": part.about.encoding,
        "related": attachment.content_id is not None,
        "size": attachment.size,
        "downloadUrl": f"/messages/{stored.id}/attachment/{name}",
    }


def _show_verifications(content: bytes) -> Fields:
    """Return how the message came: by our own trace field. SPF and DKIM are not verified, so neither is claimed."""
    trace = _OUR_TRACE.match(content)
    cipher = None if trace is None else _CIPHER.search(trace[0])
    if trace is None or cipher is None:
        return {"tls": False, "spf": False, "dkim": False}
    name = cipher[1].decode("ascii")
    return {
        "tls": {"name": name, "standardName": name, "version": trace[1].decode("ascii")},
        "spf": False,
        "dkim": False,
    }


def _show_parties(parties: Sequence[Party]) -> list[Fields]:
    return [_show_party(party) for party in parties]


def _show_party(party: Party) -> Fields:
    return {"address": party.address, "name": party.name}
