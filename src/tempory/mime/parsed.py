"""One message taken apart once, for everything that looks at it on arrival: summary and verdict."""

from dataclasses import dataclass
from functools import cached_property

from tempory.mime.bodies import Bodies, find_bodies
from tempory.mime.envelope import Envelope, read_envelope
from tempory.mime.header import Header
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.markup import markup_text
from tempory.mime.part import Part
from tempory.mime.structure import parse_message
from tempory.mime.text import text_heads


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What one pass found. `texts` and `markups` begin the bodies: `Limits.searched_octets` together."""

    content: bytes
    structure: Part
    header: Header
    envelope: Envelope
    bodies: Bodies
    texts: list[str]
    markups: list[str]

    @cached_property
    def words(self) -> list[str]:
        """The words of each of `markups`, made when first asked for: most summaries do without."""
        return [markup_text(markup) for markup in self.markups]


def parse(content: bytes, limits: Limits = LIMITS) -> Parsed:
    """Take a message (RFC 5322 octets) apart. Never raises."""
    structure, header = parse_message(content, limits)
    bodies = find_bodies(structure)
    return Parsed(
        content=content,
        structure=structure,
        header=header,
        envelope=read_envelope(header, limits),
        bodies=bodies,
        texts=text_heads(content, bodies.plain, limits),
        markups=text_heads(content, bodies.markup, limits),
    )
