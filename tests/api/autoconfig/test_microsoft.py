from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.api.conftest import problem_of

pytestmark = pytest.mark.anyio

PATH = "/autodiscover/autodiscover.xml"
QUESTION = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>'
    "<EMailAddress>{}</EMailAddress><AcceptableResponseSchema>"
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
    "</AcceptableResponseSchema></Request></Autodiscover>"
)
NAMESPACE = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"


@pytest.mark.parametrize("path", [PATH, "/Autodiscover/Autodiscover.xml"])
async def test_outlook_is_told_every_way(client: httpx.AsyncClient, path: str) -> None:
    response = await client.post(path, content=QUESTION.format("a&amp;b@tempory.test"))
    assert response.status_code == 200
    root = ET.fromstring(response.content)  # noqa: S314 (our own)
    account = root.find(f"{NAMESPACE}Response/{NAMESPACE}Account")
    assert account is not None
    assert account.findtext(f"{NAMESPACE}Action") == "settings"
    fields = ("Type", "Server", "Port", "SSL", "Encryption", "AuthRequired", "LoginName")
    told = [
        tuple(each.findtext(NAMESPACE + field) for field in fields) for each in account.iter(f"{NAMESPACE}Protocol")
    ]
    assert told == [
        ("IMAP", "mail.tempory.test", "993", "on", "SSL", "on", "a&b@tempory.test"),
        ("IMAP", "mail.tempory.test", "143", "on", "TLS", "on", "a&b@tempory.test"),
        ("POP3", "pop.tempory.test", "995", "on", "SSL", "on", "a&b@tempory.test"),
        ("POP3", "mail.tempory.test", "110", "on", "TLS", "on", "a&b@tempory.test"),
        ("SMTP", "mx.tempory.test", "25", "on", "TLS", "off", None),
    ]


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<Autodiscover><Request><EMailAddress>&b;@tempory.test</EMailAddress></Request></Autodiscover>"
)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"<", 422),
        (b"\xff\xfe\x00", 422),
        (b"<Autodiscover/>", 422),
        (QUESTION.format("").encode(), 422),
        (QUESTION.format("<b>a@tempory.test</b>").encode(), 422),
        (QUESTION.format("a@elsewhere.example").encode(), 404),
        (QUESTION.format("not an address").encode(), 422),
        (LAUGHS.encode(), 422),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', 422),
        (b"<a>" * 1_300, 422),
        (QUESTION.format("a" * 5_000).encode(), 413),
        (b'<?xml version="1.0" encoding="utf-7"?><x/>', 422),
    ],
)
async def test_hostile_questions(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    response = await client.post(PATH, content=body)
    assert response.status_code == status
    assert problem_of(response)


async def test_reading_is_no_question(client: httpx.AsyncClient) -> None:
    response = await client.get(PATH)
    assert (response.status_code, problem_of(response)) == (405, "method-not-allowed")
