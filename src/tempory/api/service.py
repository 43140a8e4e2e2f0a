"""/api/v1/service: what this server offers. Public, so it says nothing about how it does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from starlette.requests import Request
from starlette.responses import Response

from tempory import __version__
from tempory.api.answers import answer_json
from tempory.api.representations import Amount, LifetimeShape, ListenerShape, ServiceShape
from tempory.mailboxes import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Where a protocol is spoken; `tls` is `starttls` or `implicit`."""

    host: str
    port: int
    tls: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDescription:
    """What the public may know of this server. `page` is its address, with a slash at the end.

    `remote_pictures`: whether it fetches pictures from elsewhere for readers.
    """

    rules: Rules
    listeners: dict[str, Listener]
    page: str
    hostname: str = ""
    remote_pictures: bool = False
    name: str = "Tempory"
    version: str = __version__


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResource:
    """The handler of /service."""

    describe: Callable[[], ServiceDescription]

    async def show(self, request: Request) -> Response:
        return answer_json(show_service(self.describe()))


def show_service(service: ServiceDescription) -> ServiceShape:
    """Return `service` as JSON shows it."""
    rules = service.rules
    return ServiceShape(
        name=service.name,
        version=service.version,
        domains=[domain.name for domain in rules.domains],
        lifetime=LifetimeShape(min=rules.lifetime_min, max=rules.lifetime_max, default=rules.lifetime_default),
        quota=Amount(messages=rules.quota_messages, bytes=rules.quota_bytes),
        listeners={
            name: ListenerShape(host=listener.host, port=listener.port, tls=listener.tls)
            for name, listener in service.listeners.items()
        },
        page=service.page,
        remote_pictures=service.remote_pictures,
    )
