"""ENVELOPE, as exact as is known: from a summary or a header. RFC 9051 §7.5.2, RFC 5322 §3.4, §4.4."""

from typing import Any

from tempory import mime
from tempory.protocols.imap.responses.encoded_words import encode_words
from tempory.protocols.imap.responses.envelope import encode_address, encode_envelope, encode_group, encode_party
from tempory.protocols.imap.responses.strings import encode_string

_ADDRESSES = frozenset({"from", "sender", "reply_to", "to", "cc", "bcc"})


def encode(envelope: Any) -> bytes:  # noqa: ANN401 (of `tempory.mime` or of a summary)
    """Write the envelope, its fields as written where that is known."""
    kept: dict[str, str] = envelope.as_written or {}
    written = {name: _encode_addresses(text) if name in _ADDRESSES else _encode(text) for name, text in kept.items()}
    return encode_envelope(envelope, written=written)


def _encode(text: str) -> bytes:
    return encode_string(text.encode("ascii", "replace"))


def _encode_addresses(text: str) -> bytes:
    """Write a list of addresses with its groups, b"" for an empty one."""
    is_ascii = text.isascii()
    entries = b"".join(map(_encode_entry, mime.parse_address_list(text, as_written=is_ascii)))
    return b"(%b)" % entries if entries else b""


def _encode_entry(entry: mime.MailAddress | mime.Group) -> bytes:
    if isinstance(entry, mime.Group):
        name = entry.name.encode("ascii") if entry.name.isascii() else encode_words(entry.name)
        return encode_group(name, map(_encode_entry, entry.members))
    if entry.name.isascii() and entry.address.isascii():
        route = entry.route if isinstance(entry, mime.RoutedAddress) else ""
        return encode_address(entry.name.encode("ascii"), entry.address, route=route)
    return encode_party(entry)
