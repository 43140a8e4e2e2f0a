"""What the OpenAPI document shows as examples. Tests read each as the type it stands for."""

from typing import Any, Final

_MAILBOX: Final = "6f1c0ad1b2e94c0f8e5d7a3b9c2d1e0f"
_MESSAGE: Final = "0b8f4ad5d6f34f0c9a3e5b7c1d2e3f40"
_RECEIVED: Final = "2026-11-21T20:00:07.412Z"

OPEN_CREATION: Final = {"name": "blue-heron", "lifetime": 3600}
REMOTE_WISH: Final = {"url": "https://list.example/banner.png"}
EXTENSION: Final = {"lifetime": 7200}
MARK: Final = {"seen": True}

MAILBOX: Final = {
    "id": _MAILBOX,
    "address": "blue-heron@tempory.test",
    "created_at": "2026-11-21T20:00:00.000Z",
    "expires_at": "2026-11-21T21:00:00.000Z",
    "quota": {"messages": 200, "bytes": 104857600},
    "usage": {"messages": 1, "bytes": 2311},
    "public_key": "mQxJ",
    "wrapped_key": "AbkD",
    "profile": "AfL0",
}
RECEIPT: Final = {"mailbox": _MAILBOX, "forgotten_at": "2026-11-21T20:30:00.000Z", "messages": 1, "final": True}

SEALED_ITEM: Final = {
    "id": _MESSAGE,
    "uid": 1,
    "received_at": _RECEIVED,
    "size": 2311,
    "seen": False,
    "summary": "AQx2",
}
OPEN_ITEM: Final[dict[str, Any]] = {
    "id": _MESSAGE,
    "uid": 1,
    "received_at": _RECEIVED,
    "size": 2311,
    "seen": False,
    "from": {"name": "Example Shop", "address": "no-reply@shop.example"},
    "to": [{"name": "", "address": "blue-heron@tempory.test"}],
    "subject": "Your code is 481516",
    "date": "Sat, 21 Nov 2026 21:00:05 +0100",
    "preview": "Hello! Enter 481516 to confirm your address.",
    "codes": ["481516"],
    "links": ["https://shop.example/confirm?t=8f2a"],
    "attachments": [{"index": 0, "name": "terms.pdf", "type": "application/pdf", "size": 1204}],
    "authentication": {"state": "verified", "domain": "shop.example", "reasons": ["signed", "host_allowed"]},
    "verdict": {
        "level": "suspicious",
        "score": 0.62,
        "reasons": [{"code": "link_text_differs", "evidence": "shop.example → evil.example"}],
    },
}
OPEN_MESSAGE: Final = {
    **OPEN_ITEM,
    "text": "Hello!\n\nEnter 481516 to confirm your address.\n",
    "html": None,
    "headers": [["Subject", "Your code is 481516"], ["From", "Example Shop <no-reply@shop.example>"]],
}
OPEN_LIST: Final = {"messages": [OPEN_ITEM], "next": None}

SERVICE: Final = {
    "name": "Tempory",
    "version": "0.1.0",
    "domains": ["tempory.test"],
    "lifetime": {"min": 600, "max": 2592000, "default": 3600},
    "quota": {"messages": 200, "bytes": 104857600},
    "listeners": {"smtp": {"host": "127.0.0.1", "port": 2525, "tls": "starttls"}},
    "page": "https://localhost:8443/",
    "remote_pictures": True,
}
POLICY: Final = [
    {
        "id": "data.deleted",
        "promise": {"en": "Data is deleted when its time is up.", "fr": "Les données sont effacées à leur terme."},
        "state": "kept",
        "checked_at": "2026-11-21T19:58:11.020Z",
        "max_age": 86400,
    }
]
EVENTS: Final = (
    f'event: ready\ndata: {{"mailboxes":["{_MAILBOX}"]}}\n\n'
    f'event: message\ndata: {{"mailbox":"{_MAILBOX}","id":"{_MESSAGE}","uid":1,"received_at":"{_RECEIVED}",'
    '"size":2311,"seen":false,"summary":"AQx2"}\n\n: still here\n\n'
)
