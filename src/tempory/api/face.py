"""Where the HTTP face is put together: narrow dependencies in, one ASGI application out."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import final
from urllib.parse import urlsplit

from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from tempory.api.accesses import AccessesResource
from tempory.api.account import AccountResource
from tempory.api.account_login import LoginResource
from tempory.api.auth import Doorkeeper
from tempory.api.autoconfig import autoconfig_operations
from tempory.api.browsers import Guard
from tempory.api.budget import Budget
from tempory.api.console import ConsoleResource
from tempory.api.console_log import ConsoleLogResource
from tempory.api.console_pulse import Pulse
from tempory.api.console_reports import ConsoleReportsResource
from tempory.api.events import EventsResource
from tempory.api.front import Front, Hosts
from tempory.api.limits import Limits, Monotonic
from tempory.api.mailbox import MailboxResource
from tempory.api.mailpit import mailpit_surface
from tempory.api.mailtm import mailtm_surface
from tempory.api.messages import MessagesResource
from tempory.api.openapi import OpenApiResource
from tempory.api.opening import Opener
from tempory.api.operations import Operation
from tempory.api.pages import Pages
from tempory.api.peers import Network, Peers
from tempory.api.people import PeopleResource
from tempory.api.policy import Assess, PolicyResource
from tempory.api.problems import Problem, ProblemError
from tempory.api.remote import FetchPicture, Places, RemoteResource
from tempory.api.reports import ReportsResource
from tempory.api.reviews import ReviewsResource
from tempory.api.routing import make_routes
from tempory.api.security import security_routes
from tempory.api.service import ServiceDescription, ServiceResource
from tempory.api.settings import ApiSettings
from tempory.api.static_files import load_files
from tempory.api.streams import Live
from tempory.api.surfaces import speak_for
from tempory.api.table import Resources, api_operations, page_operations
from tempory.api.wait import WaitResource
from tempory.events import EventStream
from tempory.mailboxes import Credentials, Mailboxes
from tempory.people import People
from tempory.values import Clock
from tempory.watch import Watch


@final
class Face:
    """The application, its table of operations, and its end. Serve it with `tempory.api.HttpServer`."""

    def __init__(
        self,
        front: Front,
        *,
        operations: Sequence[Operation],
        peers: Peers,
        live: Live,
        closing: Sequence[Callable[[], None]],
    ) -> None:
        self._front = front
        self._closing = closing
        self.operations = operations
        self.peers = peers
        self.live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._front(scope, receive, send)

    def drain(self) -> None:
        """End event streams and waiting requests, now and from now on. Other requests are still answered."""
        self.live.drain()

    def close(self) -> None:
        """Let the threads go that open seals and check passwords. Call it when nothing is served any more."""
        for close in self._closing:
            close()


def make_app(
    *,
    mailboxes: Mailboxes,
    people: People,
    watch: Watch,
    events: EventStream,
    describe: Callable[[], ServiceDescription],
    assess: Assess,
    clock: Clock,
    fetch_picture: FetchPicture | None = None,
    settings: ApiSettings | None = None,
    static: Path | None = None,
    trusted: Sequence[Network] = (),
    proxies: Sequence[Network] = (),
    monotonic: Monotonic = time.monotonic,
) -> Face:
    """Return the HTTP face.

    `describe` and `assess` are asked at each request, so that a reload shows. `fetch_picture` fetches what messages
    point at; None: nothing does. `static` is the folder Vite built into; None: the one inside this package. `trusted`
    networks have no limits; `proxies` may write X-Forwarded-For.
    """
    settings = settings or ApiSettings()
    limits = Limits(settings.rates, monotonic=monotonic)
    live = Live(settings.live)
    opener = Opener(mailboxes)
    budget = Budget()
    guard = Guard(people)
    pulse = Pulse(events, clock=clock)
    doorkeeper = Doorkeeper(mailboxes, limits.failed_credentials, people=people, guard=guard)
    resources = Resources(
        service=ServiceResource(describe=describe),
        policy=PolicyResource(assess=assess),
        mailbox=MailboxResource(mailboxes=mailboxes, doorkeeper=doorkeeper, creations=limits.creations),
        accesses=AccessesResource(mailboxes=mailboxes, doorkeeper=doorkeeper),
        messages=MessagesResource(mailboxes=mailboxes, doorkeeper=doorkeeper, opener=opener, budget=budget),
        remote=RemoteResource(
            mailboxes=mailboxes,
            doorkeeper=doorkeeper,
            fetch=fetch_picture,
            rates=limits,
            places=Places(limits=settings.pictures),
            budget=budget,
            events=events,
        ),
        wait=WaitResource(
            mailboxes=mailboxes, doorkeeper=doorkeeper, opener=opener, budget=budget, events=events, live=live
        ),
        events=EventsResource(mailboxes=mailboxes, doorkeeper=doorkeeper, events=events, live=live),
        pages=Pages(
            files=load_files(static or Path(__file__).parent / "static"),
            describe=describe,
            contact=settings.security_contact,
            clock=clock,
        ),
        login=LoginResource(people=people, mailboxes=mailboxes, monotonic=monotonic),
        account=AccountResource(people=people),
        people=PeopleResource(people=people, mailboxes=mailboxes),
        reviews=ReviewsResource(people=people),
        console=ConsoleResource(
            mailboxes=mailboxes,
            people=people,
            pulse=pulse,
            live=live,
            clock=clock,
            assess=assess,
            listeners=lambda: describe().listeners,
        ),
        console_log=ConsoleLogResource(mailboxes=mailboxes, people=people, live=live),
        reports=ReportsResource(
            mailboxes=mailboxes,
            watch=watch,
            doorkeeper=doorkeeper,
            opener=opener,
            budget=budget,
            filings=limits.reports,
        ),
        console_reports=ConsoleReportsResource(watch=watch, budget=budget),
    )
    peers = Peers(trusted=trusted, proxies=proxies)
    programs = autoconfig_operations(describe)
    operations = (*_list_operations(resources, security_routes(assess)), *programs)
    credentials = Credentials(mailboxes)
    mailtm = mailtm_surface(
        mailboxes,
        credentials,
        opener=opener,
        budget=budget,
        limits=limits,
        events=events,
        live=live,
        clock=clock,
    )
    surfaces = (mailtm, mailpit_surface(mailboxes, opener=opener, budget=budget, limits=limits))
    routes = [*make_routes(operations, guard), *(route for surface in surfaces for route in surface.routes)]
    front = Front(
        Router(routes, redirect_slashes=False, default=_not_found),
        speak=speak_for(surfaces),
        peers=peers,
        hosts=Hosts(lambda: _host_names(describe(), settings)),
        requests=limits.requests,
        events=events,
        monotonic=monotonic,
    )
    closing = (opener.close, credentials.close, pulse.close)
    return Face(front, operations=operations, peers=peers, live=live, closing=closing)


def _list_operations(resources: Resources, security: Sequence[Route]) -> Sequence[Operation]:
    operations = api_operations(resources)
    document = OpenApiResource(operations)
    pages = page_operations(resources.pages, {route.path: route.endpoint for route in security})
    return (*operations, document.operation(), *pages)


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    raise ProblemError(Problem.NOT_FOUND)


def _host_names(service: ServiceDescription, settings: ApiSettings) -> set[str]:
    page = urlsplit(service.page).hostname
    names = {*settings.hosts, *(domain.name for domain in service.rules.domains), service.hostname}
    return names | {page} if page else names
