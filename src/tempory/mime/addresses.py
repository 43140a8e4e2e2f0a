"""Address lists as they are written in From, To and the like.

RFC 5322 §3.4 (mailboxes and groups), §4.4 (obsolete: routes, comments as names, dots in phrases, empty members),
RFC 6532 (characters outside ASCII), RFC 2047 (encoded names). Read by one tokenizer, front to back; what is no address
is kept as a name, so that a reader still sees something. `tempory.values.Address` is stricter: we deliver to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from tempory.mime.encoded_words import decode_encoded_words
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.printable import one_line, plain_name

# Possessive alternatives that begin with different characters: one look at each character.
_TOKEN: Final = re.compile(
    r'(?P<quoted>"[^"\\]*+(?:\\.[^"\\]*+)*+"?+)'
    r"|(?P<literal>\[[^\[\]]*+\]?+)"
    r"|(?P<space>\s++)"
    r"|(?P<special>[<>,;:@()\\\]])"
    r'|(?P<atom>[^\s"\[\]<>,;:@()\\]++)',
    re.DOTALL,
)
_IN_COMMENT: Final = re.compile(r"[()]|\\.|[^()\\]++|\\", re.DOTALL)
_QUOTED_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)
# What nearly every field is: one mailbox, its name quoted, bare or missing.
_ONE_MAILBOX: Final = re.compile(
    r'(?:"([^"\\]*+)"\s*+|([^"<>()\[\],;:\\@]*+))<([^\s"<>()\[\],;:\\@]++@[^\s"<>()\[\],;:\\@]++)>'
    r'|([^\s"<>()\[\],;:\\@]++@[^\s"<>()\[\],;:\\@]++)'
)


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Somebody in a header: a name to show and `local@domain` as written. Either may be empty, not both."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class RoutedAddress(MailAddress):
    """Somebody by a way of old (RFC 5322 §4.4): `<@one.example,@two.example:local@domain>`."""

    route: str


@dataclass(frozen=True, slots=True)
class Group:
    """A named list in a header (RFC 5322 §3.4): `undisclosed-recipients:;`."""

    name: str
    members: tuple[MailAddress, ...]


def parse_addresses(value: str, limits: Limits = LIMITS) -> tuple[MailAddress, ...]:
    """Read an unfolded field and return its mailboxes in order, those in groups among them."""
    if one := _ONE_MAILBOX.fullmatch(value):
        quoted, bare, bracketed, alone = one.groups()
        return (MailAddress(_shown(quoted or bare or ""), one_line(bracketed or alone)),)
    mailboxes: list[MailAddress] = []
    for entry in parse_address_list(value, limits):
        mailboxes.extend(entry.members if isinstance(entry, Group) else (entry,))
    return tuple(mailboxes)


def parse_address_list(
    value: str, limits: Limits = LIMITS, *, as_written: bool = False
) -> tuple[MailAddress | Group, ...]:
    """Read an unfolded field and return its mailboxes and groups in order (IMAP's ENVELOPE needs the groups).

    `as_written`: names keep their encoded words, and addresses their routes (`RoutedAddress`).
    """
    return tuple(_Reader(value, limits, as_written=as_written).entries())


class _Reader:
    """Reads one field's tokens into entries."""

    def __init__(self, value: str, limits: Limits, *, as_written: bool) -> None:
        self._value = value
        self._limits = limits
        self._left = limits.addresses
        self._as_written = as_written
        self._mailbox = _Mailbox(as_written=as_written)
        self._group: str | None = None
        self._members: list[MailAddress] = []

    def entries(self) -> Iterator[MailAddress | Group]:
        """Give mailboxes and groups as they end, at most `limits.addresses` mailboxes."""
        for kind, text in islice(self._tokens(), self._limits.address_tokens):
            special = text if kind == "special" else ""
            if special == ":" and self._group is None and self._mailbox.is_phrase:
                self._group, self._mailbox = self._mailbox.phrase(), _Mailbox(as_written=self._as_written)
            elif not (special and self._mailbox.ends_with(special)):
                self._mailbox.add(kind, text)
            else:
                yield from self._end(closes_group=special == ";")
                if self._left == 0:
                    return
        yield from self._end(closes_group=True)

    def _end(self, *, closes_group: bool) -> Iterator[MailAddress | Group]:
        """End the mailbox that is being read, and its group."""
        ended, self._mailbox = self._mailbox.read(), _Mailbox(as_written=self._as_written)
        if ended.name or ended.address:
            self._left -= 1
            if self._group is None:
                yield ended
            else:
                self._members.append(ended)
        if closes_group and self._group is not None:
            yield Group(self._group, tuple(self._members))
            self._group, self._members = None, []

    def _tokens(self) -> Iterator[tuple[str, str]]:
        """Cut the value into (kind, text); a comment is one token, its parentheses left out."""
        position = 0
        while match := _TOKEN.match(self._value, position):
            kind, text, position = match.lastgroup or "", match[0], match.end()
            if text == "(":
                kind, position = "comment", self._comment_end(position)
                text = self._value[match.end() : position].removesuffix(")")
            yield kind, text

    def _comment_end(self, position: int) -> int:
        """RFC 5322 §3.2.2: comments nest."""
        depth = 1
        for match in _IN_COMMENT.finditer(self._value, position):
            depth += (match[0] == "(") - (match[0] == ")")
            if depth == 0:
                return match.end()
        return len(self._value)


class _Mailbox:
    """One mailbox while it is read."""

    def __init__(self, *, as_written: bool) -> None:
        self._as_written = as_written
        self._outside: list[tuple[str, str]] = []
        self._route = ""
        self._brackets: list[str] | None = None
        self._in_brackets = False
        self._comment = ""
        self.is_phrase = True  # no "@" and no brackets so far

    def ends_with(self, special: str) -> bool:
        """Whether this character ends the mailbox here. Inside brackets a comma belongs to a route (RFC 5322 §4.4)."""
        return special in ",;" and not (
            self._in_brackets and self._brackets is not None and self._brackets[:1] == ["@"]
        )

    def add(self, kind: str, text: str) -> None:
        if kind == "comment":
            self._comment = self._comment or text
        elif text == "<" and kind == "special":
            self._brackets, self._in_brackets, self.is_phrase = [], True, False
        elif text == ">" and kind == "special":
            self._in_brackets = False
        elif self._in_brackets and self._brackets is not None:
            if text == ":" and kind == "special":
                self._route = "".join(self._brackets)
                self._brackets.clear()
            elif kind != "space":
                self._brackets.append(text)
        else:
            self._outside.append((kind, text))
            self.is_phrase = self.is_phrase and text != "@"

    def phrase(self) -> str:
        """Return the words outside brackets, as a name."""
        return self._show("".join(_unquoted(text) if kind == "quoted" else text for kind, text in self._outside))

    def read(self) -> MailAddress:
        if self._brackets is not None:
            name, address = self.phrase() or self._show(self._comment), one_line("".join(self._brackets))
            route = one_line(self._route) if self._as_written else ""
            return RoutedAddress(name, address, route) if route else MailAddress(name, address)
        if self.is_phrase:
            return MailAddress(self.phrase() or self._show(self._comment), "")
        # RFC 5322 §3.4: an address without brackets; its name, if any, is a comment behind it.
        address = "".join(text for kind, text in self._outside if kind != "space")
        return MailAddress(self._show(self._comment), one_line(address))

    def _show(self, name: str) -> str:
        return " ".join(plain_name(name).split()) if self._as_written else _shown(name)


def _unquoted(text: str) -> str:
    return _QUOTED_PAIR.sub(r"\1", text.strip('"'))


def _shown(name: str) -> str:
    return " ".join(plain_name(decode_encoded_words(name)).split())
