"""The report's XML, held against the schema of RFC 9990."""

import gzip

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.feedback import Disposition, Override, Published, Seen, SignatureSeen, UriPublished
from tempory.mailauth import Policy, Result
from tests.feedback.making import PUBLISHED, SEEN, make_report
from tests.feedback.schema import NAMESPACE, check, read


def texts(document: str, name: str) -> list[str]:
    return [each.text or "" for each in read(document).iter(f"{{{NAMESPACE}}}{name}")]


def test_the_schema_sees_what_is_wrong() -> None:
    document = make_report().encode()
    assert check(document) == []
    for old, new in [
        ("<count>3", "<count>three"),
        ("<source_ip>192.0.2.1", "<source_ip>1.2.3"),
        ("<version>1.0</version>", "<version>1.0</version><version>1.0</version>"),
        ("<disposition>pass</disposition>", ""),
        ("<scope>mfrom", "<scope>helo"),
        ("<record>", "text<record>"),
        (f' xmlns="{NAMESPACE}"', ""),
        ("<dkim>pass</dkim>", "<other>pass</other>"),
        ("<p>", '<p x="y">'),
    ]:
        assert old in document
        assert check(document.replace(old, new, 1)), new


def test_a_report_names_who_reports_on_whom_and_when() -> None:
    report = make_report()
    document = report.encode()
    assert (report.begin, report.end) == (1_795_219_200, 1_795_305_599)
    assert texts(document, "begin") == ["1795219200"]
    assert texts(document, "end") == ["1795305599"]
    assert texts(document, "org_name") == ["tempory.test"]
    assert texts(document, "email") == ["postmaster@tempory.test"]
    assert texts(document, "report_id") == ["1795219200.bank.example@mx.tempory.test"] == [report.id]
    assert report.file_name == "mx.tempory.test!bank.example!1795219200!1795305599.xml.gz"
    assert texts(document, "error") == []


def test_the_policy_is_as_it_was_found() -> None:
    document = make_report().encode()
    found = {name: texts(document, name) for name in ("p", "sp", "np", "adkim", "aspf", "testing", "discovery_method")}
    assert found == {
        "p": ["reject"],
        "sp": ["quarantine"],
        "np": ["reject"],
        "adkim": ["r"],
        "aspf": ["s"],
        "testing": ["n"],
        "discovery_method": ["treewalk"],
    }
    turned = msgspec.structs.replace(PUBLISHED, is_dkim_strict=True, is_spf_strict=False, is_testing=True)
    document = make_report(published=turned).encode()
    assert [texts(document, name) for name in ("adkim", "aspf", "testing")] == [["s"], ["r"], ["y"]]


def test_each_kind_of_message_is_a_record_and_the_most_frequent_come_first() -> None:
    other = msgspec.structs.replace(SEEN, source="2001:db8::1", signatures=(), envelope_from="")
    document = make_report((SEEN, 3), (other, 40)).encode()
    assert check(document) == []
    assert texts(document, "count") == ["40", "3"]
    assert texts(document, "source_ip") == ["2001:db8::1", "192.0.2.1"]
    assert texts(document, "envelope_from") == ["", "list.example"]
    assert texts(document, "selector") == ["s1"]


def test_every_override_has_its_words() -> None:
    overridden = msgspec.structs.replace(SEEN, disposition=Disposition.NONE, overrides=tuple(Override))
    document = make_report((overridden, 1)).encode()
    assert check(document) == []
    assert texts(document, "type") == ["policy_test_mode", "local_policy", "other", "other"]
    assert texts(document, "comment") == ["sampled out (pct)", "DNS did not answer"]


def test_a_report_says_how_many_messages_are_not_in_it() -> None:
    document = make_report(left_out=12).encode()
    assert check(document) == []
    assert texts(document, "error") == ["12 messages are in no record: too many kinds"]


def test_the_same_report_is_the_same_file() -> None:
    report = make_report()
    assert report.compress() == report.compress()
    assert gzip.decompress(report.compress()).decode() == report.encode()


names = st.text(max_size=60)
signatures = st.builds(SignatureSeen, domain=names, selector=names, result=st.sampled_from([Result.PASS, Result.FAIL]))


@given(
    identifiers=st.tuples(names, names, names),
    signed=st.lists(signatures, max_size=3),
    overrides=st.lists(st.sampled_from(Override), unique=True),
    domain=names,
)
def test_whatever_a_peer_says_the_report_is_whole(
    identifiers: tuple[str, str, str],
    signed: list[SignatureSeen],
    overrides: list[Override],
    domain: str,
) -> None:
    header_from, envelope_from, spf_domain = identifiers
    seen = Seen(
        source="192.0.2.1",
        disposition=Disposition.REJECT,
        is_dkim_aligned=False,
        is_spf_aligned=True,
        overrides=tuple(overrides),
        header_from=header_from,
        envelope_from=envelope_from,
        signatures=tuple(signed),
        spf_domain=spf_domain,
        spf_result=Result.PERMERROR,
    )
    published = Published(
        domain, Policy.NONE, Policy.NONE, Policy.NONE, False, False, False, (UriPublished("a@b.example", 1),)
    )
    document = make_report((seen, 1), published=published).encode()
    assert check(document) in ([], [f"feedback/report_metadata/report_id: {texts(document, 'report_id')[0]!r}"])
    assert len(texts(document, "record")) == 1
    assert len(texts(document, "selector")) == len(signed)


@pytest.mark.parametrize("result", [Result.NONE, Result.NEUTRAL, Result.SOFTFAIL, Result.TEMPERROR, Result.PERMERROR])
def test_each_result_of_spf_has_its_name(result: Result) -> None:
    document = make_report((msgspec.structs.replace(SEEN, spf_result=result), 1)).encode()
    assert check(document) == []
