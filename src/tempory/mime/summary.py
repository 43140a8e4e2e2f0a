"""What a list of messages needs to know of one, made once on arrival, before the message is sealed.

RFC 9051 §7.5.2 (envelope, structure), RFC 8970 (preview). docs/sealing.md gives the form it is sealed in; delivery adds
what only it knows.
"""

from dataclasses import dataclass

from tempory.mime.attachments import Attachment, list_attachments
from tempory.mime.codes import find_codes
from tempory.mime.envelope import Envelope
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.links import find_links
from tempory.mime.markup import markup_text
from tempory.mime.parsed import Parsed, parse
from tempory.mime.part import Part
from tempory.mime.preview import preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One message in brief. `size` is in octets, as received."""

    envelope: Envelope
    size: int
    preview: str
    codes: tuple[str, ...]
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    structure: Part

    def as_json(self) -> dict[str, object]:
        """Return what msgspec encodes as the summary's JSON, but for the fields that delivery adds."""
        return {
            "v": 1,
            "envelope": self.envelope.as_json(),
            "size": self.size,
            "preview": self.preview,
            "codes": self.codes,
            "links": self.links,
            "attachments": self.attachments,
            "structure": self.structure.as_json(),
        }


def summarise(content: bytes, limits: Limits = LIMITS) -> Summary:
    """Summarise a message (RFC 5322 octets). Never raises: of a broken message there is less to say."""
    return summarise_parsed(parse(content, limits), limits)


def summarise_parsed(parsed: Parsed, limits: Limits = LIMITS) -> Summary:
    """Summarise a message that has been taken apart already."""
    envelope, texts, markups = parsed.envelope, parsed.texts, parsed.markups
    codes = find_codes(envelope.subject, texts, limits)
    shown = next((text for text in texts if not text.isspace()), None)
    unlinked: list[str] = []
    # Of a text with its code, the markup is the same once more: it is read for its links only.
    if shown is None or not codes:
        words = parsed.words
        shown = shown or next(iter(words), "")
        codes = codes or find_codes(envelope.subject, words, limits)
        pairs = zip(markups, words, strict=True)
        unlinked = [markup_text(markup, without_links=True) for markup, said in pairs if "://" in said]
    return Summary(
        envelope=envelope,
        size=len(parsed.content),
        preview=preview(shown, limits),
        codes=codes,
        links=find_links(texts, markups, unlinked, limits),
        attachments=list_attachments(parsed.content, parsed.bodies.attachments),
        structure=parsed.structure,
    )
