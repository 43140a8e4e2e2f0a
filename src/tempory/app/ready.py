"""What the outside is told once every listener accepts: as a file for programs, as a few lines for people."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tempory.api import Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """`https` is the page's and the API's URL, `ca` the certificate to trust, None where the public's are enough."""

    https: str
    ca: Path | None
    health: str
    domains: tuple[str, ...]
    listeners: dict[str, Listener]
    operator_link: Path | None

    def write(self, path: Path) -> None:
        """Write the file in one step: who waits for it never sees a part of it."""
        content = {
            "https": self.https,
            "ca": None if self.ca is None else str(self.ca),
            "health": self.health,
            "domains": list(self.domains),
            "listeners": self.listeners,
        }
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(msgspec.json.encode(content))
        draft.replace(path)
