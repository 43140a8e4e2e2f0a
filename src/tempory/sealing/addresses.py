"""An address as the server may keep it: a keyed hash, useless without the key."""

import hmac
from typing import final

from tempory.values import Address, Secret


@final
class AddressHasher:
    """HMAC-SHA256 (RFC 2104) of an address's canonical form, so that equal addresses, however written, hash alike."""

    __slots__ = ("_keyed",)

    def __init__(self, key: Secret) -> None:
        self._keyed = hmac.new(key.reveal(), digestmod="sha256")

    def hash(self, address: Address) -> bytes:
        """Return the 32 octets under which `address` is stored and looked up."""
        # A copy of the keyed state, because `hmac.digest` sets everything up anew each time.
        code = self._keyed.copy()
        code.update(address.canonical.encode())
        return code.digest()
