"""What the rules look at: one message's facts, read once and bounded.

Of the bodies `MAX_MARKUP` characters of markup and the first words count, of links `MAX_LINKS`. What lies beyond
decides nothing: a forger who hides behind 7,000 characters hides from his reader too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain, islice
from typing import Final

from tempory.mime import Parsed, find_anchors, find_links, markup_text
from tempory.verdict.attached import File, read_files
from tempory.verdict.codes import NO_CODES, Codes, coded_links
from tempory.verdict.hosts import Url, parse_host, parse_url, registrable
from tempory.verdict.lookalikes import Imitated, Likeness
from tempory.verdict.wording import MAX_CHARACTERS, Wording, read_wording

MAX_LINKS: Final = 60
MAX_NAME: Final = 320  # characters of a display name or an address (RFC 5321 §4.5.3.1: 64, 1 and 255)
MAX_MARKUP: Final = 32 * 1024
_ADDRESSES: Final = re.compile(r"https?://\S++")  # what stands in them is no sentence
# Letters of either case spelt out: nothing but ASCII is meant.
_BODY_START: Final = re.compile(r"<(?:([bB][oO][dD][yY])|/[sS][tT][yY][lL][eE]>)")
_HEAD_REACH: Final = 128 * 1024
_BULK: Final = frozenset({b"list-unsubscribe", b"list-id", b"list-post", b"list-help"})


class Standing(StrEnum):
    """What verifying the sender came to. `UNKNOWN`: nobody asked."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    PRETENDS = "pretends"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where it leads, and the words it shows ("" in running text)."""

    target: str
    url: Url | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`author` is registrable, as are the domains in `replies`; addresses are in lower case.

    `coded` are the links among `links` that codes in pictures hold.
    """

    standing: Standing
    imitated: Imitated
    name: str
    address: str
    replies: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    is_bulk: bool
    is_answer: bool
    text: str
    markup: str
    links: tuple[Link, ...]
    coded: tuple[Link, ...]
    files: tuple[File, ...]

    @cached_property
    def host(self) -> str:
        """The host in the author's address."""
        return parse_host(self.address.rpartition("@")[2])

    @cached_property
    def author(self) -> str:
        """The author's registrable domain."""
        return registrable(self.host)

    @cached_property
    def author_name(self) -> str:
        """Who owns the author's domain, among those worth imitating; "" for anybody else."""
        return self.imitated.owner_of(self.host)

    @cached_property
    def lowered(self) -> str:
        """The markup in lower case: names of tags and attributes are written in any."""
        return self.markup.lower()

    @cached_property
    def wording(self) -> Wording:
        """The words of subject and body."""
        return read_wording(f"{self.subject}\n{self.text}")

    @cached_property
    def _likenesses(self) -> dict[str, Likeness | None]:
        return {}

    def likeness(self, host: str) -> Likeness | None:
        """Return whom `host` imitates, looked up once a message: links repeat their hosts."""
        if host not in self._likenesses:
            self._likenesses[host] = self.imitated.likeness(host) if host else None
        return self._likenesses[host]

    @cached_property
    def foreign(self) -> tuple[Link, ...]:
        """Links to hosts that are not the author's, nor of one who is known."""
        return tuple(
            link
            for link in self.links
            if link.url is not None
            and registrable(link.url.host) != self.author
            and not self.imitated.owner_of(link.url.host)
        )


def read_facts(
    parsed: Parsed, *, imitated: Imitated, standing: Standing = Standing.UNKNOWN, codes: Codes = NO_CODES
) -> Facts:
    """Read what the rules need of a message that was taken apart; `codes` is what its pictures say."""
    envelope = parsed.envelope
    author = envelope.from_[0] if envelope.from_ else None
    markup = "\n".join(_body(markup) for markup in parsed.markups[:4])[:MAX_MARKUP]
    is_short = sum(map(len, parsed.markups)) <= MAX_MARKUP
    words = parsed.words if is_short else [markup_text(markup)]
    # A forger's plain part may be harmless and his markup not, so both count, each with its beginning.
    halves = [*_heads(parsed.texts), *_heads(words)]
    coded = tuple(Link(target, parse_url(target), "") for target in dict.fromkeys(coded_links(codes)))
    replies = {registrable(_host(each.address)) for each in envelope.reply_to[:10] if "@" in each.address}
    return Facts(
        standing=standing,
        imitated=imitated,
        name=author.name[:MAX_NAME] if author else "",
        address=author.address[:MAX_NAME].lower() if author else "",
        replies=tuple(sorted(replies)),
        recipients=tuple(each.address[:MAX_NAME].lower() for each in chain(envelope.to[:10], envelope.cc[:10])),
        subject=envelope.subject,
        is_bulk=parsed.header.has_any(_BULK),
        is_answer=bool(envelope.in_reply_to),
        text=_ADDRESSES.sub(" ", "\n".join(halves)),
        markup=markup,
        links=(*_links(parsed, markup), *coded),
        coded=coded,
        files=read_files(parsed.content, parsed.bodies.attachments),
    )


def _heads(texts: Iterable[str]) -> list[str]:
    return [text[: MAX_CHARACTERS // 2] for text in texts][:2]


def _body(markup: str) -> str:
    """Return the beginning of what is shown: after <body>, or after the style sheets, which may be long."""
    body = style = -1
    for mark in _BODY_START.finditer(markup, 0, _HEAD_REACH):
        if mark[1] is None:
            style = mark.start()
        else:
            body = mark.start() if body < 0 else body
    start = max(body, style, 0)
    return markup[start : start + MAX_MARKUP]


def _links(parsed: Parsed, markup: str) -> tuple[Link, ...]:
    anchors = ((each.target, each.text) for each in find_anchors(markup, MAX_LINKS))
    bare = ((target, "") for target in find_links([text[:MAX_MARKUP] for text in parsed.texts], ()))
    seen: dict[tuple[str, str], Link] = {}
    for target, text in islice(chain(anchors, bare), 2 * MAX_LINKS):
        key = (target, text)
        if key not in seen:
            seen[key] = Link(target, parse_url(target), text)
    return tuple(seen.values())


def _host(address: str) -> str:
    return parse_host(address.rpartition("@")[2])
