"""People, wired: their rules, their key, where the page is, and the access log that every act is told to."""

import secrets
import time
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from tempory.app.acts import erase, tell
from tempory.app.notices import tell_of_broken_glass
from tempory.delivery import Delivery
from tempory.mailboxes import Mailboxes, Workshop
from tempory.people import GlassRequest, Member, Office, People, Rules, Site
from tempory.sealing import draw_secret
from tempory.storage.sqlite import Storage


async def open_people(
    storage: Storage,
    workshop: Workshop,
    *,
    page: Callable[[], str],
    rules: Rules,
    delivery: Callable[[], Delivery],
) -> People:
    """Wire everything about people over an open store, and finish what a crash left of a shred key's replacement."""
    server_key = await storage.keys.server_key("people", draw_secret(secrets.token_bytes))
    office = Office(
        store=storage.people,
        workshop=workshop,
        server_key=server_key,
        site=lambda: site_of(page()),
        rules=rules,
        on_act=lambda act: tell(workshop.log, act),
        on_removed=lambda member: erase(workshop.log, member),
    )

    async def notify(member: Member, request: GlassRequest) -> None:
        asked = (await office.find(request.asked_by)).name
        approved = "" if request.approved_by is None else (await office.find(request.approved_by)).name
        await tell_of_broken_glass(delivery(), member, request, asked=asked, approved=approved)

    people = People(
        office, mailboxes=Mailboxes(workshop), folders=storage.mail, monotonic=time.monotonic, notify=notify
    )
    await people.keyring.reconcile()
    return people


def site_of(page: str) -> Site:
    """Return what passkeys are bound to. A browser binds none to an address, so this machine's own is `localhost`."""
    parts = urlsplit(page)
    host = parts.hostname or "localhost"
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if is_here:
        host = "localhost"
    port = "" if parts.port in {None, 443} else f":{parts.port}"
    return Site(host=host, origin=f"{parts.scheme}://{host}{port}")
