"""Autodiscover's plain XML ([MS-OXDSCLI] §2.2): what Outlook asks for about an account that is not Exchange's."""

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.parsers import expat

from tempory.api.autoconfig.servers import MailServer, list_servers
from tempory.api.problems import Problem, ProblemError
from tempory.api.service import ServiceDescription
from tempory.values import Address

_ENVELOPE: Final = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
_ANSWER: Final = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"


def parse_request(body: bytes) -> str:
    """Return the address that is asked about; `invalid-request` if none is.

    Document types are refused, and with them the entities that grow or fetch.
    """
    found: list[str] = []
    path: list[str] = []
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        path.append(name.rpartition(" ")[2])

    def end(_name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        if path == ["Autodiscover", "Request", "EMailAddress"]:
            found.append(data)

    def refuse(*_: object) -> None:
        raise _unfit()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003 (the standard library's signature)
    except (expat.ExpatError, ValueError):
        raise _unfit() from None
    if not (address := "".join(found).strip()):
        raise _unfit()
    return address


def encode_answer(service: ServiceDescription, address: Address) -> bytes:
    """Return the account's settings."""
    servers = list_servers(service)
    root = Element("Autodiscover", xmlns=_ENVELOPE)
    account = SubElement(SubElement(root, "Response", xmlns=_ANSWER), "Account")
    _say(account, {"AccountType": "email", "Action": "settings"})
    login = {"LoginName": str(address), "DomainRequired": "off", "SPA": "off", "AuthRequired": "on"}
    for server in (*servers.incoming, *servers.sending):
        _say(SubElement(account, "Protocol"), {**_describe(server), **login})
    if not servers.sending:
        _say(SubElement(account, "Protocol"), {**_describe(servers.outgoing), "AuthRequired": "off"})
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _describe(server: MailServer) -> dict[str, str]:
    return {
        "Type": server.protocol.upper(),
        "Server": server.host,
        "Port": str(server.port),
        "SSL": "on",
        "Encryption": "SSL" if server.is_implicit else "TLS",
    }


def _say(parent: Element, fields: Mapping[str, str]) -> None:
    for tag, text in fields.items():
        SubElement(parent, tag).text = text


def _unfit() -> ProblemError:
    return ProblemError(Problem.INVALID_REQUEST, "The body is no Autodiscover request with an EMailAddress.")
