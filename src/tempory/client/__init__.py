"""The typed client of Tempory's API, in sealed mode: what the server stores is opened here.

Tokens and key pairs are made here. The server is sent the auth half, the public key and the wrapped private key, and
never the key half. Enter at `Client`; its `Mailbox` reads, waits, extends and forgets.

`AsyncClient` is its twin for asyncio. `requests` builds what is asked and `answers` reads what came, both without I/O,
and both twins share them; `transport` and `async_transport` alone do the sending. It knows nothing of the terminal, and
keeps nothing on disk.
RFC 9110 (HTTP), RFC 9457 (problem details), WHATWG HTML §9.2 (event streams).
"""

from tempory.client.answers import Amount, Lifetimes, Listener, Service
from tempory.client.async_client import AsyncClient
from tempory.client.async_mailbox import AsyncMailbox
from tempory.client.client import Client
from tempory.client.events import Changed, Deleted, Event, Extended, Forgotten, Ready, Received
from tempory.client.failures import MisunderstoodError, Refused, Unreachable
from tempory.client.holding import Receipt
from tempory.client.mailbox import Mailbox
from tempory.client.messages import Message

__all__ = [
    "Amount",
    "AsyncClient",
    "AsyncMailbox",
    "Changed",
    "Client",
    "Deleted",
    "Event",
    "Extended",
    "Forgotten",
    "Lifetimes",
    "Listener",
    "Mailbox",
    "Message",
    "MisunderstoodError",
    "Ready",
    "Receipt",
    "Received",
    "Refused",
    "Service",
    "Unreachable",
]
