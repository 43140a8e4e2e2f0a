"""Apple's configuration profile: the account of one mailbox for Mail on iPhone, iPad and Mac. It asks for the password.

"com.apple.mail.managed" in Apple's Device Management; an outgoing server is required there. Not signed, which the
device says when it is installed.
"""

import plistlib
from collections.abc import Mapping
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from tempory.api.autoconfig.servers import list_servers
from tempory.api.service import ServiceDescription
from tempory.policy import Language
from tempory.values import Address

MEDIA_TYPE: Final = "application/x-apple-aspen-config"
_TYPES: Final = {"imap": "EmailTypeIMAP", "pop3": "EmailTypePOP"}
_DESCRIPTIONS: Final[Mapping[Language, str]] = {
    "en": "Reads one disposable mailbox. The password is its secret. Remove this profile once the mailbox has ended.",
    "fr": "Lit une boîte jetable. Le mot de passe est son secret. Supprimez ce profil une fois la boîte disparue.",
}


def encode_profile(service: ServiceDescription, address: Address, language: Language) -> bytes:
    """Return the profile of `address`. Installed twice, it replaces itself: its names follow from the address."""
    servers = list_servers(service)
    server, text = servers.incoming[0], str(address)
    account = {
        **_name(address, "account"),
        "PayloadType": "com.apple.mail.managed",
        "PayloadDisplayName": text,
        "EmailAccountType": _TYPES[server.protocol],
        "EmailAccountDescription": text,
        "EmailAddress": text,
        "IncomingMailServerAuthentication": "EmailAuthPassword",
        "IncomingMailServerHostName": server.host,
        "IncomingMailServerPortNumber": server.port,
        "IncomingMailServerUseSSL": True,
        "IncomingMailServerUsername": text,
        "OutgoingMailServerAuthentication": "EmailAuthNone",
        "OutgoingMailServerHostName": servers.outgoing.host,
        "OutgoingMailServerPortNumber": servers.outgoing.port,
        "OutgoingMailServerUseSSL": True,
        "allowMailDrop": False,
    }
    profile = {
        **_name(address, "profile"),
        "PayloadType": "Configuration",
        "PayloadDisplayName": f"{service.name}: {text}",
        "PayloadDescription": _DESCRIPTIONS[language],
        "PayloadOrganization": service.name,
        "PayloadContent": [account],
    }
    return plistlib.dumps(profile)


def _name(address: Address, part: str) -> dict[str, object]:
    """Return what identifies one part of a profile. RFC 9562 §5.5: the same name gives the same UUID."""
    unique = str(uuid5(NAMESPACE_URL, f"mailto:{address.canonical}#{part}")).upper()
    reversed_domain = ".".join(reversed(address.domain.name.split(".")))
    return {
        "PayloadIdentifier": f"{reversed_domain}.{part}.{unique}",
        "PayloadUUID": unique,
        "PayloadVersion": 1,
    }
