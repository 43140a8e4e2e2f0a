"""The header fields that tell a browser what it must not do with an answer.

OWASP ASVS 5.0 V3.4; RFC 6797 (HSTS), Content Security Policy Level 3, Trusted Types, Fetch (CORP), HTML (COOP).
There is no CORS: pages of other origins have no business here, and programs do not need it.
"""

from typing import Final

# Nothing that is not a page may do anything, wherever it is shown.
_CSP_NOTHING: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"

PAGE_CSP: Final = "; ".join(  # noqa: FLY002 (one directive a line)
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types svelte-trusted-html dompurify",
    )
)
# The members' pages, and the console where reports are opened, derive passwords in a worker, made under a policy of its
# own. Passkeys need no directive.
ACCOUNT_CSP: Final = PAGE_CSP.replace("; base-uri", "; worker-src 'self'; base-uri") + " tempory-worker"
# A worker brings its own policy. Its script is one file and asks nobody for anything; `sandbox` would take its origin.
WORKER_CSP: Final = "default-src 'none'; frame-ancestors 'none'"
# Pages that the server writes itself need a stylesheet and nothing else.
PLAIN_PAGE_CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The empty document that a mail's cleaned HTML is put into. No script ever runs in it, even opened on its own.
FRAME_CSP: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)

_POWERS: Final = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

_EVERY_ANSWER: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", ", ".join(f"{power}=()" for power in _POWERS).encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
# For answers that say nothing of their own.
_UNLESS_SAID: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"content-security-policy", _CSP_NOTHING.encode()),
    (b"cache-control", b"no-store"),
)


def add_security_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return `headers` with what every answer carries, where they do not say otherwise themselves."""
    said = {name.lower() for name, _ in headers}
    return [*headers, *(field for field in _EVERY_ANSWER + _UNLESS_SAID if field[0] not in said)]
