"""The verdict in open mode: what was judged on arrival, and every reason explained."""

from pathlib import Path

import httpx
import pytest

from tempory.verdict import Code
from tests.api.conftest import House

pytestmark = pytest.mark.anyio

LIST = "/api/v1/mailbox/messages"
API = Path(__file__).resolve().parents[2] / "docs" / "api.md"
PHISHING = (
    b"From: PayPal Service <service@corp.example>\r\nSubject: Your account has been limited\r\n"
    b"Content-Type: text/html\r\n\r\n<p>Verify your account within 24 hours: "
    b'<a href="http://192.0.2.7/login">https://www.paypal.com/signin</a>\r\n'
)


async def test_the_verdict_is_shown_with_its_reasons(house: House, client: httpx.AsyncClient) -> None:
    token, address = await house.make_mailbox()
    message = await house.deliver(address, PHISHING)

    (item,) = (await client.get(LIST, headers=token.open)).json()["messages"]
    assert item["verdict"]["level"] == "dangerous"
    assert 0.9 < item["verdict"]["score"] <= 1
    assert {"code": "link_text_differs", "evidence": "paypal.com → 192.0.2.7"} in item["verdict"]["reasons"]
    opened = (await client.get(f"{LIST}/{message}", headers=token.open)).json()
    assert opened["verdict"] == item["verdict"]


def test_every_reason_is_explained_to_callers() -> None:
    written = API.read_text()
    assert not [code for code in Code if f"`{code}`" not in written]
