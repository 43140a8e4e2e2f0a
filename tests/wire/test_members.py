"""Members on a running server: the first owner, real programs with app passwords, and every route by every role."""

import imaplib
import json
import poplib
import subprocess
import time
from base64 import b32decode
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tempory.client import Refused
from tempory.client.account import Account
from tempory.people import PERMISSIONS, Permission, Role
from tempory.people.totp import code_at, step_at
from tempory.values import Instant, Secret
from tests.serving import COMMAND, RunningServer

PASSWORD = "a heron stands in the reeds"


def run(server: RunningServer, *arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *arguments]
    if arguments[0] != "admin":
        command += ["--server", server.url, "--ca", str(server.ca)]
    return subprocess.run(command, input=lines, capture_output=True, text=True, timeout=60, check=False)


@dataclass(slots=True)
class Someone:
    """A member of the running server, and a step counter so that no code is shown twice."""

    server: RunningServer
    address: str
    totp: Secret | None = None
    step: int = 0

    def code(self, _methods: object = None) -> dict[str, str]:
        """Return a code that was not shown before: within the drift, one may look ahead."""
        assert self.totp is not None
        now = step_at(Instant(time.time_ns() // 1_000_000))
        self.step = max(self.step + 1, now - 1)
        while self.step > now + 1:
            time.sleep(0.2)  # three codes fit into a minute; the next one has to be waited for
            now = step_at(Instant(time.time_ns() // 1_000_000))
        return {"code": code_at(self.totp, self.step)}

    def come_in(self) -> Account:
        account = Account(self.server.url, ca=self.server.ca)
        account.log_in(self.address, PASSWORD, self.code)
        return account


def enrol(server: RunningServer, link: str, address: str, *, factor: bool) -> Someone:
    someone = Someone(server, address)
    with Account(server.url, ca=server.ca) as account:
        account.enrol(link, PASSWORD)
        if factor:
            drawn = account.ask("POST", "/account/factors/totp-options")
            someone.totp = Secret(b32decode(drawn["secret"]))
            account.ask("POST", "/account/factors/totp", {"name": "Phone", **someone.code()})
    return someone


@pytest.fixture(scope="module")
def owner(server: RunningServer) -> Someone:
    arguments = ("--name", "Olga", "--address", f"olga@{server.domain}", "--data", str(server.data), "--json")
    made = run(server, "admin", "init", *arguments)
    assert made.returncode == 0, made.stderr
    return enrol(server, json.loads(made.stdout)["link"], f"olga@{server.domain}", factor=True)


def invite(owner: Account, server: RunningServer, name: str, *roles: Role) -> str:
    body = {"name": name, "addresses": [f"{name.lower()}@{server.domain}"], "roles": [role.value for role in roles]}
    return str(owner.ask("POST", "/people", body)["link"])


def test_the_first_owner_comes_from_a_link_and_no_password_is_there_before(server: RunningServer) -> None:
    arguments = ("--name", "Zoe", "--address", f"zoe@{server.domain}", "--data", str(server.data), "--json")
    made = json.loads(run(server, "admin", "init", *arguments).stdout)
    with Account(server.url, ca=server.ca) as account:
        with pytest.raises(Refused):
            account.log_in(f"zoe@{server.domain}", "", lambda _: {})
        assert account.show_link(made["link"])["name"] == "Zoe"
    refused = run(server, "admin", "init", *arguments)
    assert refused.returncode == 4
    assert "taken" in refused.stderr
    assert not list(server.data.glob("admin.*"))


def test_the_command_line_enrols_and_refuses_weak_passwords(server: RunningServer, owner: Someone) -> None:
    with owner.come_in() as staff:
        link = invite(staff, server, "Nora")
    for weak in ("short", "passwordpassword", "nora nora nora nora", "qwertyuiopasdfgh"):
        assert run(server, "member", "enrol", lines=f"{link}\n{weak}\n").returncode == 1
    done = run(server, "member", "enrol", "--json", lines=f"{link}\n{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["recovery"].split("-")) == 8
    wish = ("--as", f"nora@{server.domain}", "--name", "Script", "--for", "api")
    app = run(server, "member", "app-password", *wish, lines=f"{PASSWORD}\n")
    headers = {"authorization": f"Bearer {app.stdout.strip()}"}
    with httpx.Client(base_url=server.url, verify=server.trust()) as http:
        assert http.get("/api/v1/mailbox", headers=headers).json()["address"] == f"nora@{server.domain}"


def test_programs_read_a_members_mail_with_an_app_password_alone(server: RunningServer, owner: Someone) -> None:
    with owner.come_in() as staff:
        ines = enrol(server, invite(staff, server, "Ines"), f"ines@{server.domain}", factor=True)
    with ines.come_in() as account:
        secret = account.make_app_password("Laptop", ["imap", "pop3"])
        only_pop = account.make_app_password("Old", ["pop3"])
    server.send(b"From: m@elsewhere.example\r\nSubject: Hello\r\n\r\nPlain.\r\n", f"ines@{server.domain}")
    server.send(b"From: m@elsewhere.example\r\nSubject: Shop\r\n\r\nDetail.\r\n", f"Ines+shop@{server.domain}")
    with imaplib.IMAP4_SSL("127.0.0.1", server.port("imaps"), ssl_context=server.trust()) as imap:
        imap.login(f"ines@{server.domain}", secret)
        folders = b" ".join(line for line in imap.list()[1] if isinstance(line, bytes))
        for name in (b"INBOX", b"Sent", b"Drafts", b"Trash", b"Junk", b"Archive"):
            assert name in folders
        assert imap.select()[1] == [b"2"]
        fetched = imap.fetch("1:2", "(BODY[HEADER.FIELDS (SUBJECT)])")[1]
        assert b"Hello" in str(fetched).encode()
    pop = poplib.POP3_SSL("127.0.0.1", server.port("pop3s"), context=server.trust())
    pop.user(f"ines@{server.domain}")
    pop.pass_(only_pop)
    assert pop.stat()[0] == 2
    pop.quit()
    for wrong in (PASSWORD, only_pop, "tpp_" + "A" * 43):
        imap = imaplib.IMAP4_SSL("127.0.0.1", server.port("imaps"), ssl_context=server.trust())
        with imap, pytest.raises(imaplib.IMAP4.error, match="app password"):
            imap.login(f"ines@{server.domain}", wrong)
    refused = run(server, "mailbox", "list", f"ines@{server.domain}", "--secret", secret)
    assert refused.returncode != 0


# Every route by every role


def operations(server: RunningServer) -> list[tuple[str, str, Permission | None, bool]]:
    """Return what the running server itself says of its routes: method, path, permission, whether it needs anything."""
    with httpx.Client(base_url=server.url, verify=server.trust()) as http:
        document = http.get("/api/v1/openapi.json").json()
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            named = operation.get("x-permission")
            needed = None if named is None else Permission(named)
            found.append((method.upper(), path, needed, bool(operation["security"])))
    return found


def try_all(server: RunningServer, account: Account | None) -> dict[tuple[str, str], str]:
    """Ask for everything with ids that name nothing, so that nothing is changed; return each answer's type."""
    answers: dict[tuple[str, str], str] = {}
    cookies: Any = None if account is None else account._http.cookies
    with httpx.Client(base_url=server.url, verify=server.trust(), cookies=cookies) as http:
        for method, path, _, _ in operations(server):
            if path.endswith(("/wait", "/events")) or (method, path) == ("DELETE", "/api/v1/account/session"):
                continue  # these wait, or end the session that is tried
            concrete = path.replace("{role}", "auditor").replace("{index}", "0")
            concrete = concrete.replace("{id}", "0" * 32).replace("{message}", "0" * 32)
            csrf = "" if account is None else str(account.session["csrf"])
            response = http.request(method, concrete, headers={"x-csrf-token": csrf})
            problem = response.headers.get("content-type") == "application/problem+json"
            answers[method, path] = response.json()["type"].removeprefix("/problems/") if problem else "done"
    return answers


def test_every_route_by_every_role_is_as_the_table_says(server: RunningServer, owner: Someone) -> None:
    """Deny by default, on the running server: what a role's set lacks is refused, and everything else is not."""
    table = {(method, path): (needed, needs) for method, path, needed, needs in operations(server)}
    nobody = try_all(server, None)
    for place, answer in nobody.items():
        needed, needs = table[place]
        if needed is not None:
            assert answer == "not-signed-in", place
        elif needs:
            assert answer in {"credential-missing", "invalid-request"}, place
        else:
            assert answer not in {"not-signed-in", "not-allowed", "credential-missing"}, place
    with owner.come_in() as staff:
        links = {role: invite(staff, server, f"R{role.value.title()}".replace("-", ""), role) for role in Role}
    for role, link in links.items():
        person = enrol(server, link, f"r{role.value.replace('-', '')}@{server.domain}", factor=True)
        with person.come_in() as account:
            assert set(account.session["permissions"]) == {permission.value for permission in PERMISSIONS[role]}
            answers = try_all(server, account)
        for place, answer in answers.items():
            needed, _ = table[place]
            refused = needed is not None and needed not in PERMISSIONS[role]
            assert (answer == "not-allowed") == refused, (role, place, answer)
            assert answer not in {"not-signed-in", "csrf"}, (role, place, answer)
