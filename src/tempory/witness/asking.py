"""Asking witnesses to cosign. What they answer is checked; one that does not answer holds nothing up.

C2SP tlog-witness: a witness that has seen another size says so, and is asked once more from there.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from tempory.translog import (
    MAX_NOTE_OCTETS,
    SIZE_MEDIA_TYPE,
    Checkpoint,
    Note,
    Proof,
    Signature,
    SignatureType,
    Status,
    VerifierKey,
    WitnessRequest,
    parse_signatures,
    verify_note,
)
from tempory.values import ConfigurationError, IntegrityError, InvalidValueError

PATIENCE_SECONDS = 10.0
_ATTEMPTS = 2

Prove = Callable[[int, int], Awaitable[Proof]]
"""Proves that the log's tree of the second size continues that of the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Where a witness is, and its key."""

    url: str
    key: VerifierKey


def parse_witness(text: str) -> Witness:
    """Read `URL KEY`; `ConfigurationError` for anything else."""
    url, _, key = text.partition(" ")
    try:
        witness = Witness(url=url.rstrip("/"), key=VerifierKey.parse(key))
    except InvalidValueError as error:
        message = f"{text!r} is not a witness's address and key: {error}"
        raise ConfigurationError(message) from error
    if witness.key.type is not SignatureType.COSIGNATURE:
        message = f"{key!r} is not a witness's key"
        raise ConfigurationError(message)
    return witness


class WitnessClient:
    """Asks one witness, and remembers what size it has seen."""

    def __init__(self, witness: Witness, *, prove: Prove, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.witness = witness
        self._prove = prove
        self._transport = transport
        self._size = 0
        self.trouble = ""

    async def cosign(self, checkpoint: Checkpoint, note: Note) -> Sequence[Signature]:
        """Return the witness's cosignature, if it gives one that holds. `trouble` says why it does not."""
        try:
            async with httpx.AsyncClient(
                transport=self._transport, timeout=PATIENCE_SECONDS, trust_env=False
            ) as client:
                for _ in range(_ATTEMPTS):
                    found = await self._ask(client, checkpoint, note)
                    if found is not None:
                        self._size, self.trouble = checkpoint.size, ""
                        return found
            self.trouble = "the witness does not take our log for the one it knows"
        except (httpx.HTTPError, httpx.InvalidURL, IntegrityError) as error:
            self.trouble = f"{type(error).__name__}: {error}"
        return ()

    async def _ask(self, client: httpx.AsyncClient, checkpoint: Checkpoint, note: Note) -> Sequence[Signature] | None:
        """Return what the witness signed; None if it is to be asked again, from the size that it named."""
        proof = await self._prove(self._size, checkpoint.size)
        request = WitnessRequest(old_size=self._size, proof=proof, checkpoint=note.encode())
        async with client.stream("POST", f"{self.witness.url}/add-checkpoint", content=request.encode()) as answer:
            body = await _read(answer)
        media_type = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code == Status.CONFLICT and media_type == SIZE_MEDIA_TYPE:
            self._size = _parse_size(body, checkpoint.size)
            return None
        if answer.status_code != Status.COSIGNED:
            message = f"the witness answers {answer.status_code}"
            raise IntegrityError(message)
        cosigned = Note(text=note.text, signatures=parse_signatures(body))
        verify_note(cosigned, [self.witness.key])
        known = (self.witness.key.name, self.witness.key.key_id)
        return [each for each in cosigned.signatures if (each.name, each.key_id) == known][:1]


async def ask_all(clients: Sequence[WitnessClient], checkpoint: Checkpoint, note: Note) -> list[Signature]:
    """Return the cosignatures of all that answer."""
    return [signature for client in clients for signature in await client.cosign(checkpoint, note)]


def _parse_size(body: str, newest: int) -> int:
    text = body.removesuffix("\n")
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= newest):  # noqa: PLR2004 (2**63 has 19 digits)
        message = f"the witness has seen a log of {text[:20]!r} entries, ours has {newest}"
        raise IntegrityError(message)
    return int(text)


async def _read(answer: httpx.Response) -> str:
    octets = b""
    async for part in answer.aiter_bytes():
        octets += part
        if len(octets) > MAX_NOTE_OCTETS:
            message = "the witness says too much"
            raise IntegrityError(message)
    try:
        return octets.decode()
    except UnicodeDecodeError:
        message = "the witness's answer is not text"
        raise IntegrityError(message) from None
