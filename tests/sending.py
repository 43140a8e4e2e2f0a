"""Members who send, on a running server: enrolled over its API, and their programs over real sockets."""

import json
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tempory.client.account import Account
from tests.serving import COMMAND, RunningServer

PASSWORD = "a heron stands in the reeds"


@dataclass(frozen=True, slots=True)
class Writer:
    """A member with an app password for sending alone, and one for reading alone."""

    account: Account
    address: str
    sending: str
    reading: str


def enrol_first(server: RunningServer, *further: str) -> Writer:
    """Enrol the server's first member, who has no further rights without a second factor. `further`: her addresses."""
    wish = ("--name", "Olga", "--address", f"olga@{server.domain}", "--data", str(server.data), "--json")
    made = subprocess.run([*COMMAND, "admin", "init", *wish], capture_output=True, text=True, timeout=60, check=True)
    account = Account(server.url, ca=server.ca)
    account.enrol(json.loads(made.stdout)["link"], PASSWORD)
    return Writer(
        account,
        f"olga@{server.domain}",
        account.make_app_password("Sends", ["submission"]),
        account.make_app_password("Reads", ["imap", "api"]),
    )


@contextmanager
def connected(server: RunningServer, *, implicit: bool = False) -> Iterator[smtplib.SMTP]:
    """Give a client under TLS that has not logged in."""
    if implicit:
        port, context = server.port("submissions"), server.trust()
        with smtplib.SMTP_SSL("127.0.0.1", port, context=context, timeout=15) as client:
            client.ehlo()
            yield client
    else:
        with smtplib.SMTP("127.0.0.1", server.port("submission"), timeout=15) as client:
            client.starttls(context=server.trust())
            client.ehlo()
            yield client


@contextmanager
def logged_in(server: RunningServer, writer: Writer, *, implicit: bool = False) -> Iterator[smtplib.SMTP]:
    with connected(server, implicit=implicit) as client:
        client.login(writer.address, writer.sending)
        yield client
