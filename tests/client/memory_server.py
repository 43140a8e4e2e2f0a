"""A server in memory that keeps the API's promises to the client: what it stores is sealed for true. No sockets.

It is the other side of `tempory.client` where a test needs to steer it; tests/wire speaks to the real one.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from tempory.sealing import (
    Attachment,
    Envelope,
    Party,
    PublicKey,
    SecretKind,
    Summary,
    encode_summary,
    hash_auth_half,
    seal_body,
    seal_profile,
    seal_summary,
)
from tempory.values import Address, Instant, MailboxId, MessageId, Secret, format_instant

NOW = Instant(1_795_291_200_000)
SERVER = "https://tempory.example"


@dataclass(kw_only=True)
class StoredMessage:
    item: dict[str, Any]
    body: bytes


@dataclass(kw_only=True)
class StoredMailbox:
    id: MailboxId
    address: Address
    public_key: bytes
    wrapped_key: bytes
    profile: bytes
    expires_at: Instant
    messages: dict[str, StoredMessage] = field(default_factory=dict)


class Problem(Exception):  # noqa: N818 (an answer, not a fault)
    def __init__(self, status: int, slug: str, title: str, **headers: str) -> None:
        super().__init__(slug)
        self.status, self.slug, self.title, self.headers = status, slug, title, headers


class MemoryServer:
    """Give `MemoryServer().network` to a client. `requests` is all that was sent."""

    def __init__(self) -> None:
        self.mailboxes: dict[bytes, StoredMailbox] = {}
        self.requests: list[httpx.Request] = []
        self.failures: list[Exception | httpx.Response] = []
        self.events: list[bytes] = []
        self.arriving: list[dict[str, Any]] = []
        self._numbers = count(1)
        self.network = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return failure
        try:
            return self._route(request)
        except Problem as problem:
            content = {"type": f"/problems/{problem.slug}", "title": problem.title, "detail": f"About {problem.slug}."}
            headers = {name.replace("_", "-"): value for name, value in problem.headers.items()}
            return httpx.Response(problem.status, json=content, headers=headers)

    def deliver(self, mailbox: MailboxId, raw: bytes, **changes: object) -> str:
        """Seal a message to a mailbox as the service does; returns its id."""
        stored = next(box for box in self.mailboxes.values() if box.id == mailbox)
        number = next(self._numbers)
        message, content_key = MessageId(number.to_bytes(16, "big")), Secret(number.to_bytes(32, "little"))
        fields: dict[str, Any] = {
            "content_key": content_key,
            "envelope": Envelope(from_=(Party(name="Zoë", address="zoe@example.org"),), subject=f"Letter {number}"),
            "recipient": str(stored.address),
            "return_path": "zoe@example.org",
            "size": len(raw),
            "preview": "Your code is 481516",
            "codes": ("481516",),
            "links": ("https://example.org/verify",),
            "attachments": (Attachment(index=0, name="a.pdf", type="application/pdf", size=3),),
        }
        summary = encode_summary(Summary(**(fields | changes)))
        sealed = seal_summary(PublicKey(stored.public_key), summary, mailbox=mailbox, message=message)
        item = {
            "id": str(message),
            "uid": number,
            "received_at": format_instant(Instant(NOW + number * 1000)),
            "size": len(raw),
            "seen": False,
            "summary": b64encode(sealed).decode(),
        }
        stored.messages[str(message)] = StoredMessage(
            item=item, body=seal_body(raw, content_key=content_key, message=message)
        )
        return str(message)

    def tell(self, name: str, **data: object) -> None:
        """Add an event to the stream that the next follower reads."""
        self.events.append(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())

    def _route(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1").split("/")[1:]
        match request.method, path:
            case "GET", ["service"]:
                return httpx.Response(200, json=SERVICE)
            case "POST", ["mailboxes"]:
                return self._create(request)
            case _:
                return self._within(request, self._find(request), path[1:])

    def _within(self, request: httpx.Request, box: StoredMailbox, path: list[str]) -> httpx.Response:  # noqa: PLR0911 (one for each route)
        match request.method, path:
            case "GET", []:
                return httpx.Response(200, json=self._show(box))
            case "PATCH", []:
                box.expires_at = Instant(NOW + json.loads(request.content)["lifetime"] * 1000)
                return httpx.Response(200, json=self._show(box))
            case "DELETE", []:
                self.mailboxes = {auth: other for auth, other in self.mailboxes.items() if other is not box}
                receipt = {"mailbox": str(box.id), "forgotten_at": format_instant(NOW), "messages": len(box.messages)}
                return httpx.Response(200, json=receipt | {"final": True})
            case "GET", ["messages"]:
                return self._list(request, box)
            case "GET", ["wait"]:
                return self._wait(box, request)
            case "GET", ["events"]:
                return httpx.Response(200, content=b": hello\n\n" + b"".join(self.events))
            case method, ["messages", message, *rest]:
                if message not in box.messages:
                    raise Problem(404, "message-gone", "There is no such message in this mailbox.")
                return self._message(method, box, message, rest, request)
            case _:
                raise Problem(404, "not-found", "There is nothing at this address.")

    def _message(
        self, method: str, box: StoredMailbox, message: str, rest: list[str], request: httpx.Request
    ) -> httpx.Response:
        stored = box.messages[message]
        match method, rest:
            case "GET", ["body"]:
                return httpx.Response(200, content=_pieces(stored.body))
            case "PATCH", []:
                stored.item["seen"] = json.loads(request.content)["seen"]
            case "DELETE", []:
                del box.messages[message]
                return httpx.Response(204)
        return httpx.Response(200, json=stored.item)

    def _list(self, request: httpx.Request, box: StoredMailbox) -> httpx.Response:
        below = int(request.url.params.get("cursor", "999999"))
        limit = int(request.url.params["limit"])
        items = [stored.item for stored in reversed(box.messages.values()) if stored.item["uid"] < below]
        more = len(items) > limit
        page = {"messages": items[:limit], "next": str(items[limit - 1]["uid"]) if more else None}
        return httpx.Response(200, json=page)

    def _wait(self, box: StoredMailbox, request: httpx.Request) -> httpx.Response:
        after = request.url.params.get("after")
        if after is not None and after not in box.messages:
            raise Problem(404, "message-gone", "There is no such message in this mailbox.")
        if not self.arriving:
            return httpx.Response(204)
        message = self.deliver(box.id, b"Subject: late\r\n\r\n", **self.arriving.pop(0))
        return httpx.Response(200, json=box.messages[message].item)

    def _create(self, request: httpx.Request) -> httpx.Response:
        wish, auth = json.loads(request.content), self._auth(request)
        if auth not in self.mailboxes:
            if wish.get("name") == "postmaster":
                raise Problem(422, "name-reserved", "This name belongs to the service.")
            address = Address.parse(f"{wish.get('name', 'quiet-otter')}@{wish.get('domain', 'tempory.test')}")
            public_key, mailbox = b64decode(wish["public_key"]), MailboxId.parse(wish["id"])
            self.mailboxes[auth] = StoredMailbox(
                id=mailbox,
                address=address,
                public_key=public_key,
                wrapped_key=b64decode(wish["wrapped_key"]),
                profile=seal_profile(PublicKey(public_key), address, mailbox=mailbox),
                expires_at=Instant(NOW + wish.get("lifetime", 3600) * 1000),
            )
        box = self.mailboxes[auth]
        return httpx.Response(201, json=self._show(box) | {"address": str(box.address)})

    def _auth(self, request: httpx.Request) -> bytes:
        scheme, _, halves = request.headers.get("authorization", "").partition(" ")
        assert scheme == "Bearer"
        return hash_auth_half(SecretKind.AUTH_HALF.parse(halves.split(",")[0]))

    def _find(self, request: httpx.Request) -> StoredMailbox:
        box = self.mailboxes.get(self._auth(request))
        if box is None:
            raise Problem(401, "mailbox-gone", "No living mailbox answers to this secret.")
        return box

    def _show(self, box: StoredMailbox) -> dict[str, Any]:
        return {
            "id": str(box.id),
            "address": None,
            "created_at": format_instant(NOW),
            "expires_at": format_instant(box.expires_at),
            "quota": {"messages": 200, "bytes": 104_857_600},
            "usage": {"messages": len(box.messages), "bytes": sum(len(m.body) for m in box.messages.values())},
            "public_key": b64encode(box.public_key).decode(),
            "wrapped_key": b64encode(box.wrapped_key).decode(),
            "profile": b64encode(box.profile).decode(),
        }


SERVICE = {
    "name": "Tempory",
    "version": "0.1.0",
    "domains": ["tempory.test"],
    "lifetime": {"min": 600, "max": 2_592_000, "default": 3600},
    "quota": {"messages": 200, "bytes": 104_857_600},
    "listeners": {"smtp": {"host": "127.0.0.1", "port": 2525, "tls": "starttls"}},
    "page": f"{SERVER}/",
}


def _pieces(octets: bytes) -> Iterator[bytes]:
    for start in range(0, len(octets), 10_000):
        yield octets[start : start + 10_000]
