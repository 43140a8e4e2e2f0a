"""An address as the server may keep it: a keyed hash, useless without the key."""

import hmac
from typing import final

from tempory.values import Address, Secret


@final
class AddressHasher:
    """HMAC-SHA256 (RFC 2104) of an address's canonical form, so that equal addresses, however written, hash alike."""

    __slots__ = ("_key",)

    def __init__(self, key: Secret) -> None:
        self._key = key

    def hash(self, address: Address) -> bytes:
        """Return the 32 octets under which `address` is stored and looked up."""
        return hmac.digest(self._key.reveal(), address.canonical.encode(), "sha256")
