import httpx
import pytest

from tempory.api.security_words import describe_count
from tempory.policy import REGISTER

pytestmark = pytest.mark.anyio


async def test_each_clause_is_shown_with_its_state_and_never_its_evidence(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/policy")
    assert response.status_code == 200
    clauses = response.json()
    assert [clause["id"] for clause in clauses] == [clause.id for clause in REGISTER]
    assert clauses[0] == {
        "id": REGISTER[0].id,
        "promise": {"en": REGISTER[0].promise.speak("en"), "fr": REGISTER[0].promise.speak("fr")},
        "state": "kept",
        "checked_at": "2026-11-21T12:00:00.000Z",
        "max_age": REGISTER[0].max_age,
    }
    assert {clause["state"] for clause in clauses[1:]} == {"unknown"}
    assert {clause["checked_at"] for clause in clauses[1:]} == {None}
    assert "/secret/path" not in response.text


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/security", "", "en"),
        ("/security", "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("/security", "en, fr;q=0.5", "en"),
        ("/security", "de", "en"),
        ("/security?lang=fr", "en", "fr"),
        ("/security?lang=xx", "fr", "fr"),
    ],
)
async def test_the_page_speaks_the_readers_language(
    client: httpx.AsyncClient, path: str, accepted: str, language: str
) -> None:
    response = await client.get(path, headers={"accept-language": accepted})
    assert f'<html lang="{language}">' in response.text
    assert response.headers["content-language"] == language
    assert response.headers["vary"] == "accept-language"
    for clause in REGISTER:
        assert clause.title.speak("fr" if language == "fr" else "en").replace("'", "&#39;") in response.text
    assert "/secret/path" not in response.text


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (0, "Aucune des 3 promesses n’est tenue."),
        (1, "Une des 3 promesses est tenue."),
        (2, "2 des 3 promesses sont tenues."),
        (3, "Les 3 promesses sont tenues."),
    ],
)
def test_how_many_promises_are_kept_is_said_in_good_french(kept: int, said: str) -> None:
    assert describe_count(kept, 3, "fr") == said
