"""What a chunked body may cost beside its content, on real sockets (RFC 9112 §7.1)."""

import asyncio
from contextlib import suppress

import pytest

from tests.api.conftest import Token, house, houses, world
from tests.wire.test_api_server import PATIENCE, Serve, anyio_backend, problem_in, request, serve, until

__all__ = ["anyio_backend", "house", "houses", "serve", "world"]  # fixtures

pytestmark = pytest.mark.anyio
CHUNKED = ("Content-Type: application/json", "Transfer-Encoding: chunked", f"Authorization: Bearer {Token().text}")


@pytest.mark.parametrize(
    "beginning",
    [b"0\r\nX: ", b"0\r\nX", b"1;x=", b"0000", b"1\r\n{\r\n1;x="],
    ids=["trailer", "trailer's name", "extension", "zeros of a size", "second extension"],
)
async def test_what_never_becomes_content_is_bounded_as_a_head_is(serve: Serve, beginning: bytes) -> None:
    served = await serve()
    reader, writer = await served.connect()
    writer.write(request("/api/v1/mailboxes", *CHUNKED, method="POST", body=beginning))
    await until(lambda: any(connection.tasks for connection in served.connections()))
    writer.write(b"0" * 300_000)
    async with asyncio.timeout(PATIENCE):
        assert problem_in(await reader.read()) == "headers-too-large"
    writer.close()


async def test_a_trailer_without_end_to_an_answered_request_is_cut_off(serve: Serve) -> None:
    served = await serve()
    reader, writer = await served.connect()
    writer.write(request("/robots.txt", *CHUNKED, body=b"0\r\nX: "))
    await reader.readuntil(b"Disallow")
    writer.write(b"x" * 300_000)
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionError):
            assert b"HTTP/1.1" not in await reader.read()
    writer.close()


async def test_small_chunks_and_a_trailer_are_no_attack(serve: Serve) -> None:
    served = await serve()
    reader, writer = await served.connect()
    writer.write(request("/api/v1/mailboxes", *CHUNKED, method="POST"))
    await until(lambda: any(connection.tasks for connection in served.connections()))
    writer.write(b"1\r\n{\r\n" + b"001;x=y\r\n \r\n" * 8_000 + b"1\r\n}\r\n0\r\nAuthorization: none\r\n\r\n")
    assert await reader.readline() == b"HTTP/1.1 201 Created\r\n"
    writer.close()
