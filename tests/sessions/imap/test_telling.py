"""What a session is told, and when, of what others do. RFC 9051 §5.2, §6.4, §7.5.1; RFC 7162 §3.2; RFC 2177."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tempory.events import AccessEnded, MailboxForgotten
from tests.sessions.imap.conftest import Enter
from tests.sessions.imap.house import PATIENCE, RULES, Holder, House, settle
from tests.sessions.imap.peer import Peer
from tests.sessions.imap.two_sessions import letter

pytestmark = pytest.mark.anyio

SELECT = "SELECT INBOX"


async def deliver(holder: Holder, number: int) -> None:
    for _ in range(number):
        await holder.deliver(letter("tea"))


async def test_close_removes_what_another_session_has_marked(holder: Holder, enter: Enter) -> None:
    """RFC 9051 §6.4.1: all that have the flag, whoever set it."""
    await deliver(holder, 2)
    one, other = await enter(SELECT), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS (\\Deleted)")
    assert (await one.ask("CLOSE")).condition == "OK"
    assert b"* STATUS INBOX (MESSAGES 1)\r\n" in (await one.ask("STATUS INBOX (MESSAGES)")).lines


async def test_close_of_a_folder_that_was_opened_read_only_removes_nothing(holder: Holder, enter: Enter) -> None:
    await deliver(holder, 1)
    one, other = await enter("EXAMINE INBOX"), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS (\\Deleted)")
    assert (await one.ask("CLOSE")).condition == "OK"
    assert b"* STATUS INBOX (MESSAGES 1)\r\n" in (await one.ask("STATUS INBOX (MESSAGES)")).lines


async def test_close_of_a_folder_that_has_gone(enter: Enter) -> None:
    one, other = await enter("SELECT Trash"), await enter()
    assert (await other.ask("DELETE Trash")).condition == "OK"
    assert (await one.ask("CLOSE")).condition == "OK"
    assert (await one.ask(SELECT)).condition == "OK"


async def test_what_a_silent_store_leaves_is_told_if_another_session_was_there(holder: Holder, enter: Enter) -> None:
    r"""RFC 9051 §6.4.6: told \Seen in answer to it, the peer would take the message to be \Seen."""
    await deliver(holder, 2)
    other, one = await enter(SELECT), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS (\\Seen)")
    reply = await one.ask("STORE 1:2 FLAGS.SILENT ()")
    assert reply.lines[-2:] == [b"* 1 FETCH (UID 1 FLAGS ())\r\n", b"t3 OK Stored\r\n"]
    assert [row.flags for row in one.rows] == [frozenset(), None]


async def test_a_silent_store_alone_says_nothing(holder: Holder, enter: Enter) -> None:
    await deliver(holder, 2)
    one = await enter(SELECT)
    assert (await one.ask("STORE 1:2 +FLAGS.SILENT (\\Seen)")).lines == [b"t3 OK Stored\r\n"]
    assert (await one.ask("NOOP")).lines == [b"t4 OK Here we are\r\n"]


async def test_a_silent_store_tells_mod_sequences_to_who_keeps_them(holder: Holder, enter: Enter) -> None:
    """RFC 7162 §3.1.3: MODSEQ even then, and no flags, which were not to be told."""
    await deliver(holder, 2)
    one = await enter(SELECT, enable="CONDSTORE")
    reply = await one.ask("STORE 1:2 +FLAGS.SILENT (\\Seen)")
    assert reply.lines[:-1] == [b"* 1 FETCH (UID 1 MODSEQ (4))\r\n", b"* 2 FETCH (UID 2 MODSEQ (4))\r\n"]


async def test_a_copy_of_what_has_gone_is_refused(holder: Holder, enter: Enter) -> None:
    """RFC 2180 §4.4.2: an OK would have the peer take it for copied. By uid, what is not there is ignored."""
    await deliver(holder, 3)
    one, other = await enter(SELECT), await enter(SELECT)
    await other.ask("STORE 2 +FLAGS (\\Deleted)")
    await other.ask("EXPUNGE")
    reply = await one.ask("COPY 1:3 Trash")
    assert (reply.condition, reply.code) == ("NO", "EXPUNGEISSUED")
    assert b"* STATUS Trash (MESSAGES 0)\r\n" in (await one.ask("STATUS Trash (MESSAGES)")).lines
    assert (await one.ask("UID COPY 1:3 Trash")).code.startswith("COPYUID")


async def test_what_expunging_would_free_is_told(holder: Holder, enter: Enter) -> None:
    """RFC 9208 §4.1.4."""
    await deliver(holder, 2)
    one = await enter(SELECT, "STORE 1 +FLAGS (\\Deleted)")
    size = int((await one.ask("FETCH 1 RFC822.SIZE")).line(b"* 1 FETCH (RFC822.SIZE")[:-1])
    status = (await one.ask("STATUS INBOX (DELETED DELETED-STORAGE SIZE)")).line(b"* STATUS INBOX ")
    assert status == b"(DELETED 1 DELETED-STORAGE %d SIZE %d)" % (size, 2 * size)


async def test_a_folder_is_closed_in_words_when_another_is_selected(enter: Enter) -> None:
    """RFC 7162 §3.2.11: in every dialect, also when the other cannot be had."""
    one = await enter(SELECT)
    assert (await one.ask("SELECT Nowhere")).lines[0].startswith(b"* OK [CLOSED]")
    assert not (await one.ask(SELECT)).lines[0].startswith(b"* OK [CLOSED]")


async def test_who_begins_to_keep_mod_sequences_is_told_where_the_folder_stands(holder: Holder, enter: Enter) -> None:
    """RFC 7162 §3.1: whatever enables it; once."""
    await deliver(holder, 2)
    for command in ("FETCH 1 MODSEQ", "STATUS INBOX (HIGHESTMODSEQ)", "SEARCH MODSEQ 1"):
        one = await enter(SELECT)
        assert (await one.ask(command)).lines[0] == b"* OK [HIGHESTMODSEQ 3] The highest mod-sequence\r\n"
        assert not [line for line in (await one.ask(command)).lines if line.startswith(b"* OK")]
    one = await enter("SELECT INBOX (CONDSTORE)")
    assert not [line for line in (await one.ask("FETCH 1 MODSEQ")).lines if line.startswith(b"* OK")]


async def test_a_failed_search_leaves_nothing_saved(holder: Holder, enter: Enter) -> None:
    """RFC 5182 §2.1: after a NO there is nothing; a BAD changes nothing."""
    await deliver(holder, 2)
    one = await enter(SELECT, "SEARCH RETURN (SAVE) ALL")
    assert (await one.ask("SEARCH RETURN (SAVE) NONSENSE")).condition == "BAD"
    assert (await one.ask("SEARCH $")).line(b"* SEARCH") == b"1 2"
    assert (await one.ask("SEARCH RETURN (ALL) CHARSET X-NONE ALL")).condition == "NO"
    assert (await one.ask("SEARCH $")).line(b"* SEARCH") == b"1 2"
    refused = await one.ask("SEARCH RETURN (SAVE) CHARSET X-NONE ALL")
    assert (refused.condition, refused.code[:10]) == ("NO", "BADCHARSET")
    assert (await one.ask("SEARCH $")).line(b"* SEARCH") == b""


async def test_the_last_word_says_what_ended_it(house: House, holder: Holder, enter: Enter) -> None:
    mailbox = holder.opened.mailbox.id
    one = await enter(SELECT)
    house.service.events.publish(AccessEnded(mailbox=mailbox))
    assert (await one.ask("NOOP")).lines[0] == b"* BYE What opened this mailbox was taken back\r\n"
    other = await enter(SELECT)
    house.service.events.publish(MailboxForgotten(mailbox=mailbox, reason="asked"))
    assert (await other.ask("NOOP")).lines[0] == b"* BYE The mailbox has been forgotten\r\n"


async def test_an_address_outside_ascii_is_told_to_who_can_read_it(holder: Holder, enter: Enter) -> None:
    """RFC 6855 §3; RFC 6858 for all others. Whoever asked first, and made the listing."""
    await holder.deliver("From: é <é@b.example>\r\n\r\n".encode())
    narrow, wide = await enter(SELECT), await enter(SELECT, enable="UTF8=ACCEPT")
    for _ in range(2):
        assert b'"invalid" "internationalized-address.invalid"' in (await narrow.ask("FETCH 1 ENVELOPE")).lines[0]
        assert '(("é" NIL "é" "b.example"))'.encode() in (await wide.ask("FETCH 1 ENVELOPE")).lines[0]


async def test_a_subscription_outlives_its_folder(enter: Enter) -> None:
    r"""RFC 3501 §6.3.6, RFC 9051 §6.3.9.5: listed as \NonExistent to who asks for what is subscribed, and to LSUB."""
    one = await enter("CREATE a/b", "SUBSCRIBE a/b", "UNSUBSCRIBE a", "DELETE a/b", "DELETE a")
    listed = b'* LIST (\\NonExistent \\HasNoChildren \\Subscribed) "/" a/b\r\n'
    assert listed in (await one.ask('LIST (SUBSCRIBED) "" *')).lines
    assert b'* LSUB (\\Noselect) "/" a/b\r\n' in (await one.ask('LSUB "" a/*')).lines
    assert [line for line in (await one.ask('LIST "" a*')).lines if line.startswith(b"* LIST")] == []
    told = (await one.ask('LIST (SUBSCRIBED RECURSIVEMATCH) "" a')).line(b"* LIST")
    assert told == b'(\\NonExistent \\HasChildren) "/" a ("CHILDINFO" ("SUBSCRIBED"))'
    assert (await one.ask("UNSUBSCRIBE a/b")).condition == "OK"
    assert (await one.ask("UNSUBSCRIBE a/b")).code == "NONEXISTENT"
    assert (await one.ask('LIST (SUBSCRIBED) "" a*')).lines[:-1] == []


async def test_inbox_is_inbox_above_others_too(enter: Enter) -> None:
    one = await enter("CREATE inbox/2026", "SELECT Inbox/2026")
    assert (await one.ask('LIST "" iNBOX/%')).line(b"* LIST") == b'(\\HasNoChildren) "/" INBOX/2026'
    assert (await one.ask('LIST "" %')).lines[0] == b'* LIST (\\HasChildren) "/" INBOX\r\n'


async def test_a_store_says_nothing_of_flags_that_nobody_has(holder: Holder, enter: Enter) -> None:
    await deliver(holder, 2)
    one, other = await enter(SELECT), await enter(SELECT)
    await other.ask("UID STORE 1 +FLAGS.SILENT (\\Deleted)")
    await one.ask("NOOP")
    await other.ask("EXPUNGE")
    reply = await one.ask("STORE 1:2 +FLAGS (later)")
    assert [row.uid for row in reply.told] == [None]
    assert one.rows[1].flags == frozenset({"later"})
    assert (reply.condition, reply.code) == ("OK", "EXPUNGEISSUED")
    assert (await one.ask("UID STORE 1 +FLAGS (later)")).code == ""


async def test_what_is_withheld_holds_the_mod_sequence_back(holder: Holder, enter: Enter) -> None:
    """RFC 7162 §3.2: who keeps what FETCH told and loses the connection must still hear of what has gone."""
    await deliver(holder, 3)
    one, other = await enter(SELECT, "FETCH 1:* UID", enable="QRESYNC"), await enter(SELECT)
    before = one.modseq
    await other.ask("STORE 1 +FLAGS (\\Deleted)")
    await other.ask("EXPUNGE")
    await other.ask("STORE 2 +FLAGS (later)")
    reply = await one.ask("FETCH 2:3 (UID MODSEQ)")
    assert max(row.modseq for row in one.rows) > before + 2
    assert [line for line in reply.lines if b"HIGHESTMODSEQ" in line] == [
        b"* OK [HIGHESTMODSEQ %d] Up to here all is told\r\n" % before
    ]
    assert one.modseq == before

    again = await enter(enable="QRESYNC")
    resynchronised = await again.ask(f"SELECT INBOX (QRESYNC ({one.validity} {one.modseq} 1:3))")
    assert resynchronised.earlier == {1}

    told = await one.ask("NOOP")
    assert b"* VANISHED 1\r\n" in told.lines
    assert not [line for line in (await one.ask("FETCH 1 MODSEQ")).lines if b"HIGHESTMODSEQ" in line]


async def test_without_qresync_no_mod_sequence_is_held_back(holder: Holder, enter: Enter) -> None:
    await deliver(holder, 2)
    one, other = await enter(SELECT, enable="CONDSTORE"), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS (\\Deleted)")
    await other.ask("EXPUNGE")
    assert not [line for line in (await one.ask("FETCH 2 FLAGS")).lines if b"HIGHESTMODSEQ" in line]


async def test_idle_begins_with_what_could_not_be_said_before(holder: Holder, enter: Enter) -> None:
    await deliver(holder, 2)
    one, other = await enter(SELECT), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS (\\Deleted)")
    await other.ask("EXPUNGE")
    await one.ask("FETCH 2 FLAGS")
    assert len(one.rows) == 2
    await one.idle()
    assert len(one.rows) == 1
    assert (await one.done()).condition == "OK"


async def test_what_happens_while_news_are_being_written_is_told_too(
    holder: Holder, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A peer that reads slowly: nobody waits for octets then, so that nobody can be woken."""
    one = await enter(SELECT)
    await one.idle()
    is_writing, may_go_on = asyncio.Event(), asyncio.Event()
    write = one.channel.write

    async def write_slowly(data: bytes) -> None:
        is_writing.set()
        await may_go_on.wait()
        await write(data)

    monkeypatch.setattr(one.channel, "write", write_slowly)
    await deliver(holder, 1)
    async with asyncio.timeout(PATIENCE):
        await is_writing.wait()
    await deliver(holder, 1)
    may_go_on.set()
    await settle([one.channel])
    one.hear_news()
    assert len(one.rows) == 2


async def test_idling_on_a_folder_that_goes_ends_the_connection(enter: Enter) -> None:
    one, other = await enter("SELECT Trash"), await enter()
    await one.idle()
    await other.ask("DELETE Trash")
    await asyncio.wait_for(one.task, PATIENCE)
    assert one.channel.is_closed
    assert one.channel.take() == b"* BYE The selected mailbox has been deleted\r\n"


async def test_numbers_stay_while_a_command_goes_by_them(holder: Holder, enter: Enter) -> None:
    """RFC 9051 §7.5.1, RFC 5256 §3."""
    await deliver(holder, 2)
    one, other = await enter(SELECT), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS (\\Deleted)")
    await other.ask("EXPUNGE")
    for command in ("FETCH 1:2 UID", "STORE 2 +FLAGS (later)", "SEARCH ALL", "SORT (DATE) UTF-8 ALL"):
        assert (await one.ask(command)).condition == "OK"
        assert len(one.rows) == 2, command
    assert (await one.ask("UID SEARCH ALL")).condition == "OK"
    assert len(one.rows) == 1


async def test_flags_come_before_the_command_that_asks_about_them(holder: Holder, enter: Enter) -> None:
    await deliver(holder, 1)
    other, one = await enter(SELECT), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS ($Junk)")
    lines = (await one.ask("SEARCH KEYWORD $Junk")).lines
    assert lines == [b"* 1 FETCH (FLAGS ($Junk))\r\n", b"* SEARCH 1\r\n", b"t3 OK Searched\r\n"]


async def test_a_keyword_is_announced_before_its_first_use(holder: Holder, enter: Enter) -> None:
    """RFC 9051 §7.3.5."""
    await deliver(holder, 1)
    other, one = await enter(SELECT), await enter(SELECT)
    await other.ask("STORE 1 +FLAGS (Unheard)")
    flags, fetch, _ = (await one.ask("NOOP")).lines
    assert flags.startswith(b"* FLAGS (")
    assert b" unheard)" in flags
    assert fetch == b"* 1 FETCH (FLAGS (unheard))\r\n"
    await other.ask("STORE 1 -FLAGS (Unheard)")
    assert (await one.ask("NOOP")).lines[0] == b"* 1 FETCH (FLAGS ())\r\n"


async def test_a_message_that_came_and_went_between_two_looks_is_not_told(holder: Holder, enter: Enter) -> None:
    one, other = await enter(SELECT, enable="QRESYNC"), await enter(SELECT)
    await deliver(holder, 2)
    await other.ask("STORE 1 +FLAGS (\\Deleted)")
    await other.ask("EXPUNGE")
    assert (await one.ask("NOOP")).lines[:2] == [b"* 1 EXISTS\r\n", b"* 0 RECENT\r\n"]


async def test_a_message_is_replaced_once(holder: Holder, enter: Enter) -> None:
    """RFC 8508: who comes second has nothing to replace, and adds nothing."""
    await deliver(holder, 1)
    one, other = await enter(SELECT), await enter(SELECT)
    content = letter("milk")
    reply = await one.ask(f"REPLACE 1 INBOX {{{len(content)}}}", content)
    assert reply.code == f"APPENDUID {one.validity} 2"
    assert reply.lines[1:] == [b"* 1 EXPUNGE\r\n", b"* 1 EXISTS\r\n", b"* 1 RECENT\r\n", b"t3 OK Replaced\r\n"]
    reply = await other.ask(f"REPLACE 1 INBOX {{{len(content)}}}", content)
    assert (reply.condition, reply.code) == ("NO", "EXPUNGEISSUED")
    assert len(other.rows) == 1
    for named in ("UID REPLACE 7", "UID REPLACE 1"):
        assert (await other.ask(f"{named} INBOX {{{len(content)}}}", content)).condition == "NO"
    empty = await enter("SELECT Trash")
    assert (await empty.ask(f"REPLACE * INBOX {{{len(content)}}}", content)).condition == "NO"
    assert b"* STATUS INBOX (MESSAGES 1 UIDNEXT 3)\r\n" in (await empty.ask("STATUS INBOX (MESSAGES UIDNEXT)")).lines


async def test_a_message_may_be_replaced_in_a_full_mailbox(tmp_path: Path) -> None:
    """RFC 8508 §1: what goes makes room for what comes."""
    house = House(tmp_path / "data", rules=replace(RULES, quota_messages=2, quota_bytes=1_000))
    holder = await house.make_mailbox()
    await deliver(holder, 2)
    peer = Peer(holder)
    await peer.connect()
    await peer.ask(SELECT)
    content, large, huge = letter("milk"), b"x" * 980, b"x" * 1001
    assert (await peer.ask(f"APPEND INBOX {{{len(content)}}}", content)).code == "OVERQUOTA"
    assert (await peer.ask(f"REPLACE 1 INBOX {{{len(content)}}}", content)).condition == "OK"
    assert (await peer.ask(f"REPLACE 1 INBOX {{{len(large)}}}", large)).code == "OVERQUOTA"
    assert (await peer.ask(f"REPLACE 1 INBOX {{{len(huge)}}}", huge)).code == "OVERQUOTA"
    assert len(peer.rows) == 2
    await peer.leave()
    house.close()


async def test_two_that_replace_the_same_message_at_once(holder: Holder, enter: Enter) -> None:
    await deliver(holder, 1)
    peers = [await enter(SELECT), await enter(SELECT)]
    content = letter("milk")
    for peer in peers:
        peer.give(f"REPLACE 1 INBOX {{{len(content)}+}}", wait=True)
        peer.channel.send(content + b"\r\n")
    await settle([peer.channel for peer in peers])
    assert sorted(peer.finish().condition for peer in peers) == ["NO", "OK"]
    assert b"* STATUS INBOX (MESSAGES 1)\r\n" in (await peers[0].ask("STATUS INBOX (MESSAGES)")).lines
