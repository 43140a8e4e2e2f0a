"""The letter that tells a holder of broken glass arrives in their mailbox, sealed like any other."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tempory.accesslog import Subject, Verb
from tempory.app.acts import tell, verb_of
from tempory.app.notices import tell_of_broken_glass
from tempory.app.people import site_of
from tempory.delivery import Delivery, RelayDenied
from tempory.people import Act, GlassRequest
from tempory.sealing import decode_summary, open_body, open_summary
from tempory.values import Instant, MemberId, RecordId
from tests.making import DOMAIN
from tests.people_making import Town, open_town

pytestmark = pytest.mark.anyio


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = open_town(tmp_path)
    yield made
    made.storage.close()


def delivery_of(town: Town, *domains: object) -> Delivery:
    workshop = town.world.workshop
    return Delivery(
        store=town.storage.mail,
        hasher=workshop.hasher,
        domains=domains,  # type: ignore[arg-type]
        clock=workshop.clock,
        random=workshop.random,
        events=workshop.events,
        log=workshop.log,
    )


async def test_the_holder_reads_who_why_and_until_when(town: Town) -> None:
    ines = await town.settle("Zoë")
    request = GlassRequest(
        id=RecordId(b"r" * 16), member=ines.member.id, asked_by=MemberId(b"a" * 16), reason="Letter of the tax office",
        seconds=60, asked_at=town.office.now(), approved_by=MemberId(b"b" * 16), ends_at=Instant(1_795_262_400_000),
    )  # fmt: skip
    member = await town.office.find(ines.member.id)
    await tell_of_broken_glass(delivery_of(town, DOMAIN), member, request, asked="Ann", approved="Bob")
    page = await town.world.mailboxes.messages(ines.mailbox)
    (stored,) = page.messages
    summary = decode_summary(open_summary(ines.keys, stored.summary, mailbox=ines.mailbox, message=stored.id))
    body = await town.world.mailboxes.body(ines.mailbox, stored.id)
    letter = message_from_bytes(open_body(body, content_key=summary.content_key, message=stored.id), policy=default)
    assert letter["To"].addresses[0].display_name == "Zoë"
    text = letter.get_content()
    for said in ("Zoë", "Letter of the tax office", "2026-11-21T12:00:00.000Z", "Ann", "Bob"):
        assert said in text


async def test_a_letter_that_cannot_be_delivered_is_an_error(town: Town) -> None:
    ines = await town.settle()
    request = GlassRequest(
        id=RecordId(b"r" * 16), member=ines.member.id, asked_by=MemberId(b"a" * 16), reason="x", seconds=60,
        asked_at=town.office.now(), approved_by=None, ends_at=None,
    )  # fmt: skip
    with pytest.raises(RelayDenied):
        await tell_of_broken_glass(delivery_of(town), ines.member, request, asked="", approved="")


async def test_what_is_done_on_a_mailbox_is_shown_to_its_holder(town: Town) -> None:
    ines, olga = await town.settle("Ines"), await town.settle("Olga")
    log = town.world.workshop.log
    act = Act(who=olga.member.id, what="report.open", on=f"mailbox:{ines.mailbox}", where="192.0.2.0/24")
    await tell(log, act)
    identity = await log.identify(Subject(ines.mailbox.octets))
    (kept,) = await log.store.about(bytes.fromhex(identity.pseudonym), below=None, limit=10)
    assert b'"report.handle"' in kept.entry


@pytest.mark.parametrize(
    ("what", "verb"),
    [
        ("session.begin.staff", Verb.OPEN_SESSION), ("role.grant.owner", Verb.CHANGE_ROLES),
        ("people.list", Verb.SHOW_PERSON), ("break-glass.open", Verb.BREAK_GLASS), ("review.start", Verb.REVIEW_ROLES),
        ("report.open", Verb.HANDLE_REPORT),
        ("app-password.revoke", Verb.CHANGE_CREDENTIALS), ("something.new", Verb.CHANGE_PERSON),
    ],
)  # fmt: skip
def test_acts_in_the_logs_words(what: str, verb: Verb) -> None:
    assert verb_of(what) is verb


@pytest.mark.parametrize(
    ("page", "host", "origin"),
    [
        ("https://mail.example/", "mail.example", "https://mail.example"),
        ("https://mail.example:8443/", "mail.example", "https://mail.example:8443"),
        ("https://127.0.0.1:8443/", "localhost", "https://localhost:8443"),
        ("https://[::1]:8443/", "localhost", "https://localhost:8443"),
    ],
)
def test_what_passkeys_are_bound_to(page: str, host: str, origin: str) -> None:
    site = site_of(page)
    assert (site.host, site.origin) == (host, origin)
