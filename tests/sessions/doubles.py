"""Delivery and a channel in memory, for tests of sessions and of what stands on them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from tempory.delivery import Delivery, Examined, RelayDenied, Reservation, UnknownRecipient
from tempory.values import Address, MailboxId

DOMAIN = "tempory.test"
SECRET = "a reason that the session must not repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A message that was delivered."""

    content: bytes
    recipients: tuple[str, ...]
    reverse_path: str | None

    @property
    def body(self) -> bytes:
        """What the peer sent: the content without our two trace fields."""
        _, _, rest = self.content.partition(b" +0000\r\n")
        return rest


class InMemoryDelivery(Delivery):
    """Has a mailbox for every name at tempory.test but `nobody`. Keeps what it is given, in memory."""

    def __init__(self) -> None:
        self.kept: list[Kept] = []
        self.reserved: Counter[str] = Counter()
        self.sizes: list[int] = []
        self.refusal: Exception | None = None
        """Raised by the next `reserve`."""
        self.failure: Exception | None = None
        """Raised by every `deliver`."""
        self.may_finish = asyncio.Event()
        """Deliveries wait for it."""
        self.may_finish.set()
        self.is_delivering = asyncio.Event()

    async def reserve(self, address: Address, size: int) -> Reservation:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        if address.domain.name != DOMAIN:
            raise RelayDenied(SECRET)
        if address.local == "nobody":
            raise UnknownRecipient(SECRET)
        self.reserved[address.canonical] += 1
        self.sizes.append(size)
        no_key = cast("Any", None)
        return Reservation(address=address, mailbox=MailboxId(bytes(16)), public_key=no_key, size=size)

    def release(self, reservations: Sequence[Reservation]) -> None:
        for reservation in reservations:
            self.reserved[reservation.address.canonical] -= 1

    async def deliver(
        self,
        content: bytes,
        reservations: Sequence[Reservation],
        *,
        reverse_path: Address | None,
        examined: Examined | None = None,
    ) -> None:
        self.is_delivering.set()
        try:
            await self.may_finish.wait()
            if self.failure is not None:
                raise self.failure
            self.kept.append(
                Kept(
                    content=content,
                    recipients=tuple(str(reservation.address) for reservation in reservations),
                    reverse_path=None if reverse_path is None else str(reverse_path),
                )
            )
        finally:
            self.release(reservations)

    @property
    def is_even(self) -> bool:
        """Whether everything reserved was given back, and nothing twice."""
        return not any(self.reserved.values())


@dataclass(slots=True)
class MemoryChannel:
    """A channel whose peer is the test: `incoming` is what it sends, a turn a read; `written` what it got."""

    incoming: list[bytes] = field(default_factory=list)
    peer: str = "192.0.2.7"
    tls_version: str | None = None
    tls_cipher: str | None = None
    end: Literal["", "lost", "idle"] = ""
    is_draining: bool = False
    injected: bytes = b""
    tls_works: bool = True
    last_end: Literal["lost", "idle"] = "lost"
    written: list[bytes] = field(default_factory=list)
    begun: int = 0
    is_closed: bool = False
    on_read: Callable[[bytes], None] = lambda _: None
    """Called with the octets of a read before the session has them."""

    @property
    def has_unread(self) -> bool:
        return bool(self.injected)

    @property
    def said(self) -> list[str]:
        """The replies' codes."""
        lines = b"".join(self.written).decode().split("\r\n")
        return [" ".join(line.split(" ")[:2]) for line in lines if line[3:4] == " "]

    def begin(self) -> None:
        self.begun += 1

    async def read(self) -> bytes:
        await asyncio.sleep(0)
        if self.injected:
            data, self.injected = self.injected, b""
            return data
        if self.incoming:
            data = self.incoming.pop(0)
            self.on_read(data)
            return data
        if not self.is_draining:
            self.end = self.last_end
        return b""

    async def write(self, data: bytes) -> None:
        self.written.append(data)

    async def start_tls(self, announcement: bytes) -> bool:
        self.written.append(announcement)
        if self.tls_works:
            self.tls_version, self.tls_cipher = "TLSv1.3", "TLS_AES_256_GCM_SHA384"
        else:
            self.end = "lost"
        return self.tls_works

    def wake(self) -> None:
        """Nobody waits here: `read` always has an answer."""

    def close(self) -> None:
        self.is_closed = True
