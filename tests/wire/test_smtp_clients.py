"""Mail programs that others wrote, against the receiving side on a real socket, in clear and under TLS."""

import asyncio
import shutil
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.net.receiving import HOST, Receiver, start_receiver

pytestmark = pytest.mark.anyio

BODY = "Grüße,\n.\n..dots\nthe code is 481516\n"


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return "asyncio", {"use_uvloop": True}


def make_message(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "alice@client.example"
    message["To"] = "bob@tempory.test"
    for name, value in headers.items():
        message[name] = value
    message.set_content(BODY)
    return message


async def run(*command: str, stdin: bytes = b"") -> tuple[int, str]:
    """Run a program; return its status and everything it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(30):
        printed, _ = await process.communicate(stdin)
    assert process.returncode is not None
    return process.returncode, printed.decode(errors="replace")


def need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


# Python's own.


async def test_smtplib(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        message = make_message(Subject="Hello")
        assert await asyncio.to_thread(_send, receiver.port, message, None) == {}
        [kept] = receiver.delivery.kept
        assert kept.recipients == ("bob@tempory.test",)
        assert kept.reverse_path == "alice@client.example"
        assert kept.body == message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


async def test_smtplib_with_starttls(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        await asyncio.to_thread(_send, receiver.port, make_message(Subject="Hello"), receiver.context())
        assert b"with ESMTPS (TLSv1.3)" in receiver.delivery.kept[0].content


async def test_smtplib_with_an_international_address(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        message = make_message(Subject="Grüße")
        message.replace_header("To", "zoë@tempory.test")
        await asyncio.to_thread(_send, receiver.port, message, receiver.context())
        [kept] = receiver.delivery.kept
        assert kept.recipients == ("zoë@tempory.test",)
        assert b"with UTF8SMTPS" in kept.content
        assert "for <zoë@tempory.test>".encode() in kept.content


async def test_smtplib_learns_who_is_refused(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        refused = await asyncio.to_thread(_send_to, receiver.port, ["bob@tempory.test", "nobody@tempory.test"])
        assert refused["nobody@tempory.test"][0] == 550
        assert refused["nobody@tempory.test"][1].startswith(b"5.1.1 ")
        assert receiver.delivery.kept[0].recipients == ("bob@tempory.test",)


async def test_smtplib_many_messages_on_one_connection(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        await asyncio.to_thread(_send_many, receiver.port, 50)
        assert len(receiver.delivery.kept) == 50
        assert receiver.delivery.is_even


def _send(port: int, message: EmailMessage, context: ssl.SSLContext | None) -> object:
    with smtplib.SMTP(HOST, port, timeout=20) as client:
        if context is not None:
            client._host = "tempory.test"  # type: ignore[attr-defined]  # the name that it checks the certificate for
            client.starttls(context=context)
        return client.send_message(message)


def _send_to(port: int, recipients: list[str]) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(HOST, port, timeout=20) as client:
        return client.sendmail("alice@client.example", recipients, "Subject: x\r\n\r\ny")


def _send_many(port: int, count: int) -> None:
    with smtplib.SMTP(HOST, port, timeout=20) as client:
        for number in range(count):
            client.send_message(make_message(Subject=f"Number {number}"))


# swaks.


async def swaks(receiver: Receiver, *options: str) -> tuple[int, str]:
    server = ("--server", HOST, "--port", str(receiver.port), "--timeout", "20")
    people = ("--from", "alice@client.example", "--to", "bob@tempory.test")
    return await run(need("swaks"), *server, *people, *options)


async def test_swaks(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        status, printed = await swaks(receiver, "--header", "Subject: Your code", "--body", "481516")
        assert status == 0, printed
        assert b"481516" in receiver.delivery.kept[0].body


@pytest.mark.parametrize("options", [("--tls",), ("--tls", "--pipeline"), ("--pipeline",)], ids=" ".join)
async def test_swaks_with_tls_and_pipelining(tmp_path: Path, options: tuple[str, ...]) -> None:
    async with start_receiver(tmp_path) as receiver:
        status, printed = await swaks(receiver, *options)
        if "--tls" in options and "Net::SSLeay" in printed:
            pytest.skip("swaks has no TLS here")
        assert status == 0, printed
        assert (b"with ESMTPS" in receiver.delivery.kept[0].content) == ("--tls" in options)


async def test_swaks_is_told_of_a_foreign_domain(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        status, printed = await swaks(receiver, "--to", "x@elsewhere.example")
        assert status != 0
        assert "550 5.7.1" in printed


# curl.


async def curl(
    receiver: Receiver, message: bytes, *options: str, recipient: str = "bob@tempory.test"
) -> tuple[int, str]:
    people = ("--mail-from", "alice@client.example", "--mail-rcpt", recipient)
    address = f"tempory.test:{receiver.port}:{HOST}"
    return await run(
        need("curl"), "--silent", "--show-error", "--max-time", "20", f"smtp://tempory.test:{receiver.port}",
        "--resolve", address, *people, "--upload-file", "-", *options, stdin=message,
    )  # fmt: skip


async def test_curl_with_a_verified_certificate(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        message = b"Subject: x\r\n\r\n.\r\n..\r\nthe end\r\n"
        status, printed = await curl(receiver, message, "--ssl-reqd", "--cacert", str(receiver.ca))
        assert status == 0, printed
        assert receiver.delivery.kept[0].body == message
        assert b"with ESMTPS" in receiver.delivery.kept[0].content


async def test_curl_does_not_trust_a_stranger(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        status, _ = await curl(receiver, b"Subject: x\r\n\r\n", "--ssl-reqd")
        assert status == 60  # "the peer certificate cannot be authenticated"
        assert receiver.delivery.kept == []
        assert await receiver.is_well()


async def test_curl_a_large_message(tmp_path: Path) -> None:
    async with start_receiver(tmp_path) as receiver:
        message = b"Subject: large\r\n\r\n" + (b"m" * 76 + b"\r\n") * 100_000
        status, printed = await curl(receiver, message, "--ssl-reqd", "--cacert", str(receiver.ca))
        assert status == 0, printed
        assert receiver.delivery.kept[0].body == message


# OpenSSL.


@pytest.mark.parametrize(("version", "works"), [("-tls1_3", True), ("-tls1_2", True), ("-tls1_1", False)])
async def test_versions_of_tls(tmp_path: Path, version: str, works: bool) -> None:
    async with start_receiver(tmp_path) as receiver:
        server = ("-connect", f"{HOST}:{receiver.port}", "-starttls", "smtp", "-CAfile", str(receiver.ca))
        check = ("-verify_return_error", "-verify_hostname", "tempory.test", "-brief")
        status, printed = await run(need("openssl"), "s_client", *server, *check, version, stdin=b"QUIT\r\n")
        assert (status == 0) == works, printed
        assert ("Verification: OK" in printed) == works, printed
