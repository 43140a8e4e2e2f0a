"""aiosmtpd with a handler that keeps each message in a file and syncs it before the 250.

Also the program of that server: `python -m bench.servers.aiosmtpd PORT FOLDER CERTIFICATE KEY`.
"""

import asyncio
import os
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.servers.running import Running, free_port, process, wait_for_greeting


class FileHandler:
    """One file a message, synced in a thread so that other sessions go on meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content = envelope.original_content or b""
        await asyncio.to_thread(_keep, self._folder / str(next(self._numbers)), content)
        return "250 2.0.0 Ok"


def _keep(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


async def _serve(port: int, folder: Path, certificate: str, key: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    handler, loop = FileHandler(folder), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="mail.aiosmtpd.test", tls_context=context, loop=loop), "127.0.0.1", port
    )
    await server.serve_forever()


@contextmanager
def aiosmtpd(folder: Path, certificate: Path, key: Path, mailboxes: int) -> Iterator[Running]:
    """Run aiosmtpd; its messages land in `folder`/mail."""
    port, log, mail = free_port(), folder / "log", folder / "mail"
    mail.mkdir()
    command = [sys.executable, "-m", "bench.servers.aiosmtpd", str(port), str(mail), str(certificate), str(key)]
    with process(command, log, cwd=Path(__file__).parents[2]) as child:
        wait_for_greeting(port, child, log)
        recipients = [f"box{number}@aiosmtpd.test" for number in range(mailboxes)]
        yield Running(name="aiosmtpd", pid=child.pid, port=port, recipients=recipients)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
