"""What every request passes: who asks, whether they may just now, and what every answer carries.

Order matters. The peer is found first, because limits count by it; the host name is checked before anything is done for
it; only then is the request handed on. Whatever is raised behind is answered here, once, in the words of whoever's path
it is.
"""

import re
from collections.abc import Callable, Collection
from ipaddress import ip_address
from typing import Final, final

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tempory.api.failures import log_failure
from tempory.api.headers import add_security_headers
from tempory.api.limits import Limiter, Monotonic
from tempory.api.peers import Peers
from tempory.api.problems import Problem, ProblemError, problem_of
from tempory.api.surfaces import Speak
from tempory.events import ApiRequestAnswered, EventStream
from tempory.values import TemporyError

UNMATCHED: Final = "unmatched"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
_OUR_FAULT: Final = frozenset({Problem.INTERNAL, Problem.MESSAGE_DAMAGED})
# Mail programs ask the domain for their settings at names of their own.
_PROGRAM_NAMES: Final = re.compile(r"auto(?:config|discover)\.")
_HOST: Final = re.compile(rb"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,255})(?::[0-9]{1,5})?", re.ASCII)


@final
class Hosts:
    """The names this server answers to.

    A name that is not ours means a page of somebody else's whose name was pointed at us (DNS rebinding), so it fails
    closed. An address cannot be rebound, and neither can localhost (RFC 6761 §6.3): both are always answered.
    """

    def __init__(self, names: Callable[[], Collection[str]]) -> None:
        self._names = names

    def check(self, scope: Scope) -> None:
        """Raise `misdirected` (RFC 9110 §15.5.20) unless the Host header names us, once."""
        values = [value for name, value in scope["headers"] if name == b"host"]
        match = _HOST.fullmatch(values[0]) if len(values) == 1 else None
        if match is None or not self._is_ours(match[1].decode("ascii").lower().removesuffix(".")):
            raise ProblemError(Problem.MISDIRECTED)

    def _is_ours(self, name: str) -> bool:
        if name == "localhost" or _is_address(name.strip("[]")):
            return True
        prefix = _PROGRAM_NAMES.match(name)
        return not {name, name[prefix.end() :] if prefix else name}.isdisjoint(self._names())


@final
class Front:
    """The outermost application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        speak: Speak,
        peers: Peers,
        hosts: Hosts,
        requests: Limiter,
        events: EventStream,
        monotonic: Monotonic,
    ) -> None:
        self._app = app
        self._speak = speak
        self._peers = peers
        self._hosts = hosts
        self._requests = requests
        self._events = events
        self._monotonic = monotonic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = _Answer(scope, send, self._events, self._monotonic)
        try:
            await self._pass_on(scope, receive, answer)
        except ClientDisconnect:
            return  # nobody is left to be answered
        except Exception as error:  # noqa: BLE001 (the outermost place: a bug is answered and logged, never shown)
            await self._answer_error(error, scope, receive, answer)

    async def _pass_on(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        peer = self._peers.find(scope)
        scope["state"] = {**scope.get("state", {}), "peer": peer, "route": UNMATCHED}
        self._hosts.check(scope)
        self._requests.take(peer)
        await self._app(scope, receive, answer)

    async def _answer_error(self, error: Exception, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        problem = problem_of(error) if isinstance(error, TemporyError) else ProblemError(Problem.INTERNAL)
        if answer.has_begun or problem.problem in _OUR_FAULT:
            log_failure(error, route=answer.route)
        if not answer.has_begun:
            await self._speak(Request(scope, receive), problem)(scope, receive, answer)


@final
class _Answer:
    """The way back: adds the headers every answer carries, and tells the event stream when it begins."""

    def __init__(self, scope: Scope, send: Send, events: EventStream, monotonic: Monotonic) -> None:
        self.has_begun = False
        self._scope = scope
        self._send = send
        self._events = events
        self._monotonic = monotonic
        self._asked_at = monotonic()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            message = {**message, "headers": add_security_headers(message["headers"])}
            self._publish(message["status"])
        await self._send(message)

    @property
    def route(self) -> str:
        """The pattern of the route, never the path that was asked for."""
        return str(self._scope.get("state", {}).get("route", UNMATCHED))

    def _publish(self, status: int) -> None:
        method = self._scope["method"]
        answered = ApiRequestAnswered(
            route=self.route,
            method=method if method in _METHODS else "other",  # a peer may invent methods; a metric has few labels
            status=status,
            seconds=self._monotonic() - self._asked_at,
        )
        self._events.publish(answered)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
