"""Who asks for a set-up, and by which path. The paths are the programs' own, so they are no part of our API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.answers import PRIVATE
from tempory.api.autoconfig.apple import MEDIA_TYPE, encode_profile
from tempory.api.autoconfig.asked import parse_asked
from tempory.api.autoconfig.microsoft import encode_answer, parse_request
from tempory.api.autoconfig.mozilla import encode_client_config
from tempory.api.bodies import read_body
from tempory.api.operations import KILOBYTE, Access, Answer, Handler, Operation
from tempory.api.security import choose_language
from tempory.api.service import ServiceDescription

PROFILE_PATH: Final = "/mail/apple.mobileconfig"
_MOZILLA_PATHS: Final = ("/.well-known/autoconfig/mail/config-v1.1.xml", "/mail/config-v1.1.xml")
_MICROSOFT_PATHS: Final = ("/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml")
_REQUEST_OCTETS: Final = 4 * KILOBYTE
_XML: Final = "application/xml"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AutoconfigResource:
    """Handlers of what mail programs ask for."""

    describe: Callable[[], ServiceDescription]

    async def mozilla(self, request: Request) -> Response:
        service = self.describe()
        asked = request.query_params.get("emailaddress")
        domain = parse_asked(asked, service.rules).domain if asked else service.rules.domains[0]
        return Response(encode_client_config(service, domain), headers=PRIVATE, media_type=_XML)

    async def microsoft(self, request: Request) -> Response:
        asked = parse_request(await read_body(request, max_octets=_REQUEST_OCTETS))
        service = self.describe()
        return Response(encode_answer(service, parse_asked(asked, service.rules)), headers=PRIVATE, media_type=_XML)

    async def apple(self, request: Request) -> Response:
        service = self.describe()
        address = parse_asked(request.query_params.get("emailaddress", ""), service.rules)
        language = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        headers = {**PRIVATE, "content-disposition": 'attachment; filename="tempory.mobileconfig"'}
        return Response(encode_profile(service, address, language), headers=headers, media_type=MEDIA_TYPE)


def autoconfig_operations(describe: Callable[[], ServiceDescription]) -> tuple[Operation, ...]:
    """Return the rows of the table for mail programs."""
    resource = AutoconfigResource(describe=describe)

    def row(method: str, path: str, handler: Handler, media_type: str) -> Operation:
        return Operation(
            method=method,
            path=path,
            name=f"{method} {path}",
            summary="The settings of a mail program",
            handler=handler,
            access=Access.ANYONE,
            is_page=True,
            answers=(Answer(status=200, description="The settings.", media_type=media_type),),
        )

    return (
        *(row("GET", path, resource.mozilla, _XML) for path in _MOZILLA_PATHS),
        *(row("POST", path, resource.microsoft, _XML) for path in _MICROSOFT_PATHS),
        row("GET", PROFILE_PATH, resource.apple, MEDIA_TYPE),
    )
