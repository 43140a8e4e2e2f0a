from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tempory.api import ApiSettings, SecurityContact
from tempory.api.problems import Problem
from tempory.values import ConfigurationError
from tests.api.conftest import House, MakeHouse, problem_of
from tests.making import NOON

pytestmark = pytest.mark.anyio


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What Vite leaves behind."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Tempory</title>")
    (folder / "account.html").write_text("<!doctype html><title>Tempory</title>")
    (folder / "assets" / "argon.worker-3f9a.js").write_text("self.onmessage = () => {};")
    (folder / "tokens.css").write_text(":root { --paper: #fff; }" * 100)
    (folder / "assets" / "inbox-3f9a.js").write_text("export const ring = 1;\n" * 200)
    (folder / "assets" / "ring-77aa.svg").write_text("<svg/>")
    (folder / "assets" / "notes.secret").write_text("no type, not served")
    (tmp_path / "outside.js").write_text("outside")
    return folder


async def test_the_page_is_asked_for_each_time_under_a_strict_policy(built: Path, client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["frame-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in response.headers["content-security-policy"]
    again = await client.get("/", headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == response.headers["content-security-policy"]


async def test_the_members_pages_have_the_same_policy_and_one_worker_beside(
    built: Path, client: httpx.AsyncClient
) -> None:
    response = await client.get("/account")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
    policies = [
        dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
        for answer in (response, await client.get("/"))
    ]
    account, page = policies
    assert account.pop("worker-src") == "'self'"
    assert account.pop("trusted-types") == f"{page.pop('trusted-types')} tempory-worker"
    assert account == page
    assert "unsafe" not in response.headers["content-security-policy"]
    worker = await client.get("/assets/argon.worker-3f9a.js")
    assert worker.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "sandbox" in (await client.get("/assets/inbox-3f9a.js")).headers["content-security-policy"]


async def test_hashed_assets_never_change(built: Path, client: httpx.AsyncClient) -> None:
    response = await client.get("/assets/inbox-3f9a.js")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["content-encoding"] == "gzip"
    assert response.text.startswith("export const ring")
    plain = await client.get("/assets/inbox-3f9a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == response.text
    assert plain.headers["vary"] == "accept-encoding"
    small = await client.get("/assets/ring-77aa.svg")
    assert "content-encoding" not in small.headers


async def test_files_beside_the_page_are_served_and_renewed(built: Path, client: httpx.AsyncClient) -> None:
    response = await client.get("/tokens.css")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
    assert "tokens.css" in (await client.get("/problems")).text


@pytest.mark.parametrize(
    "path",
    ["/assets/..%2f..%2foutside.js", "/assets/%2e%2e/outside.js", "/..%2foutside.js", "/assets/notes.secret",
     "/index.html", "/account.html", "/assets/x.js", "/assets//inbox-3f9a.js", "/assets/inbox-3f9a.js%00"],
)  # fmt: skip
async def test_no_other_file_can_be_had(built: Path, client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(f"https://localhost{path}")
    assert (response.status_code, problem_of(response)) == (404, "not-found")


async def test_without_the_pages_somebody_is_told_what_to_do(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert response.status_code == 200
    assert "make setup" in response.text
    assert "tokens.css" not in response.text


async def test_the_frame_is_empty_and_runs_nothing(client: httpx.AsyncClient) -> None:
    response = await client.get("/frame")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script" not in policy
    assert "allow-scripts" not in policy
    assert "<script" not in response.text
    assert "<body></body>" in response.text


@pytest.mark.parametrize("problem", Problem)
async def test_every_problem_is_explained(client: httpx.AsyncClient, problem: Problem) -> None:
    kind = problem.value
    page = await client.get(f"/problems/{kind.slug}")
    assert page.status_code == 200
    assert str(kind.status) in page.text
    assert kind.slug in (await client.get("/problems")).text


async def test_no_other_problem_is(client: httpx.AsyncClient) -> None:
    response = await client.get("/problems/nonsense")
    assert (response.status_code, problem_of(response)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/", "/problems", "/problems/busy", "/security"])
async def test_written_pages_need_no_script_and_no_inline_style(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert "<script" not in response.text
    assert " style=" not in response.text
    assert "<style" not in response.text
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "style-src 'self'" in response.headers["content-security-policy"]


async def test_the_stylesheets_of_written_pages_are_there(client: httpx.AsyncClient) -> None:
    for path in ("/pages.css", "/security.css"):
        response = await client.get(path)
        assert response.headers["content-type"] == "text/css; charset=utf-8"
    icon = await client.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/svg+xml"


async def test_security_txt_is_always_in_date(house: House, client: httpx.AsyncClient) -> None:
    for days in (0, 400):
        house.world.clock.instant = NOON
        house.world.clock.advance(days * 86_400)
        response = await client.get("/.well-known/security.txt")
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in response.text.splitlines())
        assert fields["Contact"] == "mailto:security@tempory.test"
        assert fields["Preferred-Languages"] == "en, fr"
        assert fields["Canonical"] == "https://mail.tempory.test:8443/.well-known/security.txt"
        assert fields["Policy"] == "https://mail.tempory.test:8443/security"
        now = datetime.fromtimestamp(house.world.clock.now() / 1000, UTC)
        assert timedelta(days=1) < datetime.fromisoformat(fields["Expires"]) - now < timedelta(days=365)
    old = await client.get("/security.txt")
    assert (old.status_code, old.headers["location"]) == (301, "/.well-known/security.txt")


async def test_contacts_come_from_the_configuration(houses: MakeHouse) -> None:
    contact = SecurityContact(contacts=("https://tempory.test/report", "mailto:a@b.example"), languages=("fr",))
    async with houses(ApiSettings(security_contact=contact)).client() as client:
        text = (await client.get("/.well-known/security.txt")).text
    assert text.startswith("Contact: https://tempory.test/report\nContact: mailto:a@b.example\nExpires: ")
    assert "Preferred-Languages: fr\n" in text


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_days": 0},
        {"valid_days": 365},
        {"contacts": ("security@tempory.test",)},
        {"contacts": ("mailto:a@b\nContact: x",)},
        {"languages": ("en\n",)},
    ],
)
def test_unfit_contacts_are_a_mistake(fields: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        SecurityContact(**fields)  # type: ignore[arg-type]


async def test_robots_are_kept_from_what_is_private(client: httpx.AsyncClient) -> None:
    response = await client.get("/robots.txt")
    assert "Disallow: /api/" in response.text
    assert (await client.get("/")).headers["x-robots-tag"] == "noindex, nofollow"
