"""Who a signed-in browser is, by its cookie; and what its pages must show beside it.

`__Host-` cookies are ours alone: secure, for this host, set by no subdomain. `SameSite=Strict` and a token in a header
keep other sites' pages from acting (CSRF); the header is derived from the cookie that no script can read.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from ipaddress import ip_network
from typing import Final, final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.problems import Problem, ProblemError
from tempory.people import Browser, People, Permission, SignedIn
from tempory.values import Secret

SESSION_COOKIE: Final = "__Host-tempory-session"
DEVICE_COOKIE: Final = "__Host-tempory-device"
CSRF_HEADER: Final = "x-csrf-token"
DEVICE_SECONDS: Final = 365 * 86_400
_SAFE: Final = frozenset({"GET", "HEAD"})
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
# Names are taken from these lists, so that nothing a stranger wrote is kept or shown.
_PROGRAMS: Final = ("Edg/", "OPR/", "Firefox/", "Chrome/", "Safari/", "curl/", "python-httpx/", "tempory/")
_NAMES: Final = ("Edge", "Opera", "Firefox", "Chrome", "Safari", "curl", "Python", "tempory")
_SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
_KEPT_BITS: Final = {4: 24, 6: 48}


@final
class Guard:
    """Finds the session behind a request, and lets it do what its roles allow."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def find(self, request: Request) -> SignedIn:
        """Return the living session, or raise `not-signed-in`, and `csrf` for an act without our page's token."""
        token = read_cookie(request, SESSION_COOKIE)
        if token is None:
            raise ProblemError(Problem.NOT_SIGNED_IN)
        signed_in = await self._people.sessions.find(token)
        shown = request.headers.get(CSRF_HEADER, "").encode("utf-8", "surrogatepass")
        if request.method not in _SAFE and not hmac.compare_digest(shown, signed_in.csrf.encode()):
            raise ProblemError(Problem.CSRF)
        refuse_other_sites(request)
        return signed_in

    async def admit(self, request: Request, permission: Permission, *, step_up: bool = False) -> SignedIn:
        """As `find`, for who has `permission`; it is kept with the request as `state.signed_in`."""
        signed_in = await self.find(request)
        await self._people.sessions.permit(signed_in, permission, step_up=step_up)
        request.state.signed_in = signed_in
        return signed_in


def signed_in(request: Request) -> SignedIn:
    """Return whom the guard let in."""
    admitted: SignedIn = request.state.signed_in
    return admitted


def has_session(request: Request) -> bool:
    """Whether the request shows a session's cookie and no other credential."""
    return SESSION_COOKIE in request.cookies and "authorization" not in request.headers


def refuse_other_sites(request: Request) -> None:
    """Raise `csrf` for what another site's page asked. Fetch Metadata: a browser says so by itself."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ProblemError(Problem.CSRF)


def read_cookie(request: Request, name: str) -> Secret | None:
    """Return a cookie of ours; None if there is none that could be one."""
    text = request.cookies.get(name, "")
    return Secret(urlsafe_b64decode(text + "=")) if _TOKEN.fullmatch(text) else None


def set_session(response: Response, admitted: SignedIn) -> Response:
    """Give the browser its session, and its name as a device if it is new."""
    seconds = (admitted.session.expires_at - admitted.session.created_at) // 1000
    _set(response, SESSION_COOKIE, admitted.token, seconds)
    if admitted.new_device is not None:
        _set(response, DEVICE_COOKIE, admitted.new_device, DEVICE_SECONDS)
    return response


def clear_session(response: Response) -> Response:
    """Take the session's cookie away."""
    response.set_cookie(SESSION_COOKIE, "", max_age=0, path="/", secure=True, httponly=True, samesite="strict")
    return response


def describe_browser(request: Request) -> Browser:
    """Return what a member recognises this browser by."""
    agent = request.headers.get("user-agent", "")[:512]
    program = next((name for mark, name in zip(_PROGRAMS, _NAMES, strict=True) if mark in agent), "A browser")
    system = next((name for name in _SYSTEMS if name in agent), None)
    device = program if system is None else f"{program} on {system.replace(' OS X', '')}"
    return Browser(device=device, place=place_of(request), known=read_cookie(request, DEVICE_COOKIE))


def place_of(request: Request) -> str:
    """Return the network of the peer, cut short: enough for a member to notice a stranger, no address."""
    return shorten(request.state.peer.key)


def shorten(address: str) -> str:
    """Return the /24 of an IPv4 address, the /48 of an IPv6 address or network."""
    try:
        network = ip_network(address, strict=False)
    except ValueError:
        return "unknown"
    return str(network.supernet(new_prefix=min(network.prefixlen, _KEPT_BITS[network.version])))


def counted_peer(request: Request) -> str | None:
    """Return what failures are counted by; None for a trusted network."""
    peer = request.state.peer
    return None if peer.is_trusted else str(peer.key)


def _set(response: Response, name: str, token: Secret, seconds: int) -> None:
    text = urlsafe_b64encode(token.reveal()).decode().rstrip("=")
    response.set_cookie(name, text, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")
