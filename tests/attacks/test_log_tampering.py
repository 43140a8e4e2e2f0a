"""Whoever has the disk changes the access log of a real service by hand, fills the disk, or wants the past undone."""

import contextlib
import imaplib
import json
import resource
import smtplib
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import httpx
import pytest

from tempory.client import Client, Mailbox
from tempory.probes.residue import key_trace, search_folder
from tempory.translog import Signer
from tempory.values import Secret
from tests.serving import COMMAND, RunningServer

LETTER = "From: a@shop.example\r\nTo: <{}>\r\nSubject: Hello\r\n\r\nA letter.\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path / "data")
    running.start()
    yield running
    running.kill()


def use(server: RunningServer, client: Client) -> Mailbox:
    """Make a mailbox, let a letter come in, and read it."""
    mailbox = client.create(lifetime=3600)
    deliver(server, mailbox)
    message = mailbox.wait(timeout=10)
    assert message is not None
    mailbox.raw(message)
    return mailbox


def deliver(server: RunningServer, mailbox: Mailbox) -> None:
    with smtplib.SMTP("127.0.0.1", server.port("smtp"), timeout=20) as smtp:
        smtp.sendmail("a@shop.example", [str(mailbox.address)], LETTER.format(mailbox.address).encode())


def ask(server: RunningServer, mailbox: Mailbox, method: str, path: str) -> httpx.Response:
    context = ssl.create_default_context(cafile=server.ca)
    headers = {"authorization": f"Bearer {mailbox.secret}"}
    with httpx.Client(base_url=server.url, verify=context, trust_env=False, timeout=20, headers=headers) as web:
        return web.request(method, path)


def log(*arguments: str | Path) -> dict[str, Any]:
    """Run `tempory log … --json` in a process of its own; `status` is its exit status."""
    command = [*COMMAND, "log", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    told: dict[str, Any] = json.loads(done.stdout or done.stderr)
    return {**told, "exit": done.returncode}


def tamper(server: RunningServer, statement: str, *bindings: int) -> None:
    connection = apsw.Connection(str(server.data / "mail.db"))
    connection.set_busy_timeout(5_000)
    connection.execute(statement, bindings)
    connection.close()


def checkpoint_of(proof: str) -> str:
    """Return the checkpoint at the end of a proof."""
    return proof.split("\n\n", 1)[1]


def test_the_file_is_edited_beside_the_running_service(server: RunningServer, tmp_path: Path) -> None:
    with Client(server.url, ca=server.ca) as client:
        mailbox = use(server, client)
        reply = ask(server, mailbox, "DELETE", "/api/v1/mailbox").json()
    receipt, kept, key = tmp_path / "receipt.json", tmp_path / "kept", reply["log"]["key"]
    receipt.write_text(json.dumps(reply))
    kept.write_text(checkpoint_of(reply["log"]["proof"]))
    assert log("verify", "--data", server.data, "--key", key, "--against", kept)["intact"] is True
    assert log("check", receipt, "--key", key)["leaf"]["verb"] == "mailbox.forget"

    index = log("check", receipt)["index"]
    change = "UPDATE log_leaves SET entry = CAST(replace(entry, 'forget', 'create') AS BLOB) WHERE leaf = ?"
    tamper(server, change, index)
    assert log("verify", "--data", server.data)["findings"] == [f"entry {index} was changed"]
    tamper(server, "DELETE FROM log_leaves WHERE leaf = ?", index)
    (finding,) = log("verify", "--data", server.data)["findings"]
    assert finding.startswith(f"entries {index} to {index} were")
    tamper(server, "DELETE FROM log_checkpoints WHERE size > ?", index)
    tamper(server, "DELETE FROM log_leaves WHERE leaf >= ?", index)
    findings = log("verify", "--data", server.data, "--against", kept)["findings"]
    assert any("below the checkpoint" in finding for finding in findings)
    # The receipt needs none of it.
    assert log("check", receipt, "--key", key)["exit"] == 0


def test_a_service_does_not_go_on_over_a_log_that_was_rewritten(server: RunningServer) -> None:
    with Client(server.url, ca=server.ca) as client:
        use(server, client)
    server.stop()
    tamper(server, "UPDATE log_tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0")
    with pytest.raises(RuntimeError, match="do not lead to the root"):
        server.start()


def test_a_service_does_not_go_on_with_another_signing_key(server: RunningServer) -> None:
    server.stop()
    name = (server.data / "log.pub").read_text().split("+")[0]
    assert (server.data / "log.key").stat().st_mode & 0o777 == 0o600
    (server.data / "log.key").write_bytes(Signer(name, Secret(b"x" * 32)).encode().reveal())
    with pytest.raises(RuntimeError, match="No known key"):
        server.start()


def test_a_crash_loses_no_record_that_was_promised(server: RunningServer) -> None:
    with Client(server.url, ca=server.ca) as client:
        mailbox = use(server, client)
        shown = ask(server, mailbox, "GET", "/api/v1/mailbox/accesses").json()["accesses"]
        server.kill()
        server.start()
        again = ask(server, mailbox, "GET", "/api/v1/mailbox/accesses").json()["accesses"]
    assert again[1:] == shown
    assert log("verify", "--data", server.data)["intact"] is True


def test_a_full_disk_refuses_every_access(server: RunningServer) -> None:
    with Client(server.url, ca=server.ca) as client:
        mailbox = use(server, client)
        assert ask(server, mailbox, "GET", "/api/v1/mailbox").status_code == 200
        full = (server.data / "mail.db-wal").stat().st_size
        _, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (full, hard))
        try:
            for path in ("", "/messages", "/accesses"):
                assert ask(server, mailbox, "GET", f"/api/v1/mailbox{path}").status_code == 503
            with pytest.raises(smtplib.SMTPDataError) as refused:
                deliver(server, mailbox)
            assert refused.value.smtp_code in {451, 452}
            program = imaplib.IMAP4_SSL("127.0.0.1", server.port("imaps"), ssl_context=_lax())
            with pytest.raises(imaplib.IMAP4.error):
                program.login("x", mailbox.secret)
            program.shutdown()
        finally:
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert ask(server, mailbox, "GET", "/api/v1/mailbox").status_code == 200
        deliver(server, mailbox)
    assert log("verify", "--data", server.data)["intact"] is True


def test_who_was_forgotten_cannot_be_named_and_every_proof_holds(server: RunningServer, tmp_path: Path) -> None:
    with Client(server.url, ca=server.ca) as client:
        mailbox = use(server, client)
        access = ask(server, mailbox, "GET", "/api/v1/mailbox/accesses").json()["accesses"][1]
        before = tmp_path / "access.json"
        before.write_bytes(ask(server, mailbox, "GET", f"/api/v1/mailbox/accesses/{access['index']}/proof").content)
        connection = apsw.Connection(str(server.data / "keys.db"), flags=apsw.SQLITE_OPEN_READONLY)
        held = "SELECT key FROM subject_keys WHERE subject = ? AND held = 1"
        ((key,),) = connection.execute(held, (mailbox.id.octets,)).fetchall()
        connection.close()
        assert isinstance(key, bytes)
        opening = bytes.fromhex(json.loads(before.read_text())["opening"])
        pseudonym = json.loads(json.loads(before.read_text())["leaf"])["on"]
        mailbox.forget()
        _wait_for_details_to_go(server, pseudonym)
    server.stop()
    search = search_folder(server.data, [key_trace("subject key", key), key_trace("opening", opening)])
    assert not search.sightings
    assert not search.unread
    proof = tmp_path / "again.tlog-proof"
    assert log("prove", str(access["index"]), "--data", server.data, "--output", proof)["exit"] == 0
    public = (server.data / "log.pub").read_text().strip()
    assert log("check", proof, "--key", public)["leaf"]["on"] == pseudonym
    assert log("check", before, "--key", public)["exit"] == 0
    assert log("verify", "--data", server.data)["intact"] is True


def _wait_for_details_to_go(server: RunningServer, pseudonym: str) -> None:
    """The sealed details are removed within a moment; the connection is closed before the file is searched."""
    query = "SELECT count(*) FROM log_leaves WHERE reference = ? AND detail IS NOT NULL"
    for _ in range(200):
        connection = apsw.Connection(str(server.data / "mail.db"), flags=apsw.SQLITE_OPEN_READONLY)
        ((left,),) = connection.execute(query, (bytes.fromhex(pseudonym),)).fetchall()
        connection.close()
        if not left:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            assert server.process is not None
            server.process.wait(0.05)
    pytest.fail("the details are still there")


def _lax() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
