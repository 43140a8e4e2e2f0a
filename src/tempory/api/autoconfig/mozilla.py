"""Mozilla's autoconfiguration file, format 1.1: Thunderbird asks for it, and so do K-9, FairEmail and Evolution.

Thunderbird takes no file without an outgoing server.
"""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from tempory.api.autoconfig.servers import MailServer, list_servers
from tempory.api.service import ServiceDescription
from tempory.values import Domain

_ADDRESS: Final = "%EMAILADDRESS%"  # the program puts its user's address there

_DESCRIPTION: Final = (
    "The password is the mailbox's secret, or a member's app password. Members send with one that is for sending, to "
    "addresses of this service; disposable mailboxes do not send."
)


def encode_client_config(service: ServiceDescription, domain: Domain) -> bytes:
    """Return the file for addresses of `domain`."""
    servers = list_servers(service)
    root = Element("clientConfig", version="1.1")
    provider = SubElement(root, "emailProvider", id=domain.name)
    _say(provider, "domain", domain.name)
    _say(provider, "displayName", service.name)
    _say(provider, "displayShortName", service.name)
    for server in servers.incoming:
        told = _describe(provider, "incomingServer", server)
        _say(told, "username", _ADDRESS)
        # The mailbox's secret, in clear within TLS: what "password-cleartext" means there.
        _say(told, "authentication", "password-cleartext")
        if server.protocol == "pop3":
            _say(SubElement(told, "pop3"), "leaveMessagesOnServer", "true")
    for server in servers.sending:
        told = _describe(provider, "outgoingServer", server)
        _say(told, "username", _ADDRESS)
        _say(told, "authentication", "password-cleartext")
    if not servers.sending:
        _say(_describe(provider, "outgoingServer", servers.outgoing), "authentication", "none")
    documentation = SubElement(provider, "documentation", url=service.page)
    _say(documentation, "descr", _DESCRIPTION)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _describe(provider: Element, tag: str, server: MailServer) -> Element:
    told = SubElement(provider, tag, type=server.protocol)
    _say(told, "hostname", server.host)
    _say(told, "port", str(server.port))
    _say(told, "socketType", "SSL" if server.is_implicit else "STARTTLS")
    return told


def _say(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
