"""The JSON inside a sealed summary: what a list of messages shows, and the key of the message's body."""

from base64 import b64decode, b64encode
from typing import Annotated, Any, Literal

import msgspec

from tempory.sealing.keys import SECRET_OCTETS
from tempory.values import IntegrityError, Secret


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One author or recipient as the message names it. `address` is what was written, valid or not."""

    name: str = ""
    address: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """RFC 5322 §3.6 header fields, decoded. `date` is as written; an absent field is empty.

    `as_written` has, by their names here and "bcc", the fields of which that is not all there is to say.
    """

    from_: tuple[Party, ...] = ()
    sender: tuple[Party, ...] = ()
    reply_to: tuple[Party, ...] = ()
    to: tuple[Party, ...] = ()
    cc: tuple[Party, ...] = ()
    subject: str = ""
    date: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    as_written: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """`size` in octets, decoded; `index` names it in the API."""

    index: int
    name: str = ""
    type: str
    size: int
    inline: bool = False
    content_id: str | None = None


class Authentication(msgspec.Struct, frozen=True, kw_only=True):
    """Who sent it, as far as that was found out on arrival. `domain` is the author's; `reasons` are codes."""

    state: Literal["verified", "unverified", "pretends"]
    domain: str = ""
    reasons: tuple[str, ...] = ()


class VerdictReason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reason: a code, and what of the message it rests on."""

    code: str
    evidence: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it is dangerous, as judged on arrival. `score` is a probability."""

    level: Literal["none", "suspicious", "dangerous"]
    score: float
    reasons: tuple[VerdictReason, ...] = ()


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`size` of the whole message in octets. `structure` is the MIME tree of `tempory.mime`, opaque here.

    `authentication` and `verdict` unset: the message did not arrive, its holder put it there.
    """

    v: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    content_key: Secret
    envelope: Envelope
    recipient: str
    return_path: str
    size: int
    preview: str = ""
    codes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    structure: Any = None
    authentication: Authentication | msgspec.UnsetType = msgspec.UNSET
    verdict: Verdict | msgspec.UnsetType = msgspec.UNSET


def encode_summary(summary: Summary) -> bytes:
    """Write `summary` as JSON, its content key in base64."""
    return _encoder.encode(summary)


def decode_summary(octets: bytes) -> Summary:
    """Read a summary's JSON; `IntegrityError` for anything that is not one."""
    try:
        return _decoder.decode(octets)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        message = "a summary is not of this format"
        raise IntegrityError(message) from None


def _encode_secret(value: object) -> str:
    if not isinstance(value, Secret):
        raise NotImplementedError
    return b64encode(value.reveal()).decode("ascii")


def _decode_secret(_type: type, value: object) -> Secret:
    if not isinstance(value, str):
        raise TypeError
    octets = b64decode(value, validate=True)
    if len(octets) != SECRET_OCTETS:
        raise ValueError
    return Secret(octets)


_encoder = msgspec.json.Encoder(enc_hook=_encode_secret)
_decoder = msgspec.json.Decoder(Summary, dec_hook=_decode_secret)
