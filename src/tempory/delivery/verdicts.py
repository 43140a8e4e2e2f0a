"""Whether a message is dangerous, found out before it is sealed, with what verifying its sender came to."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from tempory.mailauth import Badge, BadgeReason, Judgement
from tempory.mime import Parsed, Picture
from tempory.values import Domain
from tempory.verdict import NO_CODES, NO_MODEL, NOT_SCANNED, Codes, Judge, Model, Scan, Standing, Verdict

_STANDING: Final = {
    Badge.VERIFIED: Standing.VERIFIED,
    Badge.UNVERIFIED: Standing.UNVERIFIED,
    Badge.PRETENDS: Standing.PRETENDS,
}
# Where nobody could be asked, that the sender is unverified says nothing of the sender.
_UNASKED: Final = frozenset({BadgeReason.LOCAL, BadgeReason.DNS_UNANSWERED})


class Scanner(Protocol):
    """Looks for malware. Adapters on floor 3 implement it."""

    async def scan(self, content: bytes) -> Scan:
        """Return what was found in a message, or that nobody could be asked.

        Raises `ScannerUnavailable` where mail is not to be taken unscanned.
        """
        ...


class CodeReader(Protocol):
    """Reads the codes in pictures (QR). Adapters on floor 3 implement it."""

    async def read(self, pictures: Sequence[Picture]) -> Codes:
        """Return what the codes say, and how many pictures could not be looked at. Never raises, and keeps a bound."""
        ...


class Verdicts:
    """Judges each message as one for these domains. `tempory.verdict` says what it costs."""

    def __init__(self, domains: Iterable[Domain], *, model: Model = NO_MODEL) -> None:
        self._model = model
        self.serve_domains(domains)

    def serve_domains(self, domains: Iterable[Domain]) -> None:
        """Compare senders and links with these domains from now on."""
        self._judge = Judge(own_domains=[domain.name for domain in domains], model=self._model)

    def judge(
        self, parsed: Parsed, judgement: Judgement | None, *, scan: Scan = NOT_SCANNED, codes: Codes = NO_CODES
    ) -> Verdict:
        """Judge one message; `judgement` None: nobody asked who sent it."""
        return self._judge.judge(parsed, standing=_standing(judgement), scan=scan, codes=codes)


def _standing(judgement: Judgement | None) -> Standing:
    if judgement is None or (judgement.badge is Badge.UNVERIFIED and not _UNASKED.isdisjoint(judgement.reasons)):
        return Standing.UNKNOWN
    return _STANDING[judgement.badge]
