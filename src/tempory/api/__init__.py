"""The HTTP face: the API, live events, the pages' files, and what people and robots read beside them.

Calls `tempory.mailboxes`, listens to `tempory.events`; knows nothing of SMTP or SQL. Every operation stands in
`tempory.api.table`, and its routes and the OpenAPI document are made from there. Enter at `make_app`; serve it with
`HttpServer`; health and metrics are an application of their own, `make_health_app`.

RFC 9110–9112 (HTTP), RFC 9457 (problem details), RFC 6750 (bearer credentials), RFC 9116 (security.txt), OpenAPI 3.1,
WHATWG HTML §9.2 (server-sent events). docs/api.md is the guide for people.
"""

from tempory.api.face import Face, make_app
from tempory.api.health import make_health_app
from tempory.api.metrics import Metrics
from tempory.api.peers import Peers
from tempory.api.server import HttpServer
from tempory.api.service import Listener, ServiceDescription
from tempory.api.settings import ApiSettings, HttpLimits, LiveLimits, Rate, RateLimits, SecurityContact

__all__ = [
    "ApiSettings",
    "Face",
    "HttpLimits",
    "HttpServer",
    "Listener",
    "LiveLimits",
    "Metrics",
    "Peers",
    "Rate",
    "RateLimits",
    "SecurityContact",
    "ServiceDescription",
    "make_app",
    "make_health_app",
]
