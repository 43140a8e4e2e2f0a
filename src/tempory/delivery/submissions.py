"""What a member's own program submits: whether it says truly who writes, and the fields that it may leave to us.

RFC 6409 §6.1 (whose address may stand there), §8 (what is added); RFC 5322 §3.6. Stricter than the mail that comes in
from everywhere: who writes here is known, and what two programs could read in two ways is refused. Fails closed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from tempory.delivery.authenticity import Examined
from tempory.delivery.refusals import DeliveryRefusal
from tempory.mailauth import Badge, BadgeReason, Judgement, encode_submission_results, remove_forged_results
from tempory.mime import parse_addresses
from tempory.values import Address, Clock, InvalidValueError

# Who a reader is shown as the writer, in any program. RFC 5322 §3.6.2, §3.6.6.
_AUTHORS: Final = frozenset({b"from", b"sender", b"resent-from", b"resent-sender"})
# RFC 5322 §3.6: at most one of each, or readers choose.
_ONCE: Final = frozenset(
    b"from sender reply-to to cc subject date message-id in-reply-to references mime-version content-type "
    b"content-transfer-encoding".split()
)
# RFC 5322 §3.6.3 (Bcc); RFC 5321 §4.4 (Return-Path is for whoever delivers).
_DROPPED: Final = frozenset({b"bcc", b"resent-bcc", b"return-path"})
_FIELD: Final = re.compile(rb"([!-9;-~]++):")
_BLANK: Final = b" \t"
_LINE_END: Final = b"\r\n"
# RFC 5322 §3.4 without comments, groups and routes. Possessive, hence linear.
_ATOMS: Final = r"[^\s\x00-\x1f\x7f\"(),.:;<>@\[\]\\]++"
_DOTTED: Final = rf"{_ATOMS}(?:\.{_ATOMS})*+"
_QUOTED: Final = r'"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*+"'
_NAME: Final = rf"(?:(?:{_ATOMS}|{_QUOTED}|\.)\s*+)*+"
_MAILBOX: Final = re.compile(rf"\s*+(?:{_NAME}<({_DOTTED}@{_DOTTED})>|({_DOTTED}@{_DOTTED}))\s*+")
_DIVIDER: Final = re.compile(r"[\s<>(),;:\"']++")
_MAX_AUTHORS: Final = 10
_SECOND: Final = 1000


class SubmissionRefused(DeliveryRefusal):
    """A message that its writer may not send like this. SMTP: 550 5.7.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submissions:
    """Makes what members submit ready to be delivered. `draw_id` gives a word that no other message has."""

    clock: Clock
    draw_id: Callable[[], str]

    def prepare(self, content: bytes, *, own: frozenset[str], reverse_path: Address, hostname: str) -> Examined:
        """Return the message as it is delivered: without Bcc, with a date and an id, with what we say of its writer.

        `own` are the canonical addresses of who has logged in. Raises `SubmissionRefused`.
        """
        lines, rest = _split(remove_forged_results(content, hostname))
        fields = [(_name(line), line) for line in lines]
        authors = _check(fields, own)
        kept = [line for name, line in fields if name not in _DROPPED]
        names = {name for name, _ in fields}
        header = _LINE_END.join([*kept, *self._missing(names, reverse_path), b""])
        judgement = Judgement(badge=Badge.VERIFIED, domain=authors[0].domain.name, reasons=(BadgeReason.MEMBER,))
        results = encode_submission_results(hostname, sender=str(reverse_path))
        return Examined(content=header + rest, results=results, judgement=judgement)

    def _missing(self, names: set[bytes], reverse_path: Address) -> Iterator[bytes]:
        if b"date" not in names:
            moment = datetime.fromtimestamp(self.clock.now() // _SECOND, UTC)
            yield f"Date: {format_datetime(moment)}".encode()
        if b"message-id" not in names:
            yield f"Message-ID: <{self.draw_id()}@{reverse_path.domain.name}>".encode()


def _split(content: bytes) -> tuple[list[bytes], bytes]:
    """Cut a message into the fields of its header, each with what continues it, and the rest, empty line included."""
    if content.startswith(_LINE_END):
        return [], content
    header, divider, body = content.partition(_LINE_END * 2)
    lines: list[list[bytes]] = []
    for line in header.removesuffix(_LINE_END).split(_LINE_END):
        if not line.startswith((b" ", b"\t")):
            lines.append([line])
        elif lines and line.strip(_BLANK):
            lines[-1].append(line)
        else:
            # A continuation of nothing would continue our own fields; a blank one ends the header for some readers.
            message = "The header is malformed: a line of it is blank, or continues nothing."
            raise SubmissionRefused(message)
    return [_LINE_END.join(parts) for parts in lines], _LINE_END + body if divider else _LINE_END


def _name(line: bytes) -> bytes:
    match = _FIELD.match(line)
    if match is None:
        message = "The header is malformed: a line of it is no field."
        raise SubmissionRefused(message)
    return match[1].lower()


def _check(fields: list[tuple[bytes, bytes]], own: frozenset[str]) -> list[Address]:
    """Return the authors in From, all of them the writer's own addresses."""
    seen: set[bytes] = set()
    found: list[Address] = []
    for name, line in fields:
        if name in _ONCE and name in seen:
            message = "The header is malformed: a field that may be there once is there twice."
            raise SubmissionRefused(message)
        seen.add(name)
        if name in _AUTHORS:
            authors = _read_authors(line, own)
            if name == b"from":
                found = authors
    if not found:
        message = "From: is missing; it names one of your addresses."
        raise SubmissionRefused(message)
    return found


def _read_authors(line: bytes, own: frozenset[str]) -> list[Address]:
    """Read a field that names writers, so that no other way to read it is left; refuse all who are somebody else."""
    value = _text(line)
    shown, written = parse_addresses(value), list(_read_strictly(value))
    if not written or len(written) > _MAX_AUTHORS or written != [each.address for each in shown]:
        message = "From: and Sender: take plain addresses: no groups, comments or routes."
        raise SubmissionRefused(message)
    # A name to show that is an address passes for one.
    words = (_DIVIDER.split(unicodedata.normalize("NFKC", each.name)) for each in shown)
    authors = [_parse(text) for text in written]
    named = [_parse(word) for each in words for word in each if "@" in word]
    if any(each is None or each.canonical not in own for each in (*authors, *named)):
        message = "From: and Sender: name your own addresses only."
        raise SubmissionRefused(message)
    return [each for each in authors if each is not None]


def _parse(text: str) -> Address | None:
    try:
        return Address.parse(text)
    except InvalidValueError:
        return None


def _text(line: bytes) -> str:
    try:
        return line.partition(b":")[2].replace(_LINE_END, b"").decode("utf-8").strip()
    except UnicodeDecodeError:
        message = "From: and Sender: are UTF-8."
        raise SubmissionRefused(message) from None


def _read_strictly(value: str) -> Iterator[str]:
    """Give the addresses of a list of mailboxes, and an empty one where it is anything else."""
    at = 0
    while match := _MAILBOX.match(value, at):
        yield match[1] or match[2]
        at = match.end()
        if at == len(value):
            return
        if value[at] != ",":
            break
        at += 1
    yield ""
