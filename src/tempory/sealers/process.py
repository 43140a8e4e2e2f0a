"""A sealer's own side: reads orders from its socket, one after the other, until the socket ends."""

import gc
import resource
import secrets
import signal
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BufferedReader
from socket import SHUT_RDWR, SocketIO, socket

from tempory.delivery import Verdicts, seal_order
from tempory.mime import find_pictures, parse
from tempory.sealers.wire import (
    LEFT_UNDONE,
    LENGTH_OCTETS,
    MAX_FRAME_OCTETS,
    Order,
    Setup,
    decode_request,
    encode_answer,
    encode_sealed,
    read_order,
)
from tempory.sealing import PublicKey
from tempory.values import Domain
from tempory.verdict import NO_MODEL, parse_model

READY = (0).to_bytes(LENGTH_OCTETS, "big")
"""The first frame, empty: everything is loaded."""
PUBLIC_KEYS_KEPT = 1024
OPEN_FILES = 64  # Python opens its tables of characters when they are first needed
BUFFER_OCTETS = 256 * 1024


def main() -> None:
    """Serve on the socket that standard input is."""
    restrict()
    with socket(fileno=sys.stdin.fileno()) as connection:
        serve(connection)


def restrict() -> None:
    """Write no file, leave no core, and outlive no signal meant for the service: that one drains, and then we end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    gc.freeze()


def serve(connection: socket) -> None:
    """Answer every order, in order. Returns when the other end is gone; what is unreadable ends it too."""
    model, verdicts = NO_MODEL, Verdicts(())
    public_key = lru_cache(PUBLIC_KEYS_KEPT)(PublicKey)
    with BufferedReader(SocketIO(connection, "r"), BUFFER_OCTETS) as stream:
        try:
            connection.sendall(READY)
            for request in _requests(stream):
                match request:
                    case Setup():
                        model = parse_model(request.model) if request.model else model
                        verdicts = Verdicts([Domain(name) for name in request.domains], model=model)
                    case Order():
                        connection.sendall(_answer(request, verdicts, public_key))
        except OSError:
            return
        except ValueError:
            connection.shutdown(SHUT_RDWR)


def _requests(stream: "BufferedReader[SocketIO]") -> Iterator[Setup | Order]:
    while len(length := stream.read(LENGTH_OCTETS)) == LENGTH_OCTETS:
        size = int.from_bytes(length, "big")
        octets = stream.read(size) if size <= MAX_FRAME_OCTETS else b""
        if len(octets) < size:
            return
        yield decode_request(octets)


def _answer(order: Order, verdicts: Verdicts, public_key: Callable[[bytes], PublicKey]) -> bytes:
    try:
        read = read_order(order, public_key=public_key)
        parsed = parse(read.arrival.content)
        if read.codes is None and find_pictures(parsed):
            return encode_answer(LEFT_UNDONE)
        return encode_sealed(seal_order(read, parsed, verdicts, secrets.token_bytes))
    except Exception:  # noqa: BLE001 (whatever it is happens to the service as well, which says so; a traceback may hold mail)
        return encode_answer(LEFT_UNDONE)
