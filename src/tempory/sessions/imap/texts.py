"""The words of an opened message, for searching: decoded, without regard to case. RFC 9051 §6.4.4."""

from functools import cached_property

from tempory.mime import Header, Part, parse_addresses, parse_structure
from tempory.mime.encoded_words import decode_encoded_words
from tempory.mime.text import whole_text
from tempory.sessions.imap.briefs import Brief
from tempory.sessions.imap.casemap import casemap

_ADDRESSES = frozenset({"bcc", "cc", "from", "reply-to", "sender", "to"})


class Texts:
    """Made for one message and one search."""

    def __init__(self, content: bytes, brief: Brief) -> None:
        self._content = content
        self.brief = brief

    def header_contains(self, needle: str) -> bool:
        """Look in the whole header."""
        return needle in self._header_text

    def body_contains(self, needle: str) -> bool:
        """Look in all texts of the body."""
        return needle in self._body_text

    def field_contains(self, name: str, needle: str) -> bool:
        """Look in the fields called `name` (lower case); in addresses also as the envelope has them."""
        if any(needle in value for value in self._fields.get(name, ())):
            return True
        return name in _ADDRESSES and needle in self._addresses_in(name)

    def has_field(self, name: str) -> bool:
        """Tell whether there is a field called `name` (lower case)."""
        return name in self._fields

    @cached_property
    def _fields(self) -> dict[str, list[str]]:
        header = Header(self._content, 0, self.brief.header_octets)
        fields: dict[str, list[str]] = {}
        for field in header.fields:
            value = casemap(decode_encoded_words(header.value(field)))
            fields.setdefault(field.name.lower(), []).append(value)
        return fields

    def _addresses_in(self, name: str) -> str:
        """Return a field's addresses without their comments and quoting. RFC 9051 §6.4.4: FROM is the envelope's."""
        value = Header(self._content, 0, self.brief.header_octets).raw(name.encode("ascii")) or ""
        return casemap(", ".join(f"{party.name} <{party.address}>" for party in parse_addresses(value)))

    @cached_property
    def _header_text(self) -> str:
        raw = self._content[: self.brief.header_octets]
        if raw.isascii() and b"=?" not in raw:
            # The quick way, right for nearly every message: nothing to decode, only to unfold (RFC 5322 §2.2.3).
            return raw.replace(b"\r\n ", b" ").replace(b"\r\n\t", b"\t").decode("ascii").upper()
        return "\n".join(f"{name.upper()}: {value}" for name, values in self._fields.items() for value in values)

    @cached_property
    def _body_text(self) -> str:
        if self.brief.is_plain:
            raw = self._content[self.brief.header_octets :]
            if raw.isascii():
                return raw.decode("ascii").upper()
        return casemap("\n".join(_texts_of(self._content, parse_structure(self._content))))


def _texts_of(content: bytes, root: Part) -> list[str]:
    texts = []
    for part in root.walk():
        if part.message is not None:
            header = Header(content, *part.message.header)
            texts += [f"{name}: {value}" for name, value in header.decoded()]
        elif not part.parts and part.type.startswith("text/"):
            texts.append(whole_text(content, part))
    return texts
