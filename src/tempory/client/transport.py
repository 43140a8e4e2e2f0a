"""The only place that sends: requests over HTTPS, answers read within bounds. `async_transport` is its twin."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar, final
from urllib.parse import urlsplit

import httpx

from tempory.client.answers import check_status, read_answer
from tempory.client.failures import MisunderstoodError, Unreachable
from tempory.client.requests import Request
from tempory.values import InvalidValueError

Shape = TypeVar("Shape")

MAX_ANSWER_OCTETS = 160 * 1024 * 1024
"""Twice the largest answer: fifty messages whose summaries are as long as they may be, in base64."""
CONNECT_SECONDS = 10.0


@final
class Transport:
    """Sends requests to one server. It follows no redirect, and takes no proxy or certificate from the environment."""

    def __init__(self, server: str, *, ca: Path | None, network: httpx.BaseTransport | None) -> None:
        """Trust the authority in `ca` (PEM) alone, or, without it, those of this machine.

        `network` carries the requests in place of the network itself.
        """
        self.server = parse_server(server)
        self._http = httpx.Client(base_url=self.server, verify=trust(ca), trust_env=False, transport=network)

    def ask(self, request: Request, shape: type[Shape]) -> Shape:
        """Send `request` and read its answer as `shape`. Raises `Refused`, `Unreachable` or `MisunderstoodError`."""
        status, content, retry_after = self._send(request)
        return read_answer(status, content, shape, retry_after=retry_after)

    def ask_perhaps(self, request: Request, shape: type[Shape]) -> Shape | None:
        """Send `request`; None if the answer is that there is nothing (204)."""
        status, content, retry_after = self._send(request)
        if status == httpx.codes.NO_CONTENT:
            return None
        return read_answer(status, content, shape, retry_after=retry_after)

    def tell(self, request: Request) -> None:
        """Send `request`, of whose answer only the status matters."""
        status, content, retry_after = self._send(request)
        check_status(status, content, retry_after=retry_after)

    @contextmanager
    def stream(self, request: Request) -> Iterator[Iterator[bytes]]:
        """Send `request` and give the answer's octets as they come."""
        with failures(self.server), self._open(request) as response:
            if not response.is_success:
                check_status(response.status_code, _read(response), retry_after=response.headers.get("retry-after"))
            yield response.iter_bytes()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(self, request: Request) -> tuple[int, bytes, str | None]:
        try:
            return self._send_once(request)
        except Unreachable as error:
            if not may_repeat(request, error):
                raise
            return self._send_once(request)

    def _send_once(self, request: Request) -> tuple[int, bytes, str | None]:
        with failures(self.server), self._open(request) as response:
            return response.status_code, _read(response), response.headers.get("retry-after")

    @contextmanager
    def _open(self, request: Request) -> Iterator[httpx.Response]:
        with self._http.stream(
            request.method,
            request.path,
            params=dict(request.query),
            content=request.content,
            headers=request.headers(),
            timeout=timeout_of(request),
        ) as response:
            yield response


def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        check_length(content)
    return bytes(content)


def check_length(content: bytearray) -> None:
    """Raise `MisunderstoodError` once an answer is longer than any of ours."""
    if len(content) > MAX_ANSWER_OCTETS:
        message = "the answer is longer than any of Tempory's"
        raise MisunderstoodError(message)


def trust(ca: Path | None) -> ssl.SSLContext:
    """Return what trusts the authority in `ca` (PEM) alone, or this machine's; `InvalidValueError` if it is none."""
    try:
        context = ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        message = f"{ca} is not a certificate that can be trusted (PEM)"
        raise InvalidValueError(message) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # a distribution's OpenSSL may default to less
    return context


def timeout_of(request: Request) -> httpx.Timeout:
    """Return how long each step of `request` may take."""
    return httpx.Timeout(request.patience, connect=CONNECT_SECONDS)


def may_repeat(request: Request, error: Unreachable) -> bool:
    """Whether to send `request` again: a kept connection may have been closed meanwhile. Nobody waits twice."""
    return request.is_repeatable and not isinstance(error.__cause__, httpx.TimeoutException | httpx.ConnectError)


@contextmanager
def failures(server: str) -> Iterator[None]:
    """Turn what httpx raises into what this client raises."""
    try:
        yield
    except httpx.TransportError as error:
        raise _unreachable(server, error) from error


def _unreachable(server: str, error: httpx.TransportError) -> Unreachable:
    match error:
        case httpx.TimeoutException():
            return Unreachable(f"{server} does not answer in time.", "Is the service running there?")
        case httpx.ConnectError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            hint = "Name the service's own authority with --ca (tls/ca.pem in its data folder)."
            return Unreachable(f"The certificate of {server} is not trusted.", hint)
        case httpx.ConnectError():
            return Unreachable(f"{server} cannot be reached.", "Is the service running there?")
        case _:
            return Unreachable(f"The connection to {server} broke.", "Try again; is it HTTPS that answers there?")


def parse_server(text: str) -> str:
    """Return a server's address without path; only this machine is spoken to without TLS."""
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        message = "a server's address has the form https://host:port"
        raise InvalidValueError(message)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        message = "a secret is not sent without TLS: the server's address has to begin with https://"
        raise InvalidValueError(message)
    return f"{parts.scheme}://{parts.netloc}"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
