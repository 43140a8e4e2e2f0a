"""The commands of a holder, against a server in memory; the shapes are the contract that scripts rely on."""

import json
from pathlib import Path

import httpx
import pytest

from tempory.sealing import Envelope, Party
from tempory.values import MailboxId
from tests.cli.conftest import Holder, Run
from tests.client.memory_server import NOW, SERVER, MemoryServer

RAW = b"From: Zoe <zoe@example.org>\r\nSubject: hello\r\n\r\nYour code is 481516.\r\n"


def deliver(network: MemoryServer, holder: Holder, **changes: object) -> str:
    return network.deliver(MailboxId.parse(holder.made["id"]), RAW, **changes)


class TestCreate:
    def test_json(self, run: Run, network: MemoryServer) -> None:
        result = run("mailbox", "create", "--address", "calm-heron@tempory.test", "--lifetime", "10m", "--json")
        assert result.exit_code == 0
        made = json.loads(result.stdout)
        assert set(made) == {"id", "address", "secret", "expires_at", "page"}
        assert made["address"] == "calm-heron@tempory.test"
        assert made["secret"].startswith("tpy_")
        assert made["page"] == f"https://tempory.example/#{made['secret']}"
        assert made["expires_at"] == "2026-11-21T20:10:00.000Z"
        assert json.loads(network.requests[0].content)["lifetime"] == 600

    def test_a_name_alone_leaves_the_domain_to_the_server(self, run: Run, network: MemoryServer) -> None:
        run("mailbox", "create", "--address", "calm-heron", "--json")
        wish = json.loads(network.requests[0].content)
        assert wish["name"] == "calm-heron"
        assert "domain" not in wish

    def test_a_person_sees_the_secret_and_what_to_do_next(self, run: Run) -> None:
        result = run("mailbox", "create")
        assert "quiet-otter@tempory.test   lives 1 h" in result.stdout
        assert "tpy_" in result.stdout
        assert "shown this once" in result.stdout
        assert f"Next: tempory --server {SERVER} mailbox watch quiet-otter@tempory.test" in result.stdout

    def test_a_refusal_says_why_and_what_to_do(self, run: Run) -> None:
        result = run("mailbox", "create", "--address", "postmaster")
        assert result.exit_code == 4
        assert result.stderr == "tempory: This name belongs to the service.\n  About name-reserved.\n"

    def test_a_refusal_as_json(self, run: Run) -> None:
        result = run("mailbox", "create", "--address", "postmaster", "--json")
        assert result.exit_code == 4
        assert json.loads(result.stderr) == {
            "error": "This name belongs to the service.",
            "hint": "About name-reserved.",
            "status": 4,
        }


class TestSecret:
    def test_from_standard_input(self, run: Run, holder: Holder) -> None:
        result = run("mailbox", "show", holder.address, "--json", stdin=f"{holder.secret}\n")
        assert json.loads(result.stdout)["address"] == holder.address

    def test_a_dash_means_standard_input(self, run: Run, holder: Holder) -> None:
        result = run("mailbox", "show", holder.address, "--secret", "-", "--json", stdin=holder.secret)
        assert result.exit_code == 0

    def test_none_is_a_mistake_in_the_call(self, run: Run, holder: Holder) -> None:
        result = run("mailbox", "show", holder.address, stdin="")
        assert result.exit_code == 2
        assert "secret is missing" in result.stderr

    @pytest.mark.parametrize("secret", ["tpy_short", "hunter2", "tpa_" + "A" * 43])
    def test_one_that_is_none_is_not_sent_nor_shown(
        self, run: Run, holder: Holder, network: MemoryServer, secret: str
    ) -> None:
        network.requests.clear()
        result = run("mailbox", "show", holder.address, "--secret", secret)
        assert result.exit_code == 1
        assert secret not in result.output
        assert not network.requests

    def test_one_that_opens_another_mailbox_does_nothing_to_it(
        self, run: Run, holder: Holder, network: MemoryServer
    ) -> None:
        result = run("mailbox", "forget", "calm-heron@tempory.test", "--yes", "--secret", holder.secret)
        assert result.exit_code == 4
        assert "does not belong to calm-heron@tempory.test" in result.stderr
        assert len(network.mailboxes) == 1

    def test_one_of_no_living_mailbox_is_refused(self, holder: Holder, network: MemoryServer) -> None:
        network.mailboxes.clear()
        result = holder("list")
        assert result.exit_code == 4
        assert "No living mailbox" in result.stderr


class TestList:
    def test_json(self, holder: Holder, network: MemoryServer) -> None:
        name = deliver(network, holder)
        assert holder.json("list") == [
            {
                "id": name,
                "from": "zoe@example.org",
                "subject": "Letter 1",
                "received_at": "2026-11-21T20:00:01.000Z",
                "size": len(RAW),
                "seen": False,
                "codes": ["481516"],
                "links": ["https://example.org/verify"],
            }
        ]

    def test_an_empty_mailbox_is_an_empty_array(self, holder: Holder) -> None:
        assert holder.json("list") == []

    def test_an_empty_mailbox_teaches(self, holder: Holder) -> None:
        assert "Nothing has arrived" in holder("list").stdout

    def test_all_of_them(self, holder: Holder, network: MemoryServer) -> None:
        for _ in range(60):
            deliver(network, holder)
        assert len(holder.json("list")) == 50
        assert len(holder.json("list", "--all")) == 60
        assert "10 older: --all lists them." in holder("list").stdout

    def test_a_seal_that_does_not_open_is_said(self, holder: Holder, network: MemoryServer) -> None:
        first, second = deliver(network, holder), deliver(network, holder)
        (stored,) = network.mailboxes.values()
        stored.messages[first].item["summary"] = stored.messages[second].item["summary"]
        listed = holder.json("list")
        assert [item["subject"] for item in listed] == ["Letter 2", None]
        assert "the seal does not open" in holder("list").stdout
        result = holder("read", first)
        assert result.exit_code == 1
        assert "altered" in result.stderr

    def test_a_table_for_people(self, holder: Holder, network: MemoryServer) -> None:
        deliver(network, holder, envelope=Envelope(from_=(Party(name="Zoë", address="z@example.org"),), subject="Hi"))
        shown = holder("list").stdout
        assert all(part in shown for part in ("Zoë", "Hi", "481516"))


class TestRead:
    def test_source(self, run: Run, holder: Holder, network: MemoryServer) -> None:
        result = holder("read", deliver(network, holder), "--raw")
        assert result.stdout_bytes == RAW

    def test_reading_marks_seen_and_peeking_does_not(self, holder: Holder, network: MemoryServer) -> None:
        name = deliver(network, holder)
        holder("read", name, "--raw", "--peek")
        assert not holder.json("list")[0]["seen"]
        holder("read", name, "--raw")
        assert holder.json("list")[0]["seen"]

    def test_json(self, holder: Holder, network: MemoryServer) -> None:
        shown = holder.json("read", deliver(network, holder))
        assert shown["text"].strip() == "Your code is 481516."
        assert shown["seen"] is True
        assert shown["html"] is None
        assert shown["attachments"] == [{"index": 0, "name": "a.pdf", "type": "application/pdf", "size": 3}]

    def test_for_people(self, holder: Holder, network: MemoryServer) -> None:
        shown = holder("read", deliver(network, holder)).stdout
        assert "     From  Zoë <zoe@example.org>" in shown
        assert " Attached  a.pdf (application/pdf, 3 B)" in shown
        assert shown.endswith("\nYour code is 481516.\n")

    def test_by_the_beginning_of_its_id_and_the_latest(self, holder: Holder, network: MemoryServer) -> None:
        deliver(network, holder)
        second = deliver(network, holder)
        (stored,) = network.mailboxes.values()
        stored.messages[second].item["id"] = second  # ids count up from zero here, so all begin alike
        assert "begin with 0000" in holder("read", "0000").stderr
        assert holder.json("read", "latest")["id"] == second
        missing = holder("read", "abcd")
        assert missing.exit_code == 4
        assert "is called abcd" in missing.stderr

    @pytest.mark.parametrize("name", ["xyz", "abc", "0" * 33, "../0000"])
    def test_what_is_no_id_is_a_mistake_in_the_call(self, holder: Holder, name: str) -> None:
        assert holder("read", name).exit_code == 2

    def test_a_message_that_is_gone(self, holder: Holder, network: MemoryServer) -> None:
        name = deliver(network, holder)
        assert holder.json("delete", name) == {"id": name, "deleted": True}
        assert holder("read", name).exit_code == 4
        assert holder.json("list") == []


class TestHostileMail:
    """What strangers write must not steer the terminal."""

    EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202etxt.exe\u2066\x08\r\n\x00 [bold red]:boom:[/] [link=file:///]x[/link]"

    def test_in_a_list_and_a_message(self, holder: Holder, network: MemoryServer) -> None:
        evil = self.EVIL
        raw = b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + evil.encode() + b"\r\nafter\r\n"
        party = Party(name=evil, address=evil)
        name = network.deliver(
            MailboxId.parse(holder.made["id"]),
            raw,
            envelope=Envelope(from_=(party,), to=(party,), subject=evil, date=evil),
            codes=(evil,),
            preview=evil,
        )
        for result in (holder("list"), holder("read", name)):
            assert result.exit_code == 0
            assert not [c for c in result.stdout if ord(c) < 32 and c != "\n"]
            assert not [c for c in result.stdout if c in "\x7f\x9b\u202e\u2066"]
            assert "\x1b" not in result.stdout
        assert "[bold red]:boom:[/]" in holder("read", name).stdout

    def test_in_json(self, holder: Holder, network: MemoryServer) -> None:
        deliver(network, holder, envelope=Envelope(subject=self.EVIL))
        result = holder("list", "--json")
        assert result.stdout.isascii()
        assert "\x1b" not in result.stdout
        assert json.loads(result.stdout)[0]["subject"] == self.EVIL

    def test_in_what_the_server_says(self, holder: Holder, network: MemoryServer) -> None:
        network.failures = [httpx.Response(500, json={"title": "\x1b[2Jno", "detail": "\x07"})]
        assert holder("list").stderr == "tempory: ␛[2Jno\n  ␇\n"


class TestWait:
    def test_for_what_is_there(self, holder: Holder, network: MemoryServer) -> None:
        deliver(network, holder, codes=())
        deliver(network, holder)
        deliver(network, holder, codes=("0000",), envelope=Envelope(subject="other"))
        result = holder("wait", "--subject", "LETTER", "--from", "Example.ORG", "--code")
        assert result.stdout == "481516\n"

    def test_for_what_arrives(self, holder: Holder, network: MemoryServer) -> None:
        network.arriving = [{"envelope": Envelope(subject="late")}]
        assert holder.json("wait", "--timeout", "30s")["subject"] == "late"

    def test_in_vain(self, holder: Holder, network: MemoryServer) -> None:
        result = holder("wait", "--timeout", "0s")
        assert result.exit_code == 1
        assert "Nothing that fits" in result.stderr


class TestLifetime:
    def test_show(self, holder: Holder, network: MemoryServer) -> None:
        deliver(network, holder)
        shown = holder.json("show")
        assert set(shown) == {"id", "address", "created_at", "expires_at", "quota", "usage"}
        assert shown["usage"]["messages"] == 1
        assert "1 of 200 messages" in holder("show").stdout

    def test_extend(self, holder: Holder) -> None:
        extended = holder.json("extend", "1h30m")
        assert extended == {
            "id": holder.made["id"],
            "address": holder.address,
            "expires_at": "2026-11-21T21:30:00.000Z",
        }
        assert "lives" in holder("extend", "7d").stdout

    @pytest.mark.parametrize("lifetime", ["", "soon", "1", "1h1d", "-5m", "1.5h"])
    def test_what_is_no_duration_is_a_mistake_in_the_call(self, holder: Holder, lifetime: str) -> None:
        assert holder("extend", lifetime).exit_code == 2

    def test_forget(self, holder: Holder, network: MemoryServer) -> None:
        deliver(network, holder)
        assert holder.json("forget", "--yes") == {
            "id": holder.made["id"],
            "address": holder.address,
            "forgotten_at": "2026-11-21T20:00:00.000Z",
            "messages": 1,
            "final": True,
        }
        assert not network.mailboxes

    def test_forgetting_for_people(self, holder: Holder) -> None:
        assert "is forgotten, with 0 messages. Its key is destroyed." in holder("forget", "--yes").stdout

    def test_a_proof_that_the_server_did_not_give_is_said(self, holder: Holder, tmp_path: Path) -> None:
        result = holder("forget", "--yes", "--receipt", str(tmp_path / "receipt"))
        assert result.exit_code == 1
        assert "It is forgotten, but the server gave no proof" in result.stderr
        assert not (tmp_path / "receipt").exists()

    def test_forgetting_has_to_be_meant(self, holder: Holder, network: MemoryServer) -> None:
        result = holder("forget")
        assert result.exit_code == 2
        assert "Add --yes." in result.stderr
        assert len(network.mailboxes) == 1


class TestMemory:
    def test_a_remembered_mailbox_needs_no_secret(self, run: Run, network: MemoryServer, memory: Path) -> None:
        created = run("mailbox", "create", "--address", "kept", "--lifetime", "30d", "--remember")
        assert str(memory / "mailboxes.json") in created.stdout
        assert run("mailbox", "show", "Kept@tempory.test").exit_code == 0
        assert run("mailbox", "extend", "kept@tempory.test", "20d").exit_code == 0
        (known,) = json.loads((memory / "mailboxes.json").read_text())
        assert known["expires_at"] == NOW + 20 * 86_400_000
        assert run("mailbox", "forget", "kept@tempory.test", "--yes").exit_code == 0
        assert json.loads((memory / "mailboxes.json").read_text()) == []

    def test_nothing_is_kept_unasked(self, holder: Holder, memory: Path) -> None:
        holder("extend", "2h")
        holder("forget", "--yes")
        assert not memory.exists()


def test_a_server_that_cannot_be_reached(holder: Holder, network: MemoryServer) -> None:
    network.failures = [httpx.ConnectError("refused")] * 2
    result = holder("list")
    assert result.exit_code == 3
    assert result.stderr == "tempory: https://tempory.example cannot be reached.\n  Is the service running there?\n"


def test_another_program_at_that_address(holder: Holder, network: MemoryServer) -> None:
    network.failures = [httpx.Response(200, content=b"<html>")]
    result = holder("list")
    assert result.exit_code == 1
    assert "does another program answer there?" in result.stderr


def test_a_bug_shows_itself(holder: Holder, network: MemoryServer) -> None:
    network.failures = [ZeroDivisionError()]
    assert isinstance(holder("list").exception, ZeroDivisionError)
