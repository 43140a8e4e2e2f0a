"""Examples of members and staff for the API's document. A test holds them against their types."""

from base64 import b64encode
from typing import Any, Final

JsonObject = dict[str, Any]

_ID: Final = "5f0c9a3e5b7c1d2e3f400b8f4ad5d6f3"
_MAILBOX_ID: Final = "0b8f4ad5d6f34f0c9a3e5b7c1d2e3f40"
_MORNING: Final = "2026-11-21T08:00:00.000Z"
_NOON: Final = "2026-11-21T12:00:00.000Z"
WRAP: Final = b64encode(b"\x01" + bytes(60)).decode()
TICKET_TEXT: Final = "A" * 43
AUTH_HALF: Final = "tpm_" + "A" * 43
LINK: Final = "tpe_" + "A" * 43
_KEY: Final = b64encode(bytes(1216)).decode()
_SALT: Final = b64encode(bytes(16)).decode()
_COSTS: Final[JsonObject] = {"passes": 3, "lanes": 4, "memory_kibibytes": 65_536}
ARGON2: Final[JsonObject] = {"salt": _SALT, **_COSTS}
PASSWORD: Final[JsonObject] = {**ARGON2, "auth_half": AUTH_HALF, "wrapped_key": WRAP}
RESET: Final[JsonObject] = {**PASSWORD, "link": LINK}
ENROLMENT: Final[JsonObject] = {**RESET, "id": _MAILBOX_ID, "public_key": _KEY, "recovery_wrap": WRAP}
PASSKEY_ANSWER: Final[JsonObject] = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}
TICKET: Final[JsonObject] = {
    "state": "second-factor",
    "ticket": TICKET_TEXT,
    "methods": ["totp", "recovery-code"],
    "passkey": None,
}
SESSION: Final[JsonObject] = {
    "state": "signed-in",
    "id": _ID,
    "member": _ID,
    "name": "Ines Dupont",
    "mode": "member",
    "second_factor": True,
    "roles": ["member"],
    "permissions": ["account.use"],
    "csrf": "A" * 43,
    "expires_at": _NOON,
    "confirmed_until": _NOON,
    "mailbox": _MAILBOX_ID,
    "public_key": _KEY,
    "password_wrap": WRAP,
    "passkey_wrap": None,
}
SESSIONS: Final[list[JsonObject]] = [
    {
        "id": _ID,
        "device": "Firefox on Linux",
        "place": "192.0.2.0/24",
        "mode": "member",
        "created_at": _MORNING,
        "seen_at": _NOON,
        "expires_at": _NOON,
        "is_this_one": True,
    }
]
FACTOR: Final[JsonObject] = {"id": _ID, "kind": "totp", "name": "Phone", "created_at": _MORNING, "used_at": _NOON}
APP_PASSWORD: Final[JsonObject] = {
    "id": _ID,
    "name": "Laptop",
    "scopes": ["imap", "submission"],
    "created_at": _MORNING,
    "expires_at": None,
    "used_at": _NOON,
    "used_from": "192.0.2.0/24",
}
APP_PASSWORD_DEMAND: Final[JsonObject] = {
    "name": "Laptop",
    "scopes": ["imap", "submission"],
    "auth_half": b64encode(bytes(32)).decode(),
    "wrapped_key": WRAP,
    "lifetime": 31_536_000,
}
ACCOUNT: Final[JsonObject] = {
    "id": _ID,
    "name": "Ines Dupont",
    "language": "fr",
    "addresses": ["ines@tempory.test"],
    "roles": ["member"],
    "suspended_roles": {},
    "password_set_at": _MORNING,
    "raise_parameters": False,
    "factors": [FACTOR],
    "recovery_codes_left": 10,
    "app_passwords": [APP_PASSWORD],
    "ways_to_recover": ["recovery"],
    "escrow": False,
    "retention": [{"folder": "Trash", "days": 30}, {"folder": "INBOX", "days": None}],
}
INVITATION: Final[JsonObject] = {
    "purpose": "enrol",
    "name": "Ines Dupont",
    "language": "fr",
    "addresses": ["ines@tempory.test"],
    **_COSTS,
    "mailbox": None,
    "public_key": None,
    "recovery_wrap": None,
    "escrow_key": None,
}
PERSON: Final[JsonObject] = {
    "id": _ID,
    "name": "Ines Dupont",
    "language": "fr",
    "status": "active",
    "addresses": ["ines@tempory.test"],
    "created_at": _MORNING,
}
GRANT: Final[JsonObject] = {
    "role": "auditor",
    "granted_at": _MORNING,
    "granted_by": _ID,
    "used_at": None,
    "suspended": "",
}
PERSON_DETAIL: Final[JsonObject] = {
    **PERSON,
    "roles": [GRANT],
    "factors": 1,
    "sessions": 2,
    "messages": 12,
    "bytes": 48_151,
}
NEW_LINK: Final[JsonObject] = {"link": LINK, "page": f"https://mail.tempory.test/account#{LINK}", "expires_in": 259_200}
INVITED: Final[JsonObject] = {"person": PERSON, **NEW_LINK}
INVITATION_DEMAND: Final[JsonObject] = {
    "name": "Ines Dupont",
    "addresses": ["ines@tempory.test"],
    "language": "fr",
    "roles": [],
}
REVIEW: Final[JsonObject] = {"id": _ID, "started_at": _MORNING, "due_at": _NOON, "closed_at": None}
RIGHT: Final[JsonObject] = {
    "member": _ID,
    "name": "Ines Dupont",
    "role": "auditor",
    "granted_at": _MORNING,
    "used_at": None,
    "decision": "open",
    "decided_by": None,
    "decided_at": None,
}
REVIEW_DETAIL: Final[JsonObject] = {**REVIEW, "rights": [RIGHT]}
GLASS_DEMAND: Final[JsonObject] = {
    "member": _ID,
    "reason": "Ines is in hospital and the tax office waits for the letter of the 3rd.",
    "seconds": 3600,
}
GLASS: Final[JsonObject] = {
    **GLASS_DEMAND,
    "id": _ID,
    "asked_by": _ID,
    "asked_at": _MORNING,
    "approved_by": None,
    "ends_at": None,
}
BROKEN_GLASS: Final[JsonObject] = {
    "mailbox": _MAILBOX_ID,
    "public_key": _KEY,
    "escrow_wrap": b64encode(b"\x01" + bytes(1168)).decode(),
}
