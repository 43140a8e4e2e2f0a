"""Open mode: seals opened in memory for one request, and dropped with it.

Opening a summary costs 0.1-0.2 ms, so one is opened in the loop; lists and bodies go to a thread, so that mail for
others is not kept waiting. What opens a seal is `tempory.sealing`; what the octets mean, `tempory.mime`.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar, final

from msgspec import UNSET

from tempory.api.representations import (
    AttachmentShape,
    AuthenticationShape,
    OpenItem,
    OpenMessage,
    PartyShape,
    ReasonShape,
    VerdictShape,
)
from tempory.mailboxes import Mailboxes, OpenMailbox, StoredMessage
from tempory.mime import AttachmentContent, read_attachment, read_message
from tempory.sealing import Party, Summary, decode_summary, open_body, open_body_chunks, open_summary
from tempory.values import format_instant

Result = TypeVar("Result")
_THREADS: Final = 2
_SEARCHED_CHUNKS: Final = 4  # of 64 KiB: as much of a message as codes and links are sought in


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a waiting caller looks for: each a part of the text, in any case; empty fits everything."""

    sender: str = ""
    subject: str = ""
    contains: str = ""

    @property
    def is_anything(self) -> bool:
        """Whether every message fits."""
        return not (self.sender or self.subject or self.contains)


@final
class Opener:
    """Opens what is in a mailbox that its holder has opened."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self._mailboxes = mailboxes
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="open")

    async def items(self, opened: OpenMailbox, messages: Sequence[StoredMessage]) -> list[OpenItem]:
        """Return each message as its holder knows it."""
        return await self._beside(lambda: [open_item(opened, message) for message in messages])

    async def message(self, opened: OpenMailbox, stored: StoredMessage) -> OpenMessage:
        """Return one message in full."""
        sealed = await self._mailboxes.body(opened.mailbox.id, stored.id)
        return await self._beside(lambda: _open_message(opened, stored, sealed))

    async def raw(self, opened: OpenMailbox, stored: StoredMessage) -> bytes:
        """Return the message's octets as they arrived (RFC 5322)."""
        sealed = await self._mailboxes.body(opened.mailbox.id, stored.id)
        return await self._beside(lambda: _open_raw(_open_summary(opened, stored), stored, sealed))

    async def attachment(self, opened: OpenMailbox, stored: StoredMessage, index: int) -> AttachmentContent | None:
        """Return one attachment, decoded; None if the message has none with this index."""
        sealed = await self._mailboxes.body(opened.mailbox.id, stored.id)
        return await self._beside(
            lambda: read_attachment(_open_raw(_open_summary(opened, stored), stored, sealed), index)
        )

    async def summaries(self, opened: OpenMailbox, messages: Sequence[StoredMessage]) -> list[Summary]:
        """Return what each message's summary says."""
        return await self._beside(lambda: [_open_summary(opened, message) for message in messages])

    async def study(
        self, opened: OpenMailbox, stored: StoredMessage, work: Callable[[Summary, bytes], Result]
    ) -> Result:
        """Return what `work` makes of a message's summary and octets. It runs in a thread."""
        sealed = await self._mailboxes.body(opened.mailbox.id, stored.id)

        def open_and_work() -> Result:
            summary = _open_summary(opened, stored)
            return work(summary, _open_raw(summary, stored, sealed))

        return await self._beside(open_and_work)

    async def fits(self, opened: OpenMailbox, stored: StoredMessage, wanted: Wanted) -> bool:
        """Whether `stored` is what the caller waits for. Looks into the body only if the summary does not decide it."""
        if wanted.is_anything:
            return True
        verdict = await self._beside(lambda: _summary_fits(_open_summary(opened, stored), wanted))
        if verdict is not None:
            return verdict
        sealed = await self._mailboxes.body(opened.mailbox.id, stored.id)
        return await self._beside(lambda: _text_fits(_open_summary(opened, stored), stored, sealed, wanted))

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _beside(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def open_item(opened: OpenMailbox, stored: StoredMessage) -> OpenItem:
    """Open one summary and return what a list shows. `IntegrityError` if it was sealed for another."""
    return OpenItem(**_item_fields(_open_summary(opened, stored), stored))


def _open_summary(opened: OpenMailbox, stored: StoredMessage) -> Summary:
    return decode_summary(open_summary(opened.keys, stored.summary, mailbox=opened.mailbox.id, message=stored.id))


def _open_raw(summary: Summary, stored: StoredMessage, sealed: bytes) -> bytes:
    return open_body(sealed, content_key=summary.content_key, message=stored.id)


def _open_message(opened: OpenMailbox, stored: StoredMessage, sealed: bytes) -> OpenMessage:
    summary = _open_summary(opened, stored)
    read = read_message(_open_raw(summary, stored, sealed))
    return OpenMessage(**_item_fields(summary, stored), text=read.text, html=read.html, headers=list(read.headers))


def _summary_fits(summary: Summary, wanted: Wanted) -> bool | None:
    """Whether the message fits, as far as its summary tells; None: only its text can."""
    envelope = summary.envelope
    parties = (*envelope.from_, *envelope.sender)
    senders = [summary.return_path, *(f"{party.name} <{party.address}>" for party in parties)]
    if not (_is_in(wanted.sender, senders) and _is_in(wanted.subject, [envelope.subject])):
        return False
    told = [envelope.subject, summary.preview, *summary.codes, *summary.links]
    return True if _is_in(wanted.contains, told) else None


def _text_fits(summary: Summary, stored: StoredMessage, sealed: bytes, wanted: Wanted) -> bool:
    """Whether the beginning of the message's text contains what is wanted."""
    chunks = open_body_chunks((sealed,), content_key=summary.content_key, message=stored.id)
    head = b"".join(islice(chunks, _SEARCHED_CHUNKS))
    return _is_in(wanted.contains, [read_message(head).text])


def _is_in(part: str, texts: Iterable[str]) -> bool:
    """Whether `part` stands in one of `texts`, in any case and however wrapped."""
    folded = " ".join(part.casefold().split())
    return not folded or any(folded in " ".join(text.casefold().split()) for text in texts)


def _item_fields(summary: Summary, stored: StoredMessage) -> dict[str, Any]:
    envelope = summary.envelope
    return {
        "id": str(stored.id),
        "uid": stored.uid,
        "received_at": format_instant(stored.received_at),
        "size": stored.size,
        "seen": stored.seen,
        "sender": _show_party(envelope.from_[0]) if envelope.from_ else None,
        "to": [_show_party(party) for party in envelope.to],
        "subject": envelope.subject,
        "date": envelope.date,
        "preview": summary.preview,
        "codes": list(summary.codes),
        "links": list(summary.links),
        "attachments": [
            AttachmentShape(index=part.index, name=part.name, type=part.type, size=part.size)
            for part in summary.attachments
        ],
        "authentication": _show_authentication(summary),
        "verdict": _show_verdict(summary),
    }


def _show_authentication(summary: Summary) -> AuthenticationShape | None:
    found = summary.authentication
    if found is UNSET:
        return None
    return AuthenticationShape(state=found.state, domain=found.domain, reasons=list(found.reasons))


def _show_verdict(summary: Summary) -> VerdictShape | None:
    found = summary.verdict
    if found is UNSET:
        return None
    reasons = [ReasonShape(code=each.code, evidence=each.evidence) for each in found.reasons]
    return VerdictShape(level=found.level, score=found.score, reasons=reasons)


def _show_party(party: Party) -> PartyShape:
    return PartyShape(name=party.name, address=party.address)
