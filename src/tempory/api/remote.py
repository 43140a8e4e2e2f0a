"""/api/v1/mailbox/remote-picture: a picture that a message only points at, fetched for who reads it.

The server cannot open the message, so the reader names the URL: in the body, for paths and queries are written down in
too many places. Who asks has a mailbox, and is counted by it and by their network. Nothing is kept.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Final, final

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from tempory.accesslog import Verb
from tempory.api import examples
from tempory.api.answers import LargeResponse, Payload
from tempory.api.auth import Doorkeeper
from tempory.api.bodies import read_json
from tempory.api.budget import Budget
from tempory.api.limits import Limits
from tempory.api.operations import KILOBYTE, Access, Answer, Operation
from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError
from tempory.api.recording import record
from tempory.api.representations import Demand
from tempory.api.settings import PictureLimits
from tempory.events import EventStream, RemotePictureFetched
from tempory.fetching import Picture, RemoteAddressRefused, RemoteUnavailable, RemoteUnsuitable
from tempory.mailboxes import Mailboxes

FetchPicture = Callable[[str], Awaitable[Picture]]
"""`tempory.fetching.PictureFetcher.fetch`."""

REMOTE_OCTETS: Final = 8 * KILOBYTE
_OUTCOMES: Final = {
    RemoteAddressRefused: "refused",
    RemoteUnavailable: "unavailable",
    RemoteUnsuitable: "unsuitable",
}


class RemoteWish(Demand, frozen=True, kw_only=True):
    """Where the picture is."""

    url: Annotated[str, Meta(min_length=1, max_length=4096)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How many pictures are being fetched: in all, for each peer and for each mailbox. Fails closed with `busy`."""

    limits: PictureLimits
    _taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def take(self, peer: Peer, mailbox: Peer) -> Iterator[None]:
        """Hold a place while the context lasts. Trusted peers have no bound of their own."""
        most = {"": self.limits.at_once, f"mailbox {mailbox.key}": self.limits.per_mailbox}
        if not peer.is_trusted:
            most[f"peer {peer.key}"] = self.limits.per_peer
        if any(self._taken[key] >= bound for key, bound in most.items()):
            raise ProblemError(Problem.BUSY, "Too many remote pictures are being fetched at once.")
        self._taken.update(most.keys())
        try:
            yield
        finally:
            self._taken.subtract(most.keys())
            for key in most:
                if not self._taken[key]:
                    del self._taken[key]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteResource:
    """The handler. `fetch` is None where the operator has switched it off."""

    mailboxes: Mailboxes
    doorkeeper: Doorkeeper
    fetch: FetchPicture | None
    rates: Limits
    places: Places
    budget: Budget
    events: EventStream

    async def picture(self, request: Request) -> Response:
        holder = await self.doorkeeper.admit_unrecorded(request)
        fetch = self.fetch
        if fetch is None:
            raise ProblemError(Problem.REMOTE_OFF)
        wish = await read_json(request, RemoteWish, max_octets=REMOTE_OCTETS)
        peer: Peer = request.state.peer
        mailbox = Peer(key=str(holder.mailbox.id), is_trusted=False)
        self.rates.pictures.check(peer)
        self.rates.mailbox_pictures.take(mailbox)
        self.rates.pictures.spend(peer)
        await record(self.mailboxes, request, holder.mailbox.id, Verb.FETCH_REMOTE)

        async def load() -> Payload:
            with self.places.take(peer, mailbox):
                picture = await self._fetch(fetch, wish.url)
            return Payload(content=picture.content, media_type=picture.media_type)

        return LargeResponse(load, budget=self.budget, peer=peer, octets=self.places.limits.octets)

    async def _fetch(self, fetch: FetchPicture, url: str) -> Picture:
        try:
            picture = await fetch(url)
        except (RemoteAddressRefused, RemoteUnavailable, RemoteUnsuitable) as failure:
            self.events.publish(RemotePictureFetched(outcome=_OUTCOMES[type(failure)]))
            raise
        self.events.publish(RemotePictureFetched(outcome="fetched"))
        return picture


def remote_operations(remote: RemoteResource) -> tuple[Operation, ...]:
    """Return the operation, as the API's document lists it."""
    return (
        Operation(
            method="POST",
            path="/api/v1/mailbox/remote-picture",
            name="fetchRemotePicture",
            summary="Fetch a picture that a message points at",
            description="The server asks for it, without cookies, referrer or anything else of yours, and makes it "
            "anew: one frame, pixels alone. Its host may see that somebody asked, and when.",
            handler=remote.picture,
            access=Access.HOLDER,
            body=(RemoteWish,),
            body_example=examples.REMOTE_WISH,
            body_octets=REMOTE_OCTETS,
            answers=(Answer(status=200, description="PNG, JPEG or WebP, made anew.", media_type="image/*"),),
            problems=(
                Problem.REMOTE_OFF,
                Problem.REMOTE_ADDRESS_REFUSED,
                Problem.REMOTE_UNAVAILABLE,
                Problem.REMOTE_UNSUITABLE,
                Problem.BUSY,
            ),
        ),
    )
