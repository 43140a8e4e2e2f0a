"""RFC 7208, case by case, and what its limits keep away."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mailauth import Result, SpfQuestion, check_spf
from tempory.mailauth.spf import SpfRecord, SpfSyntaxError, parse_record
from tempory.mailauth.spf.macros import MacroSyntaxError, bind, expand_domain, parse_domain_spec
from tests.mailauth.spf_cases import CASES, ZONE, Case
from tests.mailauth.zone import Zone

pytestmark = pytest.mark.anyio


def ask(domain: str, address: str, *, local: str = "jo", helo: str = "helo.example") -> SpfQuestion:
    return SpfQuestion(
        address=ip_address(address),
        sender=f"{local}@{domain}",
        helo=helo,
        receiver="mx.tempory.test",
        now=1_700_000_000,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.domain}-{case.address}")
async def test_a_host_may_send_or_not(case: Case) -> None:
    found = await check_spf(ask(case.domain, case.address), Zone(ZONE))
    assert (found.result, found.reason, found.explanation) == (case.result, case.reason, case.explanation)
    assert found.domain == case.domain.lower().removesuffix(".")


async def test_the_null_path_stands_for_the_greeting() -> None:
    question = SpfQuestion(address=ip_address("192.0.2.10"), sender="", helo="Plain.Example")
    found = await check_spf(question, Zone(ZONE))
    assert (found.result, found.identity, found.domain, found.mechanism) == (Result.PASS, "helo", "plain.example", "a")


@pytest.mark.parametrize(
    ("spec", "address", "expanded"),
    [  # RFC 7208 §7.4
        ("%{s}", "192.0.2.3", "strong-bad@email.example.com"),
        ("%{o}", "192.0.2.3", "email.example.com"),
        ("%{d}", "192.0.2.3", "email.example.com"),
        ("%{d4}", "192.0.2.3", "email.example.com"),
        ("%{d3}", "192.0.2.3", "email.example.com"),
        ("%{d2}", "192.0.2.3", "example.com"),
        ("%{d1}", "192.0.2.3", "com"),
        ("%{dr}", "192.0.2.3", "com.example.email"),
        ("%{d2r}", "192.0.2.3", "example.email"),
        ("%{l}", "192.0.2.3", "strong-bad"),
        ("%{l-}", "192.0.2.3", "strong.bad"),
        ("%{lr}", "192.0.2.3", "strong-bad"),
        ("%{lr-}", "192.0.2.3", "bad.strong"),
        ("%{l1r-}", "192.0.2.3", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "192.0.2.3", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "192.0.2.3", "bad.strong.lp._spf.example.com"),
        ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "192.0.2.3", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "192.0.2.3", "example.com.trusted-domains.example.net"),
        (
            "%{ir}.%{v}._spf.%{d2}",
            "2001:db8::cb01",
            "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com",
        ),
    ],
)
async def test_macros_become_what_the_rfc_says(spec: str, address: str, expanded: str) -> None:
    zone = Zone(f"email.example.com TXT v=spf1 exists:{spec} -all")
    question = SpfQuestion(address=ip_address(address), sender="strong-bad@email.example.com", helo="h.example")
    await check_spf(question, zone)
    assert zone.asked[-1] == f"{expanded} A"


async def test_a_name_that_grows_too_long_loses_its_left_labels() -> None:
    zone = Zone(ZONE)
    await check_spf(ask("long.example", "192.0.2.10", local="x" * 60), zone)
    assert zone.asked[-1] == ".".join(["x" * 60] * 3 + ["tail", "example"]) + " A"
    absurd = await check_spf(ask("unbroken.example", "192.0.2.10", local="x" * 60, helo="y" * 200), zone)
    assert absurd.result is Result.FAIL


async def test_a_name_of_one_endless_label_stays_what_it_is() -> None:
    async def nobody() -> str:
        return ""

    values = bind({"l": "x" * 300}, nobody)
    assert await expand_domain(parse_domain_spec("%{l}"), values) == "x" * 300


async def test_the_names_of_a_peer_are_asked_for_once_and_ten_at_most() -> None:
    names = "\n".join(f"192.0.2.1 PTR n{number}.example" for number in range(30))
    zone = Zone(f"p.example TXT v=spf1 ptr:a.example ptr:b.example exists:%{{p}}.c.example -all\n{names}")
    found = await check_spf(ask("p.example", "192.0.2.1"), zone)
    assert found.result is Result.FAIL
    assert sum(question.endswith("PTR") for question in zone.asked) == 1
    assert len(zone.asked) == 1 + 1 + 10 + 1


async def test_the_name_that_is_nearest_is_the_validated_one() -> None:
    zone = Zone(
        "near.example TXT v=spf1 exists:%{p}.seen -all\n192.0.2.1 PTR far.test\n192.0.2.1 PTR sub.near.example\n"
        "far.test A 192.0.2.1\nsub.near.example A 192.0.2.1"
    )
    await check_spf(ask("near.example", "192.0.2.1"), zone)
    assert zone.asked[-1] == "sub.near.example.seen A"


async def test_the_work_for_one_message_is_bounded() -> None:
    hosts = "\n".join(f"m{term}.big.example MX h{number}.big.example" for term in range(10) for number in range(10))
    addresses = "\n".join(f"h{number}.big.example A 203.0.113.1" for number in range(10))
    terms = " ".join(f"mx:m{term}.big.example" for term in range(10))
    zone = Zone(f"big.example TXT v=spf1 {terms} -all\n{hosts}\n{addresses}")
    assert (await check_spf(ask("big.example", "192.0.2.1"), zone)).result is Result.FAIL
    assert len(zone.asked) == 111  # the worst that RFC 7208 §4.6.4 allows


@pytest.mark.parametrize(
    "terms",
    [
        "a/33",
        "a//129",
        "a/032",
        "a/",
        "a:/24",
        "a:",
        "a:museum",
        "a:museum.",
        "a:example.123",
        "a:example.-a",
        "a.example.com",
        "all:x.example",
        "all/8",
        "include",
        "include:",
        "include/x",
        "exists",
        "exists:%{z}.example",
        "exists:%{d0}.example",
        "exists:%{c}.example",
        "exists:%x.example",
        "exists:%.example",
        "ptr/24",
        "ptr:",
        "ip4",
        "ip4:1.2.3",
        "ip4:1.2.3.4/33",
        "ip4:1.2.3.4/",
        "ip4:::1",
        "ip6:1.2.3.4",
        "ip6:::1/129",
        "ip6:xyz",
        "redirect=",
        "redirect=a.example redirect=b.example",
        "exp=a.example exp=a.example",
        "moo=%",
        "=x",
        "unheard-of",
        "-",
        "a\tb",
        "a, mx",
        "+",
        "x" * 9_000,
    ],
)
def test_a_record_that_breaks_the_grammar_anywhere_is_refused(terms: str) -> None:
    with pytest.raises(SpfSyntaxError):
        parse_record(f"v=spf1 -all {terms}".encode())


def test_a_record_is_taken_apart() -> None:
    record = parse_record(
        b"v=spf1 ?ip6:2001:DB8::/32 mx:a-b.example//64 exists:x.%{d} ptr:%{d}%% redirect=%{d} exp=a.1b"
    )
    assert [(each.qualifier, each.name) for each in record.mechanisms] == [
        ("?", "ip6"),
        ("+", "mx"),
        ("+", "exists"),
        ("+", "ptr"),
    ]
    assert record.redirect is not None
    assert record.explanation is not None
    assert record.mechanisms[1].prefix6 == 64


@given(st.text(alphabet=st.sampled_from("v=spf1 +-~?:/.%{}adhilopsr0129xmexistinclude_-,"), max_size=80))
def test_any_text_is_a_record_or_is_refused(text: str) -> None:
    try:
        assert isinstance(parse_record(f"v=spf1 {text}".encode()), SpfRecord)
    except SpfSyntaxError:
        return


@given(st.text(max_size=60))
def test_any_text_is_a_domain_spec_or_is_refused(text: str) -> None:
    try:
        assert parse_domain_spec(text)
    except MacroSyntaxError:
        return


@given(st.text(max_size=40), st.text(max_size=40), st.binary(max_size=120))
async def test_whatever_is_asked_there_is_an_answer(sender: str, helo: str, record: bytes) -> None:
    zone = Zone("")

    async def answer(name: str) -> object:
        found = await Zone(f"x TXT {record.hex()}").look_up_texts("x")
        return type(found)(outcome=found.outcome, records=(b"v=spf1 " + record,))

    zone.look_up_texts = answer  # type: ignore[method-assign,assignment]
    question = SpfQuestion(address=ip_address("192.0.2.1"), sender=sender, helo=helo)
    assert (await check_spf(question, zone)).result in set(Result)
