"""The wraps of a member's private key, and the replacing of the shred key that lies around all of them.

Wraps are in one file and shred keys in another, so no commit holds both. The new wraps are written beside the old ones,
then the key is replaced, then the old ones go: whatever a crash leaves, one of two generations opens. `reconcile`
removes the other at the next start. docs/sealing.md, "Members".
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import final

from tempory.mailboxes import MailboxGone
from tempory.people.members import PasswordRecord, Wrap, WrapKind
from tempory.people.office import Office
from tempory.people.store import SameWrap, without
from tempory.sealing import add_shred_layer, draw_secret, strip_shred_layer
from tempory.values import IntegrityError, MailboxId, Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWrap:
    """A wrap as the page brings it: `inner` is the inner wrap, or an escrow wrap."""

    kind: WrapKind
    reference: bytes
    inner: bytes
    detail: bytes = b""


@final
class Keyring:
    """Finds wraps, adds them, and replaces all of them at once."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._store = office.store
        self._turn = asyncio.Lock()

    async def inner_wrap(self, mailbox: MailboxId, kind: WrapKind, reference: bytes = b"") -> bytes | None:
        """Return the wrap of a credential without the shred key's layer; None if it has none."""
        for _, inner in await self._valid(mailbox, kind, reference):
            return inner
        return None

    async def outer_wrap(self, mailbox: MailboxId, kind: WrapKind, reference: bytes) -> bytes | None:
        """Return the wrap of a credential as it is stored."""
        for wrap, _ in await self._valid(mailbox, kind, reference):
            return wrap.wrapped_key
        return None

    async def kinds(self, mailbox: MailboxId) -> set[WrapKind]:
        """Return which kinds of wraps there are."""
        return {wrap.kind for wrap in await self._store.wraps(mailbox)}

    async def password(self, mailbox: MailboxId) -> PasswordRecord | None:
        """Return what is kept of the mailbox's password."""
        for wrap, _ in await self._valid(mailbox, WrapKind.PASSWORD, b""):
            return PasswordRecord.decode(wrap.detail)
        return None

    async def first(self, mailbox: MailboxId, new: Sequence[NewWrap]) -> tuple[Secret, list[Wrap]]:
        """Draw a shred key for a new mailbox and lay it around its first wraps. Nothing is stored yet."""
        key = draw_secret(self._office.workshop.random)
        return key, self._layer(mailbox, new, key, generation=1)

    async def add(self, mailbox: MailboxId, new: NewWrap) -> None:
        """Store one more wrap, in place of one of the same credential."""
        async with self._turn:
            key = await self._key(mailbox)
            held = await self._store.wraps(mailbox)
            generation = max((wrap.generation for wrap in held), default=1)
            await self._store.add_wraps(mailbox, self._layer(mailbox, (new,), key, generation=generation))

    async def replace_shred_key(
        self, mailbox: MailboxId, *, drop: Collection[SameWrap] = (), add: Sequence[NewWrap] = ()
    ) -> None:
        """Draw a new shred key, lay it around all wraps but `drop`, and around `add`; destroy the old key."""
        async with self._turn:
            kept = {(new.kind, new.reference) for new in add} | set(drop)
            old = await self._valid(mailbox)
            generation = max((wrap.generation for wrap, _ in old), default=0) + 1
            moved = [
                NewWrap(kind=wrap.kind, reference=wrap.reference, inner=inner, detail=wrap.detail)
                for wrap, inner in old
                if wrap in without([wrap], kept)
            ]
            key = draw_secret(self._office.workshop.random)
            # What an earlier attempt left would be mistaken for this one's.
            await self._store.drop_generations(mailbox, above=generation - 1)
            await self._store.add_wraps(mailbox, self._layer(mailbox, [*moved, *add], key, generation=generation))
            await self._office.workshop.keys.replace(mailbox, key)
            await self._store.drop_generations(mailbox, below=generation)

    async def drop(self, mailbox: MailboxId, kind: WrapKind, reference: bytes = b"") -> None:
        """Remove a credential's wrap so that it opens nothing any more, not even from an old copy."""
        await self.replace_shred_key(mailbox, drop={(kind, reference)})

    async def reconcile(self) -> int:
        """Remove the generations that a crash left beside the valid one; return in how many mailboxes."""
        doubtful = await self._store.mailboxes_in_doubt()
        for mailbox in doubtful:
            valid = [wrap.generation for wrap, _ in await self._valid(mailbox)]
            if valid:
                await self._store.drop_generations(mailbox, below=max(valid))
                await self._store.drop_generations(mailbox, above=max(valid))
        return len(doubtful)

    async def _valid(
        self, mailbox: MailboxId, kind: WrapKind | None = None, reference: bytes | None = None
    ) -> list[tuple[Wrap, bytes]]:
        key = await self._key(mailbox)
        found = []
        for wrap in await self._store.wraps(mailbox):
            if (kind is None or wrap.kind is kind) and (reference is None or wrap.reference == reference):
                try:
                    found.append((wrap, strip_shred_layer(wrap.wrapped_key, shred_key=key, mailbox=mailbox)))
                except IntegrityError:
                    continue  # of a generation whose key was replaced, or is not yet in force
        return found

    async def _key(self, mailbox: MailboxId) -> Secret:
        key = await self._office.workshop.keys.find(mailbox)
        if key is None:
            reason = "The mailbox is gone."
            raise MailboxGone(reason)
        return key

    def _layer(self, mailbox: MailboxId, new: Sequence[NewWrap], key: Secret, *, generation: int) -> list[Wrap]:
        random = self._office.workshop.random
        blank = Wrap(kind=WrapKind.PASSWORD, reference=b"", generation=generation, detail=b"", wrapped_key=b"")
        return [
            replace(
                blank,
                kind=each.kind,
                reference=each.reference,
                detail=each.detail,
                wrapped_key=add_shred_layer(each.inner, shred_key=key, mailbox=mailbox, random=random),
            )
            for each in new
        ]
