"""Which parts are the message's text, and which are attachments.

As mail programs choose, in the form RFC 8621 §4.1.4 gives it: of alternatives the text and the markup version, of
related parts the first (RFC 2387 §3.2), of mixed parts everything that is meant to be shown inline. Here every leaf
that is neither text nor markup of the body is an attachment, inline images among them, and so is a message inside.
"""

from dataclasses import dataclass, field
from typing import Final

from tempory.mime.part import Part

PLAIN: Final = "text/plain"
MARKUP: Final = "text/html"


@dataclass(slots=True)
class Bodies:
    """The leaves of one message by what they are for, each list in the message's order."""

    plain: list[Part] = field(default_factory=list)
    markup: list[Part] = field(default_factory=list)
    attachments: list[Part] = field(default_factory=list)


def find_bodies(root: Part) -> Bodies:
    """Sort the leaves of a message."""
    bodies = Bodies()
    _sort(root, bodies, is_shown=True)
    return bodies


def _sort(part: Part, bodies: Bodies, *, is_shown: bool) -> None:
    if not part.parts:
        if is_shown and part.about.disposition != "attachment" and part.type == PLAIN:
            bodies.plain.append(part)
        elif is_shown and part.about.disposition != "attachment" and part.type == MARKUP:
            bodies.markup.append(part)
        else:
            bodies.attachments.append(part)
        return
    root = _root_of_related(part) if part.type == "multipart/related" else None
    for position, child in enumerate(part.parts):
        # RFC 8621 §4.1.4: a text with a file's name that is not the first part is a file.
        named_file = position > 0 and bool(child.filename) and part.type != "multipart/alternative"
        _sort(child, bodies, is_shown=is_shown and not named_file and (root is None or child is root))


def _root_of_related(part: Part) -> Part:
    """RFC 2387 §3.2: the part that `start` names, else the first."""
    start = part.about.parameters.get("start", "").strip("<> ")
    return next((child for child in part.parts if start and child.about.content_id == start), part.parts[0])
