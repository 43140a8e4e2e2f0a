"""Which paths mail.tm has, and who answers them."""

from tempory.api.budget import Budget
from tempory.api.limits import Limits
from tempory.api.mailtm.accounts import AccountsResource
from tempory.api.mailtm.door import Door
from tempory.api.mailtm.mercure import MercureResource
from tempory.api.mailtm.messages import MessagesResource
from tempory.api.mailtm.problems import speak
from tempory.api.opening import Opener
from tempory.api.streams import Live
from tempory.api.surfaces import Method, Surface, surface_routes
from tempory.events import EventStream
from tempory.mailboxes import Credentials, Mailboxes
from tempory.values import Clock

_ROOTS = ("/accounts", "/token", "/me", "/domains", "/messages", "/sources", "/.well-known/mercure")


def mailtm_surface(
    mailboxes: Mailboxes,
    credentials: Credentials,
    *,
    opener: Opener,
    budget: Budget,
    limits: Limits,
    events: EventStream,
    live: Live,
    clock: Clock,
) -> Surface:
    """Return mail.tm's API, at the root as its clients expect them."""
    door = Door(mailboxes=mailboxes, credentials=credentials, failures=limits.failed_credentials)
    accounts = AccountsResource(
        door=door,
        creations=limits.creations,
        failed_passwords=limits.failed_passwords,
        clock=clock,
        since=clock.now(),
    )
    messages = MessagesResource(door=door, opener=opener, budget=budget)
    mercure = MercureResource(door=door, opener=opener, events=events, live=live)
    methods = (
        Method(method="POST", path="/accounts", handler=accounts.create),
        Method(method="GET", path="/accounts/{id}", handler=accounts.show),
        Method(method="DELETE", path="/accounts/{id}", handler=accounts.delete),
        Method(method="POST", path="/token", handler=accounts.login),
        Method(method="GET", path="/me", handler=accounts.me),
        Method(method="GET", path="/domains", handler=accounts.domains),
        Method(method="GET", path="/domains/{id}", handler=accounts.domain),
        Method(method="GET", path="/messages", handler=messages.list),
        Method(method="GET", path="/messages/{id}", handler=messages.show),
        Method(method="PATCH", path="/messages/{id}", handler=messages.mark),
        Method(method="DELETE", path="/messages/{id}", handler=messages.delete),
        Method(method="GET", path="/messages/{id}/download", handler=messages.download),
        Method(method="GET", path="/messages/{id}/attachments", handler=messages.attachments),
        Method(method="GET", path="/messages/{id}/attachment/{attachment}", handler=messages.attachment),
        Method(method="GET", path="/sources/{id}", handler=messages.source),
        Method(method="GET", path="/.well-known/mercure", handler=mercure.stream, is_live=True),
    )
    return Surface(roots=_ROOTS, speak=speak, routes=surface_routes(methods, rate=limits.mailtm))
