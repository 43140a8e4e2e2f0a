"""Every family of commands over real TLS, as dialogues of our own after the RFCs' examples."""

import re

import httpx
import pytest

from tests.reading import Box, Dialogue
from tests.serving import RunningServer

LETTER = b"From: a@example.org\r\nSubject: put here\r\n\r\nbody\r\n"


@pytest.fixture(scope="module")
def box(server: RunningServer) -> Box:
    """A mailbox with three messages, which the tests of reading share."""
    box = Box(server)
    box.deliver(
        "Tea", "Tea at four.\r\n", header="Message-ID: <1@example.org>\r\nDate: Sat, 1 Nov 2025 10:00:00 +0000\r\n"
    )
    box.deliver("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Coffee.\r\n", header="Message-ID: <2@example.org>\r\n")
    box.deliver("Re: Tea", "At five.\r\n", header="References: <1@example.org>\r\nMessage-ID: <3@example.org>\r\n")
    return box


@pytest.fixture
def own(server: RunningServer) -> Box:
    return Box(server)


def put(dialogue: Dialogue, folder: str = "INBOX", content: bytes = LETTER, arguments: str = "") -> bytes:
    return dialogue.ask(f"APPEND {folder} {arguments}{{{len(content)}}}", content + b"\r\n")[-1]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("ALL", b" 1 2 3"),
        ("SUBJECT tea", b" 1 3"),
        ("TEXT coffee", b" 2"),
        ("BODY tea", b" 1"),
        ("NOT BODY tea", b" 2 3"),
        ("OR BODY coffee BODY five", b" 2 3"),
        ("FROM maya TO tempory", b" 1 2 3"),
        ("HEADER References <1@", b" 3"),
        ('HEADER References ""', b" 3"),
        ("SENTON 1-Nov-2025", b" 1"),
        ("SENTBEFORE 1-Nov-2025", b""),
        ("SINCE 1-Jan-2020", b" 1 2 3"),
        ("BEFORE 1-Jan-2020", b""),
        ("SAVEDSINCE 1-Jan-2020", b" 1 2 3"),
        ("YOUNGER 3600", b" 1 2 3"),
        ("OLDER 3600", b""),
        ("LARGER 10 SMALLER 10000", b" 1 2 3"),
        ("UID 2:3 NOT 3", b" 2"),
        ("UNDELETED", b" 1 2 3"),
        ("KEYWORD nothing", b""),
    ],
)
def test_search(box: Box, key: str, found: bytes) -> None:
    with box.dialogue("EXAMINE INBOX") as dialogue:
        assert dialogue.ask(f"SEARCH {key}") == [b"* SEARCH" + found, b"OK Searched"]


def test_search_in_other_letters(box: Box) -> None:
    with box.dialogue("EXAMINE INBOX") as dialogue:
        assert dialogue.ask("SEARCH CHARSET UTF-8 SUBJECT {7}", "grüsse\r\n".encode())[0] == b"* SEARCH 2"
        assert dialogue.ask("SEARCH CHARSET KLINGON ALL")[-1].startswith(b"NO [BADCHARSET")


def test_extended_search_and_its_saved_result(box: Box) -> None:
    with box.dialogue("EXAMINE INBOX") as dialogue:
        told = dialogue.ask("UID SEARCH RETURN (MIN MAX COUNT ALL SAVE) SUBJECT tea")
        assert told == [b'* ESEARCH (TAG "t3") UID MIN 1 MAX 3 ALL 1,3 COUNT 2', b"OK Searched"]
        assert dialogue.ask("FETCH $ UID")[:-1] == [b"* 1 FETCH (UID 1)", b"* 3 FETCH (UID 3)"]
        assert dialogue.ask("SEARCH RETURN (COUNT) $ BODY five")[0].endswith(b"COUNT 1")
        dialogue.ask("SEARCH RETURN (SAVE MIN) ALL")
        assert dialogue.ask("FETCH $ UID")[:-1] == [b"* 1 FETCH (UID 1)"]


def test_sort_and_thread(box: Box) -> None:
    with box.dialogue("EXAMINE INBOX") as dialogue:
        assert dialogue.ask("SORT (SUBJECT REVERSE ARRIVAL) UTF-8 ALL")[0] == b"* SORT 2 3 1"
        assert dialogue.ask("UID SORT (REVERSE DATE) UTF-8 ALL")[0] == b"* SORT 3 2 1"
        assert dialogue.ask("THREAD REFERENCES UTF-8 ALL")[0] == b"* THREAD (1 3)(2)"
        assert dialogue.ask("THREAD ORDEREDSUBJECT UTF-8 ALL")[0] == b"* THREAD (1 3)(2)"


def test_sections(box: Box) -> None:
    with box.dialogue("EXAMINE INBOX") as dialogue:
        items = (
            "BODY[TEXT] BODY[1]<0.3> BODY[HEADER.FIELDS (Subject)] BODY[2] BINARY[1] BINARY.SIZE[1] PREVIEW THREADID"
        )
        assert dialogue.ask(f"FETCH 1 ({items})")[0] == (
            b"* 1 FETCH (BODY[TEXT] {14}\r\nTea at four.\r\n BODY[1]<0> {3}\r\nTea"
            b" BODY[HEADER.FIELDS (Subject)] {16}\r\nSubject: Tea\r\n\r\n BODY[2] NIL"
            b' BINARY[1] {14}\r\nTea at four.\r\n BINARY.SIZE[1] 14 PREVIEW "Tea at four." THREADID NIL)'
        )
        assert dialogue.ask("STORE 1 +FLAGS (\\Seen)")[-1].startswith(b"NO")


def test_folders(own: Box) -> None:
    with own.dialogue() as dialogue:
        assert dialogue.ask("CREATE Work/2026")[-1].startswith(b"OK [MAILBOXID (F")
        assert dialogue.ask("CREATE Work")[-1].startswith(b"NO [ALREADYEXISTS]")
        assert dialogue.ask("CREATE Bin (USE (\\Trash))")[-1].startswith(b"NO [USEATTR]")
        assert dialogue.ask("RENAME Work Jobs")[-1].startswith(b"OK")
        assert dialogue.ask("DELETE Jobs")[-1].startswith(b"OK")
        assert dialogue.ask('LIST "" *')[:-1] == [
            b'* LIST (\\HasNoChildren) "/" INBOX',
            b'* LIST (\\Noselect \\HasChildren) "/" Jobs',
            b'* LIST (\\HasNoChildren) "/" Jobs/2026',
            b'* LIST (\\HasNoChildren \\Trash) "/" Trash',
        ]
        assert dialogue.ask("UNSUBSCRIBE Jobs/2026")[-1].startswith(b"OK")
        assert [line[-5:] for line in dialogue.ask('LSUB "" *')[:-1]] == [b"INBOX", b"Trash"]
        assert dialogue.ask("DELETE INBOX")[-1].startswith(b"NO [CANNOT]")
        assert dialogue.ask("SELECT Nowhere")[-1].startswith(b"NO [NONEXISTENT]")
        assert dialogue.ask('CREATE "a*b"')[-1].startswith(b"NO [CANNOT]")
        put(dialogue)
        assert dialogue.ask("RENAME INBOX Old")[-1].startswith(b"OK")
        assert dialogue.ask("STATUS Old (MESSAGES UNSEEN)")[0] == b"* STATUS Old (MESSAGES 1 UNSEEN 1)"
        assert dialogue.ask("STATUS INBOX (MESSAGES)")[0] == b"* STATUS INBOX (MESSAGES 0)"


def test_list_returns_what_is_asked_for(own: Box) -> None:
    with own.dialogue("CREATE Work/2026", "UNSUBSCRIBE Work") as dialogue:
        told = dialogue.ask('LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (STATUS (MESSAGES))')[:-1]
        assert b'* LIST (\\HasChildren) "/" Work ("CHILDINFO" ("SUBSCRIBED"))' in told
        assert b"* STATUS INBOX (MESSAGES 0)" in told
        assert dialogue.ask('LIST (SPECIAL-USE) "" *')[:-1] == [b'* LIST (\\HasNoChildren \\Trash) "/" Trash']
        assert dialogue.ask('LIST "" ""')[0] == b'* LIST (\\Noselect) "/" ""'


def test_append(own: Box) -> None:
    with own.dialogue() as dialogue:
        assert re.fullmatch(rb"OK \[APPENDUID [0-9]+ 1\] Appended", put(dialogue))
        assert put(dialogue, arguments='(\\Seen $Junk) " 1-Feb-2024 12:00:00 +0100" ').startswith(b"OK")
        assert put(dialogue, "Nowhere").startswith(b"NO [TRYCREATE]")
        second = b" {%d+}\r\n%b\r\n" % (len(LETTER), LETTER)
        assert dialogue.ask(f"APPEND INBOX {{{len(LETTER)}}}", LETTER + second)[-1].startswith(b"OK [APPENDUID")
        assert dialogue.ask("EXAMINE INBOX")[-1].startswith(b"OK [READ-ONLY]")
        assert dialogue.ask("FETCH 2 (FLAGS INTERNALDATE BODY.PEEK[])")[0] == (
            b'* 2 FETCH (FLAGS ($Junk \\Seen \\Recent) INTERNALDATE " 1-Feb-2024 11:00:00 +0000" BODY[] {%d}\r\n%b)'
            % (len(LETTER), LETTER)
        )
        assert dialogue.ask("SEARCH ALL")[0] == b"* SEARCH 1 2 3 4"
        lone = b"Subject: x\n\nline\n"
        put(dialogue, content=lone)
        assert dialogue.ask("FETCH 5 BODY.PEEK[]")[0].endswith(b"{20}\r\nSubject: x\r\n\r\nline\r\n)")


def test_replace(own: Box) -> None:
    with own.dialogue("SELECT INBOX") as dialogue:
        put(dialogue)
        told = dialogue.ask(f"REPLACE 1 INBOX {{{len(LETTER)}}}", LETTER + b"\r\n")
        assert told[-1] == b"OK Replaced"
        assert b"* 1 EXPUNGE" in told
        assert dialogue.ask("FETCH 1:* UID")[0] == b"* 1 FETCH (UID 2)"


def test_over_quota_is_said_before_the_message_is_sent(own: Box) -> None:
    with own.dialogue() as dialogue:
        assert dialogue.ask("GETQUOTAROOT INBOX")[1] == b'* QUOTA "" (STORAGE 0 102400 MESSAGE 0 200)'
        chunk = LETTER + b"x" * (24 * 1024 * 1024)
        for _ in range(4):
            assert put(dialogue, content=chunk).startswith(b"OK")
        assert put(dialogue, content=chunk).startswith(b"NO [OVERQUOTA]")
        assert put(dialogue).startswith(b"OK")


def test_copy_and_move(own: Box) -> None:
    with own.dialogue("SELECT INBOX") as dialogue:
        for _ in range(3):
            put(dialogue)
        assert re.fullmatch(rb"OK \[COPYUID [0-9]+ 1:2 1:2\] Copied", dialogue.ask("COPY 1:2 Trash")[-1])
        told = dialogue.ask("UID MOVE 2 Trash")
        assert re.fullmatch(rb"\* OK \[COPYUID [0-9]+ 2 3\] Moved", told[0])
        assert told[1:] == [b"* 2 EXPUNGE", b"OK Moved"]
        assert dialogue.ask("MOVE 1 Nowhere")[-1].startswith(b"NO [TRYCREATE]")
        assert dialogue.ask("COPY 7 Trash")[-1].startswith(b"BAD")


def test_what_another_session_removes_keeps_its_number_until_it_may_be_said(own: Box) -> None:
    with own.dialogue("SELECT INBOX") as one, own.dialogue("SELECT INBOX") as other:
        for _ in range(3):
            put(one)
        other.ask("NOOP")
        one.ask("STORE 1 +FLAGS (\\Deleted)")
        assert one.ask("EXPUNGE") == [b"* 1 EXPUNGE", b"OK Expunged"]
        told = other.ask("FETCH 1:3 (UID RFC822.SIZE)")
        assert not [line for line in told if b"EXPUNGE" in line]
        assert told[0].startswith(b"* 1 FETCH (UID 1 ")
        told = other.ask("FETCH 1:3 (UID ENVELOPE)")
        assert [line[:17] for line in told[:-1]] == [b"* 2 FETCH (UID 2 ", b"* 3 FETCH (UID 3 "]
        assert told[-1].startswith(b"OK [EXPUNGEISSUED]")
        assert other.ask("NOOP")[0] == b"* 1 EXPUNGE"
        assert other.ask("FETCH 1:* UID")[:-1] == [b"* 1 FETCH (UID 2)", b"* 2 FETCH (UID 3)"]


def test_conditional_store(own: Box) -> None:
    with own.dialogue("SELECT INBOX (CONDSTORE)") as dialogue:
        put(dialogue)
        modseq = int(re.findall(rb"MODSEQ \(([0-9]+)\)", dialogue.ask("FETCH 1 MODSEQ")[0])[0])
        told = dialogue.ask(f"STORE 1 (UNCHANGEDSINCE {modseq}) +FLAGS.SILENT (\\Flagged)")
        assert told[0] == b"* 1 FETCH (UID 1 MODSEQ (%d))" % (modseq + 1)
        told = dialogue.ask(f"STORE 1 (UNCHANGEDSINCE {modseq}) +FLAGS.SILENT (\\Seen)")
        assert told == [b"OK [MODIFIED 1] Stored, but for what has changed since"]
        assert dialogue.ask(f"UID FETCH 1:* FLAGS (CHANGEDSINCE {modseq + 1})") == [b"OK Fetched"]


def test_quick_resynchronisation(own: Box) -> None:
    with own.dialogue("ENABLE QRESYNC", "SELECT INBOX") as dialogue:
        for _ in range(4):
            put(dialogue)
        told = dialogue.ask("SELECT INBOX")
        [validity] = re.findall(r"UIDVALIDITY ([0-9]+)", b"\n".join(told).decode())
        [modseq] = re.findall(r"HIGHESTMODSEQ ([0-9]+)", b"\n".join(told).decode())
        dialogue.ask("STORE 2:3 +FLAGS (\\Deleted)")
        assert dialogue.ask("UID EXPUNGE 3")[0] == b"* VANISHED 3"
        dialogue.ask("UNSELECT")
        told = dialogue.ask(f"SELECT INBOX (QRESYNC ({validity} {modseq}))")
        assert b"* VANISHED (EARLIER) 3" in told
        assert next(line for line in told if b"FETCH" in line).startswith(b"* 2 FETCH (UID 2 FLAGS (\\Deleted")
        told = dialogue.ask(f"UID FETCH 1:4 (FLAGS) (CHANGEDSINCE {modseq} VANISHED)")
        assert told[0] == b"* VANISHED (EARLIER) 3"


def test_close_expunges_and_unselect_does_not(own: Box) -> None:
    with own.dialogue("SELECT INBOX") as dialogue:
        put(dialogue)
        dialogue.ask("STORE 1 +FLAGS (\\Deleted)")
        dialogue.ask("UNSELECT")
        assert dialogue.ask("STATUS INBOX (MESSAGES DELETED)")[0] == b"* STATUS INBOX (MESSAGES 1 DELETED 1)"
        dialogue.ask("SELECT INBOX")
        assert dialogue.ask("CLOSE")[-1].startswith(b"OK")
        assert dialogue.ask("STATUS INBOX (MESSAGES)")[0] == b"* STATUS INBOX (MESSAGES 0)"


def test_recent_is_told_to_one_session_and_never_in_rev2(own: Box) -> None:
    own.deliver("New")
    with own.dialogue() as one, own.dialogue() as other, own.dialogue("ENABLE IMAP4rev2") as newer:
        assert b"* 1 RECENT" in one.ask("EXAMINE INBOX")
        assert b"* 1 RECENT" in other.ask("SELECT INBOX")
        assert b"* 0 RECENT" in one.ask("SELECT INBOX")
        assert not [line for line in newer.ask("SELECT INBOX") if b"RECENT" in line]


def test_a_selected_folder_that_another_session_deletes_ends_the_session(own: Box) -> None:
    with own.dialogue("CREATE Work", "SELECT Work") as one, own.dialogue("DELETE Work"):
        assert one.ask("NOOP") == [b"* BYE The selected mailbox has been deleted"]


def test_what_the_page_deletes_is_told_to_mail_programs(own: Box) -> None:
    own.deliver("One")
    with own.dialogue("SELECT INBOX") as dialogue:
        trust, api = own.server.trust(), f"{own.server.url}/api/v1/mailbox/messages"
        [message] = httpx.get(api, headers=own.headers, verify=trust).json()["messages"]
        httpx.patch(f"{api}/{message['id']}", json={"seen": True}, headers=own.headers, verify=trust)
        assert dialogue.ask("NOOP")[0] == b"* 1 FETCH (FLAGS (\\Seen \\Recent))"
        httpx.delete(f"{api}/{message['id']}", headers=own.headers, verify=trust)
        assert dialogue.ask("NOOP")[0] == b"* 1 EXPUNGE"
