"""One message's way from the wire to the disk."""

from collections.abc import Sequence
from dataclasses import dataclass

from tempory.values import Address, MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A place kept in one mailbox's quota from RCPT to the end of DATA. Give it back with `Delivery.release`."""

    address: Address
    mailbox: MailboxId
    public_key: bytes
    size: int


class Delivery:
    """Reserves a place for each recipient, then seals and stores the message for all of them at once."""

    async def reserve(self, address: Address, size: int) -> Reservation:
        """Reserve `size` octets (what MAIL's SIZE declared, or 0) and one message for `address`.

        Raises `RelayDenied`, `UnknownRecipient`, `MailboxFull` or `StorageUnavailable`.
        """
        raise NotImplementedError

    def release(self, reservations: Sequence[Reservation]) -> None:
        """Give reserved places back: the transaction ended without a delivery. `deliver` does it by itself."""
        raise NotImplementedError

    async def deliver(
        self, content: bytes, reservations: Sequence[Reservation], *, reverse_path: Address | None
    ) -> None:
        """Seal `content` (RFC 5322 octets with trace fields) for each reservation and store all in one transaction.

        Returns when every copy is on disk. Raises a `DeliveryRefusal` or `StorageUnavailable`; then no copy was kept.
        Reservations are given back either way.
        """
        raise NotImplementedError
