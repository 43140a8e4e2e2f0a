"""One copy of a message for one mailbox: its summary and its body, sealed.

Each copy has a content key and an id of its own, so that nothing shows that two mailboxes got the same message.
"""

from dataclasses import dataclass

from msgspec import UNSET, structs

from tempory import mime
from tempory.delivery.store import SealedMessage
from tempory.mailauth import Judgement
from tempory.sealing import (
    MAX_SUMMARY_OCTETS,
    Attachment,
    Authentication,
    Envelope,
    Party,
    PublicKey,
    Random,
    Summary,
    VerdictReason,
    draw_secret,
    encode_summary,
    seal_body,
    seal_summary,
)
from tempory.sealing import Verdict as SealedVerdict
from tempory.values import INBOX, Address, Instant, MailboxId, MessageId
from tempory.verdict import Verdict

MESSAGE_ID_OCTETS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What arrived: RFC 5322 octets with their trace fields. `reverse_path` None: the null path `<>`.

    `judgement` None: it did not come from outside.
    """

    content: bytes
    reverse_path: Address | None
    received_at: Instant
    judgement: Judgement | None = None


def seal_copy(
    arrival: Arrival,
    summary: mime.Summary,
    verdict: Verdict | None = None,
    *,
    mailbox: MailboxId,
    address: Address | None,
    public_key: PublicKey,
    random: Random,
    folder: str = INBOX,
) -> SealedMessage:
    """Seal `arrival`, of which `summary` was made, for one mailbox. `verdict` None: its holder put it there."""
    message = MessageId(random(MESSAGE_ID_OCTETS))
    content_key = draw_secret(random)
    brief = Summary(
        content_key=content_key,
        envelope=_envelope(summary.envelope),
        recipient="" if address is None else str(address),
        return_path="" if arrival.reverse_path is None else str(arrival.reverse_path),
        size=summary.size,
        preview=summary.preview,
        codes=summary.codes,
        links=summary.links,
        attachments=tuple(_attachment(each) for each in summary.attachments),
        structure=summary.structure.as_json(),
        authentication=UNSET if arrival.judgement is None else _authentication(arrival.judgement),
        verdict=UNSET if verdict is None else _verdict(verdict),
    )
    return SealedMessage(
        mailbox=mailbox,
        folder=folder,
        message=message,
        received_at=arrival.received_at,
        saved_at=arrival.received_at,
        size=len(arrival.content),
        summary=seal_summary(public_key, _encode(brief), mailbox=mailbox, message=message),
        body=seal_body(arrival.content, content_key=content_key, message=message),
    )


def _encode(brief: Summary) -> bytes:
    """Write the summary, with less in it if a hostile message makes it too large: the message itself is not lost."""
    octets = encode_summary(brief)
    if len(octets) <= MAX_SUMMARY_OCTETS:
        return octets
    return encode_summary(structs.replace(brief, envelope=Envelope(), links=(), attachments=(), structure=None))


def _authentication(judgement: Judgement) -> Authentication:
    return Authentication(
        state=judgement.badge.value,
        domain=judgement.domain,
        reasons=tuple(reason.value for reason in judgement.reasons),
    )


def _verdict(verdict: Verdict) -> SealedVerdict:
    return SealedVerdict(
        level=verdict.level.value,
        score=verdict.score,
        reasons=tuple(VerdictReason(code=each.code.value, evidence=each.evidence) for each in verdict.reasons),
    )


def _envelope(envelope: mime.Envelope) -> Envelope:
    return Envelope(
        from_=_parties(envelope.from_),
        sender=_parties(envelope.sender),
        reply_to=_parties(envelope.reply_to),
        to=_parties(envelope.to),
        cc=_parties(envelope.cc),
        subject=envelope.subject,
        date=envelope.date,
        message_id=envelope.message_id,
        in_reply_to=envelope.in_reply_to,
        as_written=dict(envelope.as_written) or UNSET,
    )


def _parties(addresses: tuple[mime.MailAddress, ...]) -> tuple[Party, ...]:
    return tuple(Party(name=each.name, address=each.address) for each in addresses)


def _attachment(attachment: mime.Attachment) -> Attachment:
    return Attachment(
        index=attachment.index,
        name=attachment.name,
        type=attachment.type,
        size=attachment.size,
        inline=attachment.inline,
        content_id=attachment.content_id,
    )
