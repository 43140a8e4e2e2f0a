"""Bytes that must not be seen: they hide from repr, str, logs and tracebacks."""

import hmac
from typing import NoReturn, final


@final
class Secret:
    """Key material or a credential. Only `reveal()` gives the bytes.

    Comparison takes the same time whatever differs; there is no hash, so it cannot become a dictionary key by accident,
    and no pickling, so it cannot leave the process by accident.
    """

    __slots__ = ("_octets",)

    def __init__(self, octets: bytes) -> None:
        self._octets = bytes(octets)

    def reveal(self) -> bytes:
        """Return the bytes themselves. Search for this name to find every place that touches a secret."""
        return self._octets

    def __len__(self) -> int:
        return len(self._octets)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._octets, other._octets)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Secret(…)"

    def __format__(self, spec: str) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        message = "a secret does not leave the process"
        raise TypeError(message)
