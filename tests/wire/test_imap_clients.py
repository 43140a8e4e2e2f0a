"""Mail programs that others wrote, against a real server: IMAPClient, aioimaplib, curl, mbsync, fetchmail, mutt."""

import asyncio
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.reading import HOST, Box
from tests.serving import RunningServer


@pytest.fixture
def box(server: RunningServer) -> Box:
    box = Box(server)
    box.deliver("One", "The code is 481516.\r\n")
    box.deliver("Two", "Words.\r\n")
    return box


def need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def run(*command: str, env: dict[str, str] | None = None, stdin: str = "") -> str:
    """Run a program that has to succeed; return what it printed."""
    done = subprocess.run(
        command,
        input=stdin.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
        env=env,
    )
    printed = done.stdout.decode(errors="replace")
    assert done.returncode == 0, printed
    return printed


def test_imapclient(box: Box) -> None:
    imapclient: Any = pytest.importorskip("imapclient")
    with imapclient.IMAPClient(HOST, port=box.server.port("imaps"), ssl_context=box.server.trust()) as client:
        client.login(box.address, box.token)
        assert client.select_folder("INBOX")[b"EXISTS"] == 2
        assert client.search(["SUBJECT", "Two"]) == [2]
        told = client.fetch([1, 2], ["ENVELOPE", "FLAGS", "BODYSTRUCTURE", "INTERNALDATE"])
        assert told[1][b"ENVELOPE"].subject == b"One"
        assert told[1][b"ENVELOPE"].from_[0].mailbox == b"maya"
        client.add_flags([1], ["\\Flagged", "$Junk"])
        assert set(client.get_flags([1])[1]) >= {b"\\Flagged", b"$Junk"}
        client.create_folder("Büro")
        assert [name for _, _, name in client.list_folders()] == ["INBOX", "Büro", "Trash"]
        assert client.folder_status("Büro", ["MESSAGES"])[b"MESSAGES"] == 0
        client.append("Büro", b"Subject: x\r\n\r\ny\r\n")
        client.move([2], "Büro")
        assert client.thread() == ((1,),)
        assert client.sort("SUBJECT") == [1]
        assert client.get_quota_root("INBOX")[1][0].resource == "STORAGE"
        client.idle()
        box.deliver("Three")
        assert (2, b"EXISTS") in client.idle_check(timeout=10)
        client.idle_done()


def test_aioimaplib(box: Box) -> None:
    aioimaplib: Any = pytest.importorskip("aioimaplib")

    async def read() -> None:
        client = aioimaplib.IMAP4_SSL(host=HOST, port=box.server.port("imaps"), ssl_context=box.server.trust())
        await client.wait_hello_from_server()
        await client.login(box.address, box.token)
        answer = await client.select("INBOX")
        assert answer.result == "OK"
        answer = await client.uid("fetch", "1", "(BODY.PEEK[])")
        assert b"481516" in b"".join(bytes(line) for line in answer.lines)
        idle = await client.idle_start(timeout=20)
        await asyncio.to_thread(box.deliver, "Three")
        pushed = await client.wait_server_push()
        assert b"3 EXISTS" in pushed
        client.idle_done()
        await asyncio.wait_for(idle, 10)
        await client.logout()
        client.protocol.transport.abort()  # it leaves that to the server's hanging up
        await asyncio.sleep(0)

    asyncio.run(read())


def test_curl(box: Box) -> None:
    curl = need("curl")
    trust = ("--cacert", str(box.server.ca), "--silent", "--show-error", "--user", f"{box.address}:{box.token}")
    for scheme in ("imaps", "imap"):
        url = f"{scheme}://{HOST}:{box.server.port(scheme)}"
        assert "INBOX" in run(curl, *trust, "--ssl-reqd", url + "/")
        assert "481516" in run(curl, *trust, "--ssl-reqd", url + "/INBOX;MAILINDEX=1")
        assert "SEARCH 2" in run(curl, *trust, "--ssl-reqd", url + "/INBOX?SUBJECT%20Two")
    assert "481516" in run(curl, *trust, f"pop3s://{HOST}:{box.server.port('pop3s')}/1")
    assert "481516" in run(curl, *trust, "--ssl-reqd", f"pop3://{HOST}:{box.server.port('pop3')}/1")


def test_mbsync_both_ways_and_nothing_the_second_time(box: Box, tmp_path: Path) -> None:
    mbsync = need("mbsync")
    with box.dialogue("CREATE Work"):
        pass
    mail = tmp_path / "mail"
    mail.mkdir()
    configuration = tmp_path / "mbsyncrc"
    configuration.write_text(
        f"""
        IMAPAccount tempory
        Host localhost
        Port {box.server.port("imaps")}
        User {box.address}
        Pass {box.token}
        SSLType IMAPS
        SystemCertificates no
        CertificateFile {box.server.ca}

        IMAPStore far
        Account tempory

        MaildirStore near
        Path {mail}/
        Inbox {mail}/INBOX
        SubFolders Verbatim

        Channel all
        Far :far:
        Near :near:
        Patterns *
        Create Both
        Expunge Both
        SyncState *
        """.replace("\n        ", "\n")
    )
    run(mbsync, "-c", str(configuration), "-a")
    inbox = mail / "INBOX"
    assert len([*inbox.glob("*/*")]) == 2
    (inbox / "new" / "1700000000.1.here").write_bytes(b"From: me@here.example\nSubject: put here\n\nnear\n")
    run(mbsync, "-c", str(configuration), "-a")
    with box.dialogue("SELECT INBOX") as dialogue:
        assert dialogue.ask("SEARCH SUBJECT here")[0] == b"* SEARCH 3"
        dialogue.ask("STORE 1 +FLAGS (\\Flagged)")
    run(mbsync, "-c", str(configuration), "-a")
    assert [file for file in inbox.glob("*/*") if "F" in file.name.rpartition(",")[2]]

    before = {file: file.stat().st_mtime_ns for file in inbox.glob("*/*")}
    with box.dialogue() as dialogue:
        stands = dialogue.ask("STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)")[0]
        run(mbsync, "-c", str(configuration), "-a")
        assert dialogue.ask("STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)")[0] == stands
    assert {file: file.stat().st_mtime_ns for file in inbox.glob("*/*")} == before


@pytest.mark.parametrize("protocol", ["IMAP", "POP3"])
def test_fetchmail(box: Box, tmp_path: Path, protocol: str) -> None:
    fetchmail = need("fetchmail")
    configuration = tmp_path / "fetchmailrc"
    service = "imaps" if protocol == "IMAP" else "pop3s"
    configuration.write_text(
        f"poll localhost service {box.server.port(service)} protocol {protocol}"
        f' user "{box.address}" password "{box.token}" ssl sslcertck sslcertfile "{box.server.ca}"'
        f' keep fetchall mda "cat >> {tmp_path}/got"\n'
    )
    configuration.chmod(0o600)
    run(
        fetchmail, "-f", str(configuration), "--nodetach", "--nosyslog",
        env={"HOME": str(tmp_path), "FETCHMAILHOME": str(tmp_path), "PATH": "/usr/bin:/bin", "USER": "tester"},
    )  # fmt: skip
    got = (tmp_path / "got").read_text()
    assert "481516" in got
    assert "Subject: Two" in got


def test_mutt(box: Box, tmp_path: Path) -> None:
    mutt = need("mutt")
    configuration = tmp_path / "muttrc"
    configuration.write_text(
        f'set imap_user="{box.address}" imap_pass="{box.token}" ssl_starttls=no ssl_force_tls=yes\n'
        f'set certificate_file="{box.server.ca}" ssl_ca_certificates_file="{box.server.ca}" header_cache=""\n'
        f'set folder="imaps://{HOST}:{box.server.port("imaps")}/" spoolfile="+INBOX"\n'
        f"push '<save-message>=Trash<enter><enter-command>set wait_key=no<enter><sync-mailbox><quit>y'\n"
        "set confirmappend=no delete=yes move=no\n"
    )
    script = shutil.which("script")
    if script is None:
        pytest.skip("script is not installed")
    command = f"{mutt} -F {configuration} -n"
    subprocess.run(
        [script, "-qec", command, "/dev/null"], input=b"", capture_output=True, timeout=60, check=False,
        env={"HOME": str(tmp_path), "TERM": "xterm", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    with box.dialogue() as dialogue:
        assert dialogue.ask("STATUS Trash (MESSAGES)")[0] == b"* STATUS Trash (MESSAGES 1)"
        assert dialogue.ask("STATUS INBOX (MESSAGES)")[0] == b"* STATUS INBOX (MESSAGES 1)"
