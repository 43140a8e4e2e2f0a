"""Messages to be judged, and the one question most tests ask of them."""

import io
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from tempory.mime import parse
from tempory.verdict import Facts, Imitated, Standing, find_reasons, read_facts
from tempory.verdict.imitated import IMITATED
from tempory.verdict.outcome import Code

IMITATED_HERE = Imitated(IMITATED, ["mail.firm.example"])


def letter(
    text: str = "See you on Friday.",
    *,
    sender: str = "Bob <bob@corp.example>",
    to: str = "Ann <ann@firm.example>",
    subject: str = "Lunch",
    html: str | None = None,
    files: tuple[tuple[str, str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """Return a message; `files` are (name, type, octets), `headers` further fields, "_" for "-"."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text:
        message.set_content(text)
    if html is not None and text:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    for name, type_, octets in files:
        main, _, sub = type_.partition("/")
        message.add_attachment(octets, maintype=main, subtype=sub, filename=name)
    return bytes(message)


def facts_of(content: bytes, standing: Standing = Standing.UNKNOWN) -> Facts:
    return read_facts(parse(content), imitated=IMITATED_HERE, standing=standing)


def codes_of(content: bytes, standing: Standing = Standing.UNKNOWN) -> set[Code]:
    return set(find_reasons(facts_of(content, standing)))


def link(target: str, text: str = "here") -> str:
    return f'<html><body><p>Hello, look <a href="{target}">{text}</a> please.</p></body></html>'


def zipped(entries: dict[str, bytes], **options: Any) -> bytes:
    """Return a ZIP of `entries`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, octets in entries.items():
            archive.writestr(name, octets)
    return buffer.getvalue()
