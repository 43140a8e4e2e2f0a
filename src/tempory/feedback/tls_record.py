"""Where a domain wants reports about TLS: the TXT record at `_smtp._tls` below it. RFC 8460 §3."""

import re
from dataclasses import dataclass
from typing import Final

from tempory.mailauth.dmarc import ReportUri, parse_report_uris

PREFIX: Final = "_smtp._tls."
MAX_RECORD_OCTETS: Final = 4_096
MAX_URIS: Final = 10
_VERSION: Final = re.compile(rb"v=TLSRPTv1[ \t]*;")
_HTTPS: Final = re.compile(r"https://[A-Za-z0-9._~:/?#@$&'()*+=%\[\]-]{1,2000}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsRecord:
    """Addresses, and pages that take a POST."""

    mail: tuple[ReportUri, ...] = ()
    pages: tuple[str, ...] = ()


def parse_tls_record(texts: tuple[bytes, ...]) -> TlsRecord | None:
    """Read the TXT records found there. None: no reports are wanted, or it cannot be told by which record.

    RFC 8460 §3: records of another version are not looked at; more than one of this version counts as none.
    """
    ours = [text for text in texts if len(text) <= MAX_RECORD_OCTETS and _VERSION.match(text)]
    if len(ours) != 1:
        return None
    tags: dict[str, str] = {}
    for spec in ours[0].decode("utf-8", "replace").split(";"):
        name, _, value = spec.partition("=")
        tags.setdefault(name.strip(), value.strip())
    uris = tags.get("rua", "")
    pages = tuple(uri.strip() for uri in uris.split(",")[:MAX_URIS] if _HTTPS.fullmatch(uri.strip()))
    mail = parse_report_uris(uris)
    return TlsRecord(mail=mail, pages=pages) if mail or pages else None
