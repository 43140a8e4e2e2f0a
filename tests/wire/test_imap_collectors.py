"""Programs that collect mail, against a real server: getmail over IMAP and POP3, OfflineIMAP both ways."""

import subprocess
from pathlib import Path

import pytest

from tests.reading import Box
from tests.serving import RunningServer
from tests.wire.test_imap_clients import need, run


@pytest.fixture
def box(server: RunningServer) -> Box:
    box = Box(server)
    box.deliver("One", "The code is 481516.\r\n")
    box.deliver("Two", "Words.\r\n")
    return box


def texts(folder: Path) -> list[str]:
    return sorted(file.read_text() for kind in ("new", "cur") for file in (folder / kind).glob("*"))


@pytest.mark.parametrize(
    ("retriever", "listener"), [("SimpleIMAPSSLRetriever", "imaps"), ("SimplePOP3SSLRetriever", "pop3s")]
)
def test_getmail(box: Box, tmp_path: Path, retriever: str, listener: str) -> None:
    getmail = need("getmail")
    mail = tmp_path / "mail"
    (mail / "new").mkdir(parents=True)
    # It fills no Maildir for root, whom tests may run as; a command it runs for everybody.
    mailboxes = 'mailboxes = ("INBOX",)' if listener == "imaps" else ""
    (tmp_path / "getmailrc").write_text(
        f"""
        [retriever]
        type = {retriever}
        server = localhost
        port = {box.server.port(listener)}
        username = {box.address}
        password = {box.token}
        ca_certs = {box.server.ca}
        {mailboxes}
        [destination]
        type = MDA_external
        path = /bin/sh
        arguments = ("-c", "cat > $(mktemp {mail}/new/XXXXXX)")
        allow_root_commands = true
        [options]
        read_all = false
        delivered_to = false
        received = false
        """.replace("\n        ", "\n")
    )
    command = (getmail, f"--getmaildir={tmp_path}", "--rcfile=getmailrc")
    assert "2 messages" in run(*command)
    first, second = texts(mail)
    assert "481516" in first + second
    # What it has had it knows again, by UID or UIDL, and asks for what is new alone.
    box.deliver("Three")
    run(*command)
    assert len(texts(mail)) == 3
    run(*command)
    assert len(texts(mail)) == 3
    # And it clears away what it took, if it is told to.
    run(*command, "--all", "--delete")
    with box.dialogue() as dialogue:
        assert dialogue.ask("STATUS INBOX (MESSAGES)")[0] == b"* STATUS INBOX (MESSAGES 0)"


@pytest.fixture
def offlineimap(box: Box, tmp_path: Path) -> tuple[str, ...]:
    program = need("offlineimap")
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
    if shown.returncode:
        pytest.skip(f"offlineimap does not start here: {shown.stderr.strip()[-200:]}")
    configuration = tmp_path / "offlineimaprc"
    configuration.write_text(
        f"""
        [general]
        accounts = tempory
        metadata = {tmp_path}/state
        socktimeout = 30
        [Account tempory]
        localrepository = near
        remoterepository = far
        [Repository near]
        type = Maildir
        localfolders = {tmp_path}/mail
        [Repository far]
        type = IMAP
        remotehost = localhost
        remoteport = {box.server.port("imaps")}
        remoteuser = {box.address}
        remotepass = {box.token}
        ssl = yes
        sslcacertfile = {box.server.ca}
        """.replace("\n        ", "\n")
    )
    return (program, "-o", "-c", str(configuration), "-u", "basic")


def test_offlineimap_both_ways_and_nothing_the_second_time(
    box: Box, offlineimap: tuple[str, ...], tmp_path: Path
) -> None:
    with box.dialogue("CREATE Work"):
        pass
    run(*offlineimap)
    inbox = tmp_path / "mail" / "INBOX"
    assert len(texts(inbox)) == 2
    assert (tmp_path / "mail" / "Work").is_dir()
    # From here to there: a message, a flag, a deletion.
    (inbox / "new" / "1700000000.1.here").write_bytes(b"From: me@here.example\nSubject: put here\n\nnear\n")
    kept = next(file for file in inbox.glob("*/*") if "Subject: One" in file.read_text())
    kept.rename(inbox / "cur" / f"{kept.name.partition(':')[0]}:2,FS")
    next(file for file in inbox.glob("*/*") if "Subject: Two" in file.read_text()).unlink()
    run(*offlineimap)
    with box.dialogue("SELECT INBOX") as dialogue:
        assert dialogue.ask("SEARCH SUBJECT here")[0].startswith(b"* SEARCH ")
        assert dialogue.ask("SEARCH FLAGGED SEEN SUBJECT One")[0] == b"* SEARCH 1"
        assert dialogue.ask("SEARCH SUBJECT Two")[0] == b"* SEARCH"
        # From there to here.
        dialogue.ask("STORE 1 -FLAGS (\\Flagged)")
    box.deliver("Three")
    run(*offlineimap)
    assert sum("Subject: Three" in text for text in texts(inbox)) == 1
    assert not [file for file in inbox.glob("*/*") if "F" in file.name.rpartition(",")[2]]

    before = {file: file.stat().st_mtime_ns for file in inbox.glob("*/*")}
    with box.dialogue() as dialogue:
        stands = dialogue.ask("STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)")[0]
        run(*offlineimap)
        assert dialogue.ask("STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)")[0] == stands
    assert {file: file.stat().st_mtime_ns for file in inbox.glob("*/*")} == before
