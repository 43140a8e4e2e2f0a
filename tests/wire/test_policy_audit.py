"""`tempory audit` against the real server, and what the public is told of it."""

import json
import os
import pwd
import re
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tempory.policy import REGISTER
from tempory.values import Instant, format_instant
from tests.serving import COMMAND, RunningServer, start_server

PATIENCE = 110
# Nobody of the security team has made its key, so nothing can be reported, and nothing is claimed of it.
NO_TEAM = {"watch.report": "unknown"}


def audit(server: RunningServer, *options: str, ca: Path | None = None) -> tuple[int, dict[str, dict[str, Any]]]:
    """Call the command line as a script does; return its status, and its array by id."""
    command = [*COMMAND, "audit", "--server", server.url, "--ca", str(ca or server.ca), "--json", *options]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    lines = json.loads(finished.stdout)
    assert [line["id"] for line in lines] == [clause.id for clause in REGISTER]
    return finished.returncode, {line["id"]: line for line in lines}


def states(lines: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {id_: str(line["state"]) for id_, line in lines.items()}


def test_the_server_keeps_its_promises(server: RunningServer) -> None:
    status, lines = audit(server, "--data", str(server.data))
    assert status == 0
    # Root on loopback is somebody trying the service out: no promise to anybody, and no proof.
    hardened = "unknown" if os.geteuid() == 0 else "kept"
    assert states(lines) == dict.fromkeys(lines, "kept") | {"host.hardened": hardened} | NO_TEAM, lines
    for line in lines.values():
        assert line.keys() == {"id", "state", "evidence", "checked_at"}
        assert line["evidence"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["checked_at"])


def test_from_outside_what_is_on_the_disk_is_unknown(server: RunningServer) -> None:
    status, lines = audit(server)
    assert status == 0
    kept = {"transit.tls": "kept", "mail.authentic": "kept", "mail.phishing": "kept"}
    assert states(lines) == dict.fromkeys(lines, "unknown") | kept
    assert "needs the data folder" in lines["data.minimal"]["evidence"]


def test_a_certificate_of_a_stranger_is_a_broken_promise(server: RunningServer, tmp_path: Path) -> None:
    other = start_server(tmp_path / "other")
    other.kill()
    status, lines = audit(server, ca=other.ca)
    assert (status, lines["transit.tls"]["state"]) == (1, "not_kept")
    assert "certificate refused" in lines["transit.tls"]["evidence"]
    assert lines["data.deleted"]["state"] == "unknown"


def test_a_server_that_is_gone_is_unknown_throughout(tmp_path: Path) -> None:
    gone = start_server(tmp_path / "data")
    assert gone.stop() == 0
    status, lines = audit(gone)
    assert status == 0
    assert set(states(lines).values()) == {"unknown"}


@pytest.fixture
def spoilt(tmp_path: Path) -> Iterator[RunningServer]:
    """A server whose data folder a test may spoil."""
    server = start_server(tmp_path / "data")
    yield server
    server.kill()


def test_what_is_wrong_on_the_disk_is_a_broken_promise(spoilt: RunningServer) -> None:
    (spoilt.data / "keys.db").chmod(0o644)
    status, lines = audit(spoilt, "--data", str(spoilt.data))
    assert status == 1
    assert states(lines) == dict.fromkeys(lines, "kept") | {"host.hardened": "not_kept"} | NO_TEAM
    assert "host.files: keys.db has mode 0644" in lines["host.hardened"]["evidence"]


PYTHON = Path(sys.base_prefix)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.skipif(
    not all(folder.stat().st_mode & stat.S_IXOTH for folder in (PYTHON, *PYTHON.parents)),
    reason="this Python lies in a folder that other users cannot enter",
)
def test_a_server_without_rights_is_hardened() -> None:
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        config = Path(folder, "tempory.toml")
        config.write_text('[process]\nuser = "nobody"\n')
        server = start_server(Path(folder, "data"), config)
        status, lines = audit(server, "--data", str(server.data))
        server.kill()
    assert status == 0
    assert states(lines) == dict.fromkeys(lines, "kept") | NO_TEAM, lines


# What the public is told.


def visit(server: RunningServer, path: str, **headers: str) -> httpx.Response:
    with httpx.Client(verify=server.trust(), base_url=server.url, trust_env=False) as http:
        return http.get(path, headers=headers).raise_for_status()


def articles(page: str) -> dict[str, str]:
    """Return the text of each promise's part of the page, without its markup."""
    parts = re.findall(r'<article class="(\w+)" id="([a-z-]+)".*?</article>', page, re.DOTALL)
    assert len(parts) == len(REGISTER)
    return {id_.replace("-", "."): state for state, id_ in parts}


@pytest.fixture
def young(tmp_path: Path) -> Iterator[RunningServer]:
    """A server that has just started, and will not audit itself before a minute is over."""
    server = start_server(tmp_path / "data")
    yield server
    server.kill()


def test_before_the_first_audit_nothing_is_claimed(young: RunningServer) -> None:
    server = young
    policy = visit(server, "/api/v1/policy").json()
    assert {clause["state"] for clause in policy} == {"unknown"}
    for language, words in (("en", "Not yet checked"), ("fr", "Pas encore vérifiée")):
        page = visit(server, "/security", **{"Accept-Language": language}).text
        assert set(articles(page).values()) == {"unknown"}
        assert page.count(words) == len(REGISTER)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that finds evidence of an hour ago: two promises proved, one broken, one undetermined, one too old."""
    server = start_server(tmp_path_factory.mktemp("audited") / "data")
    assert server.stop() == 0
    recent = Instant(int(time.time() * 1000) - 3_600_000)
    found = {
        "transit.tls": ("kept", recent),
        "host.hardened": ("unknown", recent),
        "data.minimal": ("not_kept", recent),
        "data.deleted": ("kept", Instant(recent - 86_400_000)),
        "data.limited": ("kept", recent),
        "mail.authentic": ("kept", recent),
    }
    lines = [
        {"id": id_, "state": state, "evidence": "/secret/path 10.1.2.3", "checked_at": format_instant(at)}
        for id_, (state, at) in found.items()
    ]
    (server.data / "evidence.json").write_text(json.dumps(lines))
    yield server.start()
    server.kill()


# What was never asked of this server is claimed of it neither way.
SHOWN = {clause.id: "unknown" for clause in REGISTER} | {
    "transit.tls": "kept",
    "host.hardened": "not_kept",
    "data.minimal": "not_kept",
    "data.deleted": "not_kept",
    "data.limited": "kept",
    "mail.authentic": "kept",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["Kept", "Not kept", "1\u00a0hour ago", "found that this is not so", "could not tell", "no recent proof"],
        ),
        (
            "fr",
            ["Tenue", "Non tenue", "il y a 1\u00a0heure", "n’est pas le cas", "n’a pas pu conclure", "pas de preuve"],
        ),
    ],
)
def test_the_page_tells_each_state_and_no_evidence(audited: RunningServer, language: str, words: list[str]) -> None:
    for response in (
        visit(audited, f"/security?lang={language}"),
        visit(audited, "/security", **{"Accept-Language": f"{language}-XX,de;q=0.9"}),
    ):
        assert articles(response.text) == SHOWN
        assert f'<html lang="{language}">' in response.text
        assert [word for word in words if word not in response.text] == []
        assert "/secret/path" not in response.text
        assert "script-src" not in response.headers["content-security-policy"]
        assert "<script" not in response.text


def test_the_api_tells_the_same(audited: RunningServer) -> None:
    response = visit(audited, "/api/v1/policy")
    assert {clause["id"]: clause["state"] for clause in response.json()} == SHOWN
    assert "/secret/path" not in response.text
