import plistlib
from typing import Any

import httpx
import pytest

from tempory.api import Listener
from tests.api.conftest import problem_of

pytestmark = pytest.mark.anyio

PATH = "/mail/apple.mobileconfig"


async def ask(client: httpx.AsyncClient, address: str, **options: str) -> dict[str, Any]:
    response = await client.get(PATH, params={"emailaddress": address, **options})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-apple-aspen-config"
    assert response.headers["cache-control"] == "no-store"
    profile: dict[str, Any] = plistlib.loads(response.content)
    return profile


async def test_a_profile_with_the_account_and_no_password(client: httpx.AsyncClient) -> None:
    profile = await ask(client, "blue-heron@tempory.test")
    assert profile["PayloadType"] == "Configuration"
    assert profile["PayloadVersion"] == 1
    (account,) = profile["PayloadContent"]
    shown = {name: value for name, value in account.items() if not name.startswith("Payload")}
    assert shown == {
        "EmailAccountType": "EmailTypeIMAP",
        "EmailAccountDescription": "blue-heron@tempory.test",
        "EmailAddress": "blue-heron@tempory.test",
        "IncomingMailServerAuthentication": "EmailAuthPassword",
        "IncomingMailServerHostName": "mail.tempory.test",
        "IncomingMailServerPortNumber": 993,
        "IncomingMailServerUseSSL": True,
        "IncomingMailServerUsername": "blue-heron@tempory.test",
        "OutgoingMailServerAuthentication": "EmailAuthNone",
        "OutgoingMailServerHostName": "mx.tempory.test",
        "OutgoingMailServerPortNumber": 25,
        "OutgoingMailServerUseSSL": True,
        "allowMailDrop": False,
    }


async def test_installed_again_it_replaces_itself_and_no_other(client: httpx.AsyncClient) -> None:
    one, same, other = [await ask(client, f"{name}@tempory.test") for name in ("heron", "HERON", "egret")]
    assert one["PayloadUUID"] == same["PayloadUUID"] != other["PayloadUUID"]
    assert one["PayloadIdentifier"] == same["PayloadIdentifier"] != other["PayloadIdentifier"]
    assert one["PayloadIdentifier"].startswith("test.tempory.profile.")
    assert one["PayloadUUID"] != one["PayloadContent"][0]["PayloadUUID"]


async def test_in_the_readers_language(client: httpx.AsyncClient) -> None:
    assert "secret" in (await ask(client, "a@tempory.test"))["PayloadDescription"]
    assert "mot de passe" in (await ask(client, "a@tempory.test", lang="fr"))["PayloadDescription"]


async def test_without_imap_it_is_pop3(client: httpx.AsyncClient, listeners: dict[str, Listener]) -> None:
    del listeners["imap"], listeners["imaps"]
    account = (await ask(client, "a@tempory.test"))["PayloadContent"][0]
    assert (account["EmailAccountType"], account["IncomingMailServerPortNumber"]) == ("EmailTypePOP", 995)


async def test_markup_in_an_address_stays_text(client: httpx.AsyncClient) -> None:
    hostile = '"</string><true/>&amp;"@tempory.test'
    assert (await ask(client, hostile))["PayloadContent"][0]["EmailAddress"] == hostile


@pytest.mark.parametrize(
    ("asked", "status", "slug"),
    [
        ("", 422, "invalid-request"),
        ("a@elsewhere.example", 404, "not-found"),
        ("\ufffe@tempory.test", 422, "invalid-request"),
        ("x" * 400 + "@tempory.test", 422, "invalid-request"),
    ],
)
async def test_what_is_no_address_of_ours(client: httpx.AsyncClient, asked: str, status: int, slug: str) -> None:
    response = await client.get(PATH, params={"emailaddress": asked})
    assert (response.status_code, problem_of(response)) == (status, slug)
