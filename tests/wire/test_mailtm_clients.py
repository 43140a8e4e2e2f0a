"""mail.tm's own clients against our server, unchanged but for the host."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.installing import Conversation, install_node, install_python
from tests.serving import RunningServer

Talk = Callable[..., Conversation]

LETTER = """\
From: Shop <no-reply@shop.example>\r
To: <{address}>\r
Subject: Your code\r
Message-ID: <one@shop.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
Your code is 481516.\r
--b\r
Content-Type: text/html\r
\r
<p>Your code is <b>481516</b>.</p>\r
--b--\r
"""

PYMAILTM = """
import json, os
from pymailtm import MailTm
import pymailtm.pymailtm as module
MailTm.api_address = os.environ["SERVER"]
module.sleep = lambda seconds: None
account = MailTm().get_account()
print(account.address, flush=True)
input()
(message,) = account.get_messages()
print(json.dumps([message.from_, message.subject, message.intro, message.text, message.html]), flush=True)
again = MailTm()._load_account()
assert again.address == account.address
print(json.dumps(account.delete_account()), flush=True)
"""

MAILTM = """
import json, os
from urllib.parse import urlsplit
from requests.adapters import HTTPAdapter
from mailtm import Email

class Elsewhere(HTTPAdapter):
    def send(self, request, **options):
        request.url = request.url.replace("https://api.mail.tm", os.environ["SERVER"], 1)
        return super().send(request, **options)

Email.session.mount("https://api.mail.tm", Elsewhere())
email = Email()
email.register()
print(email.address, flush=True)
input()
heard = []
def listener(message):
    heard.append(message)
    shown = [message[name] for name in ("from", "subject", "intro", "text", "html")]
    print(json.dumps(shown), flush=True)
email.start(listener, interval=1)
input()
email.stop()
assert len(heard) == 1
print("true", flush=True)
"""

MAILTM_PYTHON = """
import json, os, secrets
from dataclasses import asdict
from mailtm import MailTMClient
MailTMClient.BASE_URL = os.environ["SERVER"]
domain = MailTMClient.get_domains()[0]
assert MailTMClient.get_domain_by_id(domain.id).domain == domain.domain
address, password = f"{secrets.token_hex(6)}@{domain.domain}", secrets.token_hex(4)
made = MailTMClient.create_account(address, password)
client = MailTMClient(account=address, password=password)
assert client.account.id == made.id == client.get_account_by_id(made.id).id
assert MailTMClient(token=client.token).account.address == address
print(address, flush=True)
input()
(item,) = client.get_messages()
message = client.get_message_by_id(item.id)
assert message.a_type == "Message" and message.accountId == f"/accounts/{made.id}"
assert client.mark_message_as_read(item.id).seen is True
assert client.get_message_source(item.id).data.endswith("--b--\\r\\n")
assert client.get_message_attachments(item.id) == []
print(json.dumps([asdict(message.from_), message.subject, message.intro, message.text, message.html]), flush=True)
assert client.delete_message(item.id) and client.get_messages() == []
print(json.dumps(client.delete_account(made.id)), flush=True)
"""

MAILJS = """
import { createInterface } from "node:readline";
import { once } from "node:events";
import assert from "node:assert";
import Mailjs from "@cemalgnlts/mailjs";
const lines = createInterface({ input: process.stdin });
const mailjs = new Mailjs();
mailjs.baseUrl = process.env.SERVER;
mailjs.baseMercure = process.env.SERVER + "/.well-known/mercure";
const refused = await mailjs.register("x", "123456");
assert.deepEqual([refused.status, refused.statusCode], [false, 422]);
assert.match(refused.message, /^address: /);
const made = await mailjs.createOneAccount(true);
assert.ok(made.status, JSON.stringify(made));
const domains = await mailjs.getDomains();
assert.equal((await mailjs.getDomain(domains.data[0].id)).data.isActive, true);
assert.equal((await mailjs.me()).data.address, made.data.username);
assert.equal((await mailjs.getAccount(mailjs.id)).data.id, mailjs.id);
assert.ok((await new Mailjs().loginWithToken.call(mailjs, mailjs.token)).status);
const heard = { arrive: null, seen: null, delete: null };
const waiting = {};
for (const name of Object.keys(heard)) heard[name] = new Promise((resolve) => { waiting[name] = resolve; });
await new Promise((resolve) => mailjs.on("open", resolve));
for (const name of Object.keys(heard)) mailjs.on(name, waiting[name]);
mailjs.on("error", (error) => { console.error(error); });
console.log(made.data.username);
await once(lines, "line");
const arrived = await heard.arrive;
const listed = await mailjs.getMessages();
assert.equal(listed.data[0].id, arrived.id);
assert.equal("@id" in listed.data[0], false);
const { data: message } = await mailjs.getMessage(arrived.id);
const source = await mailjs.getSource(arrived.id);
assert.match(source.data.data, /Subject: Your code/);
const marked = await mailjs.setMessageSeen(arrived.id);
assert.deepEqual(marked.data, { seen: true });
assert.equal((await heard.seen).id, arrived.id);
const deleted = await mailjs.deleteMessage(arrived.id);
assert.deepEqual([deleted.status, deleted.statusCode], [true, 204]);
assert.equal((await heard.delete).id, arrived.id);
console.log(JSON.stringify([message.from, message.subject, message.intro, message.text, message.html]));
const gone = await mailjs.deleteMe();
console.log(JSON.stringify(gone.status));
process.exit(0);
"""


@pytest.fixture
def talk(server: RunningServer, tmp_path: Path) -> Iterator[Talk]:
    """Start a program that knows where our server is and trusts its certificate."""
    started: list[Conversation] = []

    def start(command: list[str], **environment: str) -> Conversation:
        trust = {"REQUESTS_CA_BUNDLE": str(server.ca), "NODE_EXTRA_CA_CERTS": str(server.ca)}
        where = {"SERVER": server.url, "HOME": str(tmp_path)}
        started.append(Conversation(command, {**trust, **where, **environment}))
        return started[-1]

    yield start
    for each in started:
        each.kill()


def check(server: RunningServer, client: Conversation, *, says_when_done: bool = False) -> None:
    """Send a letter to the address that the client made, and see what the client makes of it."""
    address = client.hear()
    assert address.endswith(f"@{server.domain}")
    server.send(LETTER.format(address=address).encode(), address, sender="no-reply@shop.example")
    client.say()
    assert json.loads(client.hear()) == [
        {"address": "no-reply@shop.example", "name": "Shop"},
        "Your code",
        "Your code is 481516.",
        "Your code is 481516.",
        ["<p>Your code is <b>481516</b>.</p>"],
    ]
    if says_when_done:
        client.say()
    assert client.hear() == "true"
    client.end()


CLIENTS = {"pymailtm==1.1.1": PYMAILTM, "MailTm==0.0.81": MAILTM, "mailtm-python==0.1.0": MAILTM_PYTHON}


@pytest.mark.parametrize("requirement", CLIENTS)
def test_pythons_clients(server: RunningServer, talk: Talk, tmp_path: Path, requirement: str) -> None:
    folder = install_python(tmp_path / "installed", requirement)
    client = talk([sys.executable, "-c", CLIENTS[requirement]], PYTHONPATH=str(folder))
    check(server, client, says_when_done=requirement.startswith("MailTm"))


def test_mailjs(server: RunningServer, talk: Talk, tmp_path: Path) -> None:
    folder = install_node(tmp_path / "installed", "@cemalgnlts/mailjs@3.1.2")
    program = folder / "flow.mjs"
    program.write_text(MAILJS)
    check(server, talk(["node", str(program)]))


@pytest.mark.parametrize("tls", [True, False])
def test_verifications_tell_how_a_letter_came(server: RunningServer, tls: bool) -> None:
    login = {"address": f"verified-{tls}@{server.domain}".lower(), "password": "R4ndom"}
    # A sender can forge a trace field, but ours stands above it.
    forged = b"Received: from x\r\n\tby y with ESMTPS (TLSv1.3) id 1 tls FORGED;\r\n\tnow\r\n\r\nHello\r\n"
    with httpx.Client(base_url=server.url, verify=server.trust(), headers={"accept": "application/json"}) as client:
        assert client.post("/accounts", json=login).status_code == 201
        client.headers["authorization"] = f"Bearer {client.post('/token', json=login).json()['token']}"
        server.send(forged, login["address"], tls=tls)
        (item,) = client.get("/messages").json()
        verifications = client.get(f"/messages/{item['id']}").json()["verifications"]
    assert (verifications["spf"], verifications["dkim"]) == (False, False)
    if tls:
        assert verifications["tls"]["version"] == "TLSv1.3"
        assert verifications["tls"]["name"].startswith("TLS_")
    else:
        assert verifications["tls"] is False
