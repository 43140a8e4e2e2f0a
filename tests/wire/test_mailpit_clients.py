"""Mailpit's own clients against one mailbox of our server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tempory.client import Client, Mailbox
from tests.installing import install_node, install_python
from tests.serving import RunningServer

LETTER = """\
From: Shop <no-reply@shop.example>\r
To: You <{address}>\r
Subject: Your code\r
Date: Sat, 21 Nov 2026 11:30:00 +0100\r
Message-ID: <one@shop.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/html\r
\r
<p>Your code is <b>481516</b>. <a href="https://shop.example/confirm?id=1">Confirm</a></p>\r
--b\r
Content-Type: application/pdf; name=invoice.pdf\r
Content-Disposition: attachment; filename=invoice.pdf\r
Content-Transfer-Encoding: base64\r
\r
JVBERi0x\r
--b--\r
"""

PYTEST_MAILPIT = """
import os, smtplib
import pytest

ADDRESS = os.environ["ADDRESS"]

def test_the_letter(mailpit):
    message = mailpit.wait_for_message(recipient=ADDRESS, sender="no-reply@shop.example", subject="your code")
    assert message.code() == "481516"
    assert message.link(text="confirm") == "https://shop.example/confirm?id=1"
    assert mailpit.get_attachment(message.attachment("*.pdf")) == b"%PDF-1"
    assert message.return_path == "no-reply@shop.example"
    assert mailpit.get_headers(message.id)["Message-Id"] == ["<one@shop.example>"]
    assert mailpit.get_raw(message.id).endswith(b"--b--\\r\\n")
    assert mailpit.messages().unread == 0
    mailpit.mark_read([message.id], read=False)
    assert mailpit.search("is:unread").messages_count == 1
    mailpit.delete_messages([message.id])
    mailpit.assert_no_message(recipient=ADDRESS, within=0.2)

def test_an_inbox(mailpit, mailpit_inbox):
    # One mailbox takes all mail of the application under test; the address in To tells the tests apart.
    with smtplib.SMTP("127.0.0.1", int(os.environ["SMTP"])) as smtp:
        letter = f"From: a@shop.example\\r\\nTo: {mailpit_inbox}\\r\\nSubject: For this test\\r\\n\\r\\nHello\\r\\n"
        smtp.sendmail("a@shop.example", [ADDRESS], letter)
    assert mailpit_inbox.wait_for_message(subject="this test").text.strip() == "Hello"
    mailpit_inbox.clear()
    assert mailpit.messages().total == 0
"""

MAILPIT_API_CLIENT = """
import os
from mailpit.client.api import API
api = API(os.environ["URL"])
listed = api.get_messages()
assert (listed.total, listed.unread, listed.count) == (1, 1, 1)
(item,) = listed.messages
assert (item.subject, item.message_id, item.attachments) == ("Your code", "one@shop.example", 1)
message = api.get_message(item.id)
assert "481516" in message.html and message.from_.address == "no-reply@shop.example"
assert api.get_message_attachment(item.id, message.attachments[0].part_id) == "%PDF-1"
assert api.get_message_headers(item.id).from_ == ["Shop <no-reply@shop.example>"]
api.put_messages([item.id], "Read", False)
assert api.get_messages().unread == 1
api.delete_messages([item.id])
assert api.get_messages().total == 0
"""

MAILPIT_API = """
import assert from "node:assert";
import { MailpitClient } from "mailpit-api";
const mailpit = new MailpitClient(process.env.URL, { auth: { username: "x", password: process.env.SECRET } });
assert.equal((await mailpit.getInfo()).Messages, 1);
assert.equal((await mailpit.listMessages(0, 10)).messages[0].Subject, "Your code");
const message = await mailpit.waitForMessage({ query: "subject:code" }, { timeout: 5000 });
assert.equal(message.From.Address, "no-reply@shop.example");
assert.match(message.HTML, /481516/);
const blob = await mailpit.getMessageAttachment(message.ID, message.Attachments[0].PartID);
assert.deepEqual([blob.type, await blob.text()], ["application/pdf", "%PDF-1"]);
assert.deepEqual((await mailpit.getMessageHeaders())["Message-Id"], ["<one@shop.example>"]);
assert.match(await mailpit.getMessageSource(), /Subject: Your code/);
assert.match(await mailpit.renderMessageHTML(), /481516/);
assert.match(await mailpit.renderMessageText(), /481516/);
assert.deepEqual(await mailpit.getTags(), []);
assert.equal(await mailpit.setReadStatus({ IDs: [message.ID], Read: false }), "ok");
await assert.rejects(mailpit.getMessageSummary("0".repeat(32)), /404/);
assert.equal(await mailpit.deleteMessagesBySearch({ query: "subject:nothing" }), "ok");
assert.equal(await mailpit.deleteMessages({ IDs: [message.ID] }), "ok");
assert.equal((await mailpit.waitForMessages({ count: 0 })).total, 0);
"""


# Cypress itself is no package of the registry, but its plugin is: the plugin's own commands, over as much of Cypress's
# `cy` as they use. `cy.request` fails for a status that is no success, and reads JSON that says it is.
CYPRESS_MAILPIT = """
import assert from "node:assert";
const { SERVER, SECRET } = process.env;
const wrap = async (value) => value;
globalThis.Cypress = {
  expose: () => SERVER + "/mailpit",
  config: () => 4000,
};
globalThis.cy = {
  wrap,
  env: async () => ({ MAILPIT_USERNAME: "anyone", MAILPIT_PASSWORD: SECRET }),
  wait: (time) => new Promise((resolve) => setTimeout(resolve, time)),
  request: async ({ method, url, qs, body, auth }) => {
    const where = new URL(url);
    for (const [name, value] of Object.entries(qs ?? {})) where.searchParams.set(name, value);
    const headers = { authorization: "Basic " + Buffer.from(auth.user + ":" + auth.pass).toString("base64") };
    if (body) headers["content-type"] = "application/json";
    const answer = await fetch(where, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${answer.headers.get("content-type")} ${text}`);
    const isJson = answer.headers.get("content-type")?.startsWith("application/json");
    return { status: answer.status, body: isJson ? JSON.parse(text) : text };
  },
};
const { MailpitCommands } = await import("./node_modules/cypress-mailpit/dist/src/MailpitCommands.js");
const mailpit = new MailpitCommands();
assert.equal((await mailpit.mailpitGetAllMails()).messages_count, 1);
const message = await mailpit.mailpitGetMail();
assert.equal(await mailpit.mailpitGetSubject(message), "Your code");
assert.equal(await mailpit.mailpitGetFromAddress(message), "no-reply@shop.example");
const [address] = await mailpit.mailpitGetRecipientAddress(message);
assert.deepEqual(await mailpit.mailpitGetAttachments(message), ["invoice.pdf"]);
assert.match(await mailpit.mailpitGetMailHTMlBody(message), /<b>481516<.b>/);
assert.match(await mailpit.mailpitGetMailTextBody(message), /481516/);
assert.equal((await mailpit.mailpitHasEmailsBySubject("code")).messages_count, 1);
assert.equal((await mailpit.mailpitHasEmailsByTo(address)).messages_count, 1);
assert.equal((await mailpit.mailpitNotHasEmailsByTo("nobody@tempory.test")).messages_count, 0);
await mailpit.mailpitSetAllEmailStatusAsUnRead();
assert.equal((await mailpit.mailpitGetAllMails()).messages_unread, 1);
await mailpit.mailpitSetStatusAsRead(message);
assert.equal((await mailpit.mailpitSearchEmails("is:unread")).messages_count, 0);
await assert.rejects(mailpit.mailpitSendMail(), /404 text.plain.*404 page not found/);
await mailpit.mailpitDeleteEmailsBySearch("subject:nothing");
assert.equal((await mailpit.mailpitGetAllMails()).total, 1);
await mailpit.mailpitDeleteAllEmails();
await mailpit.mailpitNotHasEmailsBySubject("code");
"""


@pytest.fixture
def mailbox(server: RunningServer) -> Iterator[Mailbox]:
    """A mailbox with one letter in it."""
    with Client(server.url, ca=server.ca) as client:
        made = client.create()
        server.send(LETTER.format(address=made.address).encode(), str(made.address), sender="no-reply@shop.example")
        yield made


def run(server: RunningServer, command: list[str], folder: Path, **environment: str) -> str:
    trust = {"SSL_CERT_FILE": str(server.ca), "NODE_EXTRA_CA_CERTS": str(server.ca), "HOME": str(folder)}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=100, check=False, cwd=folder,
        env={"PATH": os.environ["PATH"], **trust, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_pytest_mailpit(server: RunningServer, mailbox: Mailbox, tmp_path: Path) -> None:
    folder = install_python(tmp_path / "installed", "pytest-mailpit==0.4.1")
    program = folder / "test_flow.py"
    program.write_text(PYTEST_MAILPIT)
    command = [sys.executable, "-m", "pytest", "-p", "pytest_mailpit.plugin", "-W", "error", "-q", str(program)]
    shown = run(
        server,
        command,
        folder,
        PYTHONPATH=str(folder),
        PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
        MAILPIT_URL=f"{server.url}/mailpit/",
        MAILPIT_USERNAME="anyone",
        MAILPIT_PASSWORD=mailbox.secret,
        MAILPIT_VERIFY=str(server.ca),
        ADDRESS=str(mailbox.address),
        SMTP=str(server.port("smtp")),
    )
    assert "2 passed" in shown


def test_mailpit_api_client(server: RunningServer, mailbox: Mailbox, tmp_path: Path) -> None:
    folder = install_python(tmp_path / "installed", "mailpit-api-client==1.0.0")
    url = server.url.replace("://", f"://x:{mailbox.secret}@") + "/mailpit"
    run(server, [sys.executable, "-c", MAILPIT_API_CLIENT], folder, PYTHONPATH=str(folder), URL=url)


def test_mailpit_api_for_node(server: RunningServer, mailbox: Mailbox, tmp_path: Path) -> None:
    folder = install_node(tmp_path / "installed", "mailpit-api@2.1.0")
    program = folder / "flow.mjs"
    program.write_text(MAILPIT_API)
    run(server, ["node", str(program)], folder, URL=f"{server.url}/mailpit", SECRET=mailbox.secret)


def test_cypress_mailpit(server: RunningServer, mailbox: Mailbox, tmp_path: Path) -> None:
    folder = install_node(tmp_path / "installed", "--legacy-peer-deps", "cypress-mailpit@2.0.0")
    # What bundlers take for a module, Node takes for one only if it is told so.
    (folder / "node_modules/cypress-mailpit/dist/package.json").write_text('{"type": "module"}')
    program = folder / "flow.mjs"
    program.write_text(CYPRESS_MAILPIT)
    run(server, ["node", str(program)], folder, SERVER=server.url, SECRET=mailbox.secret)
