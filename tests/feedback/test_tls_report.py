"""TLS reports: the JSON of RFC 8460 §4.4."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tempory.feedback import (
    TlsFailure,
    TlsOutcome,
    TlsPolicy,
    TlsPolicyType,
    TlsReport,
    TlsResult,
    encode_tls_report,
)
from tempory.values import Domain
from tests.feedback.making import DAY

STS = TlsPolicy(
    type=TlsPolicyType.MTA_STS,
    domain=Domain("shop.example"),
    strings=("version: STSv1", "mode: testing", "mx: *.mail.shop.example", "max_age: 86400"),
    exchangers=("*.mail.shop.example",),
)
EXPIRED = TlsFailure(
    result=TlsResult.CERTIFICATE_EXPIRED,
    sending_address="2001:db8:abcd:12::1",
    receiving_host="mx1.mail.shop.example",
)
NO_STARTTLS = TlsFailure(
    result=TlsResult.STARTTLS_NOT_SUPPORTED,
    sending_address="2001:db8:abcd:13::1",
    receiving_host="mx2.mail.shop.example",
    receiving_greeting="mx2",
    receiving_address="203.0.113.56",
    information="https://reports.example/info?id=5065427c23d3",
)
UNTRUSTED = TlsFailure(
    result=TlsResult.VALIDATION_FAILURE,
    sending_address="198.51.100.62",
    receiving_address="203.0.113.58",
    receiving_host="mx-backup.mail.shop.example",
    reason_code="X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED",
)


def report(*outcomes: TlsOutcome) -> dict[str, Any]:
    made = TlsReport(
        organization="Company X",
        host=Domain("mx.tempory.test"),
        contact="postmaster@tempory.test",
        domain=Domain("shop.example"),
        day=DAY,
        outcomes=outcomes,
    )
    assert made.file_name == "mx.tempory.test!shop.example!1795219200!1795305599.json.gz"
    read: dict[str, Any] = json.loads(encode_tls_report(made))
    return read


def test_a_day_like_the_one_in_the_rfc() -> None:
    failures = [EXPIRED] * 100 + [NO_STARTTLS] * 200 + [UNTRUSTED] * 3
    outcomes = [TlsOutcome(policy=STS)] * 5326 + [TlsOutcome(policy=STS, failure=each) for each in failures]
    assert report(*outcomes) == {
        "organization-name": "Company X",
        "date-range": {"start-datetime": "2026-11-21T00:00:00Z", "end-datetime": "2026-11-21T23:59:59Z"},
        "contact-info": "postmaster@tempory.test",
        "report-id": "1795219200.shop.example@mx.tempory.test",
        "policies": [
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-string": [
                        "version: STSv1",
                        "mode: testing",
                        "mx: *.mail.shop.example",
                        "max_age: 86400",
                    ],
                    "policy-domain": "shop.example",
                    "mx-host": ["*.mail.shop.example"],
                },
                "summary": {"total-successful-session-count": 5326, "total-failure-session-count": 303},
                "failure-details": [
                    {
                        "result-type": "certificate-expired",
                        "sending-mta-ip": "2001:db8:abcd:12::1",
                        "receiving-mx-hostname": "mx1.mail.shop.example",
                        "failed-session-count": 100,
                    },
                    {
                        "result-type": "starttls-not-supported",
                        "sending-mta-ip": "2001:db8:abcd:13::1",
                        "receiving-mx-hostname": "mx2.mail.shop.example",
                        "receiving-mx-helo": "mx2",
                        "receiving-ip": "203.0.113.56",
                        "failed-session-count": 200,
                        "additional-information": "https://reports.example/info?id=5065427c23d3",
                    },
                    {
                        "result-type": "validation-failure",
                        "sending-mta-ip": "198.51.100.62",
                        "receiving-mx-hostname": "mx-backup.mail.shop.example",
                        "receiving-ip": "203.0.113.58",
                        "failed-session-count": 3,
                        "failure-reason-code": "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED",
                    },
                ],
            }
        ],
    }


def test_each_policy_is_reported_by_itself() -> None:
    dane = TlsPolicy(type=TlsPolicyType.DANE, domain=Domain("mx.shop.example"), strings=("3 1 1 00ff",))
    none = TlsPolicy(type=TlsPolicyType.NOT_FOUND, domain=Domain("shop.example"))
    policies = report(TlsOutcome(policy=none), TlsOutcome(policy=dane, failure=EXPIRED), TlsOutcome(policy=none))[
        "policies"
    ]
    assert [each["policy"]["policy-type"] for each in policies] == ["no-policy-found", "tlsa"]
    assert [each["summary"]["total-successful-session-count"] for each in policies] == [2, 0]
    assert "failure-details" not in policies[0]
    assert "policy-string" not in policies[0]["policy"]


@given(
    st.lists(st.tuples(st.sampled_from([STS]), st.none() | st.sampled_from([EXPIRED, UNTRUSTED]), st.text(max_size=20)))
)
def test_every_session_is_counted_once_whatever_a_peer_said(
    drawn: list[tuple[TlsPolicy, TlsFailure | None, str]],
) -> None:
    outcomes = [
        TlsOutcome(
            policy=policy,
            failure=None
            if failure is None
            else TlsFailure(result=failure.result, receiving_greeting=greeting.encode("utf-8", "replace").decode()),
        )
        for policy, failure, greeting in drawn
    ]
    policies = report(*outcomes)["policies"]
    counted = sum(sum(each["summary"].values()) for each in policies)
    detailed = sum(detail["failed-session-count"] for each in policies for detail in each.get("failure-details", []))
    assert counted == len(outcomes)
    assert detailed == sum(failure is not None for _, failure, _ in drawn)
