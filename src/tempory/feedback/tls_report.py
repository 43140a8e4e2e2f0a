"""A report to another domain on how TLS went when mail was sent to it. RFC 8460 §4.3–4.4, §5.1. Pure.

Sending, once there is any, tells the outcome of each session; this adds them up and writes the JSON.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec

from tempory.feedback.store import DAY_SECONDS
from tempory.values import Domain


class TlsPolicyType(StrEnum):
    """By what the recipient's domain asked for TLS."""

    DANE = "tlsa"
    MTA_STS = "sts"
    NOT_FOUND = "no-policy-found"


class TlsResult(StrEnum):
    """How a session failed (RFC 8460 §4.3)."""

    STARTTLS_NOT_SUPPORTED = "starttls-not-supported"
    CERTIFICATE_HOST_MISMATCH = "certificate-host-mismatch"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_TRUSTED = "certificate-not-trusted"
    VALIDATION_FAILURE = "validation-failure"
    TLSA_INVALID = "tlsa-invalid"
    DNSSEC_INVALID = "dnssec-invalid"
    DANE_REQUIRED = "dane-required"
    STS_POLICY_FETCH_ERROR = "sts-policy-fetch-error"
    STS_POLICY_INVALID = "sts-policy-invalid"
    STS_WEBPKI_INVALID = "sts-webpki-invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsPolicy:
    """The policy that was applied. `strings`: the TLSA records or the lines of the MTA-STS policy, as they were found.

    `exchangers` are the MX patterns of an MTA-STS policy, A-labels.
    """

    type: TlsPolicyType
    domain: Domain
    strings: tuple[str, ...] = ()
    exchangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFailure:
    """A kind of failure; what is not known is "". Addresses are IP addresses as text, of ours and of theirs."""

    result: TlsResult
    sending_address: str = ""
    receiving_host: str = ""
    receiving_greeting: str = ""
    receiving_address: str = ""
    information: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsOutcome:
    """One session with a host of the policy's domain; `failure` None: TLS was as the policy wants it."""

    policy: TlsPolicy
    failure: TlsFailure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsReport:
    """The sessions of one UTC day (days since 1970-01-01) with the hosts of one recipient domain."""

    organization: str
    host: Domain
    contact: str
    domain: Domain
    day: int
    outcomes: tuple[TlsOutcome, ...]

    @property
    def id(self) -> str:
        """The same for the same day and domain."""
        return f"{self.day * DAY_SECONDS}.{self.domain}@{self.host}"

    @property
    def file_name(self) -> str:
        """The name of the compressed file (RFC 8460 §5.1)."""
        begin = self.day * DAY_SECONDS
        return f"{self.host}!{self.domain}!{begin}!{begin + DAY_SECONDS - 1}.json.gz"


def encode_tls_report(report: TlsReport) -> bytes:
    """Return the report's JSON (RFC 8460 §4.4). Members without a value are left out."""
    begin = datetime.fromtimestamp(report.day * DAY_SECONDS, UTC)
    end = datetime.fromtimestamp((report.day + 1) * DAY_SECONDS - 1, UTC)
    return msgspec.json.encode(
        {
            "organization-name": report.organization,
            "date-range": {"start-datetime": _format(begin), "end-datetime": _format(end)},
            "contact-info": report.contact,
            "report-id": report.id,
            "policies": [
                _encode_policy(policy, [each.failure for each in report.outcomes if each.policy == policy])
                for policy in dict.fromkeys(each.policy for each in report.outcomes)
            ],
        }
    )


def _encode_policy(policy: TlsPolicy, failures: Iterable[TlsFailure | None]) -> dict[str, Any]:
    counted = Counter(failures)
    successes = counted.pop(None, 0)
    encoded: dict[str, Any] = {
        "policy": _present(
            {
                "policy-type": policy.type,
                "policy-string": list(policy.strings),
                "policy-domain": str(policy.domain),
                "mx-host": list(policy.exchangers),
            }
        ),
        "summary": {
            "total-successful-session-count": successes,
            "total-failure-session-count": counted.total(),
        },
    }
    if counted:
        encoded["failure-details"] = [_encode_failure(each, n) for each, n in counted.items() if each is not None]
    return encoded


def _encode_failure(failure: TlsFailure, count: int) -> dict[str, Any]:
    return _present(
        {
            "result-type": failure.result,
            "sending-mta-ip": failure.sending_address,
            "receiving-mx-hostname": failure.receiving_host,
            "receiving-mx-helo": failure.receiving_greeting,
            "receiving-ip": failure.receiving_address,
            "failed-session-count": count,
            "additional-information": failure.information,
            "failure-reason-code": failure.reason_code,
        }
    )


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


def _format(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
