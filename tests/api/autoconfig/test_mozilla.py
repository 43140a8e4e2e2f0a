from xml.etree import ElementTree as ET

import httpx
import pytest

from tempory.api import Listener
from tests.api.conftest import problem_of

pytestmark = pytest.mark.anyio

WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"


def servers(response: httpx.Response) -> list[tuple[str | None, ...]]:
    provider = ET.fromstring(response.content)[0]  # noqa: S314 (our own)
    fields = ("hostname", "port", "socketType", "authentication", "username")
    found = (each for each in provider if each.tag.endswith("Server"))
    return [(each.tag, each.get("type"), *(each.findtext(field) for field in fields)) for each in found]


@pytest.mark.parametrize("path", [WELL_KNOWN, "/mail/config-v1.1.xml"])
async def test_every_encrypted_way_the_best_first(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, params={"emailaddress": "blue-heron@second.test"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/xml"
    provider = ET.fromstring(response.content)[0]  # noqa: S314 (our own)
    assert provider.get("id") == provider.findtext("domain") == "second.test"
    login = ("password-cleartext", "%EMAILADDRESS%")
    assert servers(response) == [
        ("incomingServer", "imap", "mail.tempory.test", "993", "SSL", *login),
        ("incomingServer", "imap", "mail.tempory.test", "143", "STARTTLS", *login),
        ("incomingServer", "pop3", "pop.tempory.test", "995", "SSL", *login),
        ("incomingServer", "pop3", "mail.tempory.test", "110", "STARTTLS", *login),
        ("outgoingServer", "smtp", "mx.tempory.test", "25", "STARTTLS", "none", None),
    ]
    assert b"blue-heron" not in response.content


async def test_only_what_is_listened_on_and_never_in_clear(
    client: httpx.AsyncClient, listeners: dict[str, Listener]
) -> None:
    del listeners["imaps"], listeners["pop3"]
    listeners["imap"] = Listener(host="mail.tempory.test", port=143, tls="none")
    assert [server[2:5] for server in servers(await client.get(WELL_KNOWN))] == [
        ("pop.tempory.test", "995", "SSL"),
        ("mx.tempory.test", "25", "STARTTLS"),
    ]
    del listeners["pop3s"]
    response = await client.get(WELL_KNOWN)
    assert (response.status_code, problem_of(response)) == (404, "not-found")


@pytest.mark.parametrize("host", ["autoconfig.tempory.test", "autodiscover.second.test", "tempory.test"])
async def test_the_names_that_programs_ask(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get(WELL_KNOWN, headers={"host": host})).status_code == 200


@pytest.mark.parametrize("host", ["autoconfig.evil.example", "autoconfig.autoconfig.tempory.test", "x.tempory.test"])
async def test_and_no_others(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get(WELL_KNOWN, headers={"host": host})).status_code == 421


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("someone@elsewhere.example", 404),
        ("no address", 422),
        ("a" * 20_000, 422),
        ("a" * 65 + "@tempory.test", 422),
        ("<script>@tempory.test", 422),
        ("a\0b@tempory.test", 422),
        ("a\ufffe@tempory.test", 422),
        ("%EMAILADDRESS%", 422),
        ("", 200),
        ('"<&>"@tempory.test', 200),
        ("nobody-lives-here@tempory.test", 200),
    ],
)
async def test_hostile_questions(client: httpx.AsyncClient, asked: str, status: int) -> None:
    response = await client.get(WELL_KNOWN, params={"emailaddress": asked})
    assert response.status_code == status
    assert "<script" not in response.text


async def test_members_are_offered_where_they_send(client: httpx.AsyncClient, listeners: dict[str, Listener]) -> None:
    listeners["submission"] = Listener(host="mail.tempory.test", port=587, tls="starttls")
    listeners["submissions"] = Listener(host="mail.tempory.test", port=465, tls="implicit")
    response = await client.get(WELL_KNOWN)
    login = ("password-cleartext", "%EMAILADDRESS%")
    assert servers(response)[4:] == [
        ("outgoingServer", "smtp", "mail.tempory.test", "465", "SSL", *login),
        ("outgoingServer", "smtp", "mail.tempory.test", "587", "STARTTLS", *login),
    ]
    assert "disposable mailboxes do not send" in response.text
