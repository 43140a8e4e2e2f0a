import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempory.mime import parse
from tempory.verdict import Judge, Level, Model, Reason, Scan, Standing, encode_model, judge, parse_model
from tempory.verdict.model import MAX_MODEL_OCTETS, MAX_WORDS_WEIGHT
from tempory.verdict.outcome import MAX_EVIDENCE_CHARACTERS, MAX_REASONS, Code
from tests.verdict.letters import facts_of, letter, link

PHISHING = letter(
    "",
    sender="PayPal Service <service@corp.example>",
    subject="Your account has been limited",
    html=link("http://192.0.2.7/paypal.com/login", "https://www.paypal.com/signin")
    + "Dear customer, verify your account.",
)


def test_phishing_is_dangerous_and_says_why() -> None:
    verdict = Judge(own_domains=["firm.example"]).judge(parse(PHISHING))
    assert verdict.level is Level.DANGEROUS
    assert verdict.score > 0.95
    assert verdict.reasons[0].code in {Code.NAME_IMITATES, Code.LINK_TEXT_DIFFERS}
    assert Reason(Code.LINK_TEXT_DIFFERS, "paypal.com → 192.0.2.7") in verdict.reasons
    assert len(verdict.reasons) <= MAX_REASONS


def test_an_ordinary_letter_is_nothing() -> None:
    verdict = Judge().judge(parse(letter()))
    assert (verdict.level, verdict.reasons) == (Level.NONE, ())
    assert verdict.score < 0.05


def test_who_sent_it_moves_the_score_both_ways() -> None:
    content = letter("Verify your account within 24 hours.", sender="PayPal <a@paypal.com>")
    scores = [judge(facts_of(content, standing)).score for standing in Standing]
    verified, unverified, pretends, unknown = scores
    assert verified < unknown < unverified < pretends
    other = letter("Verify your account within 24 hours.")
    assert judge(facts_of(other, Standing.VERIFIED)).score < judge(facts_of(other)).score


def test_some_reasons_settle_it() -> None:
    assert judge(facts_of(letter(), Standing.PRETENDS)).level is Level.SUSPICIOUS
    malware = judge(facts_of(letter()), scan=Scan(malware="Eicar-Test"))
    assert (malware.level, malware.score, malware.reasons) == (
        Level.DANGEROUS,
        1.0,
        (Reason(Code.MALWARE, "Eicar-Test"),),
    )


def test_a_scanner_that_is_down_is_stated() -> None:
    verdict = judge(facts_of(letter()), scan=Scan(is_down=True))
    assert (verdict.level, verdict.reasons) == (Level.NONE, (Reason(Code.SCANNER_DOWN),))


def test_words_move_the_score_by_so_much_and_are_named_beside_other_reasons() -> None:
    model = Model(words={"friday": 99.0, "account": -99.0})
    assert model.weigh({"friday"}) == MAX_WORDS_WEIGHT
    assert model.weigh({"account"}) == -MAX_WORDS_WEIGHT
    assert judge(facts_of(letter()), model=model).reasons == ()
    told = judge(facts_of(letter("Friday", sender="PayPal <a@corp.example>")), model=model)
    assert Code.WORDS_LIKE_PHISHING in {reason.code for reason in told.reasons}


def test_evidence_is_short_and_printable() -> None:
    content = letter(sender='"PayPal ' + "x" * 300 + '" <a@corp.example>')
    evidence = judge(facts_of(content)).reasons[0].evidence
    assert len(evidence) == MAX_EVIDENCE_CHARACTERS
    assert evidence.endswith("…")
    turned = letter(files=(("a\u202efdp.exe\x07", "application/x", b"x"),))
    assert all(reason.evidence.isprintable() for reason in judge(facts_of(turned)).reasons)


def test_a_model_is_written_and_read() -> None:
    model = Model(words={"b": 1.0, "a": -0.5}, scale=0.8, shift=0.1, suspicious=0.4, dangerous=0.9)
    assert parse_model(encode_model(model)) == model


@pytest.mark.parametrize(
    "change",
    [{"v": 2}, {"scale": 0}, {"suspicious": 0.95}, {"dangerous": 1.0}, {"words": {"a": "x"}}, {"more": 1}],
)
def test_what_is_no_model_is_refused(change: dict[str, object]) -> None:
    fields = msgspec.json.decode(encode_model(Model())) | change
    with pytest.raises(ValueError, match=r"."):
        parse_model(msgspec.json.encode(fields))


def test_a_model_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="smaller"):
        parse_model(b" " * (MAX_MODEL_OCTETS + 1))


@given(st.binary(max_size=2_000))
@settings(max_examples=50)
def test_any_octets_get_a_verdict(octets: bytes) -> None:
    for content in (octets, PHISHING[:-40] + octets, b"Content-Type: text/html\r\n\r\n<a href=" + octets):
        verdict = Judge().judge(parse(content))
        assert 0 <= verdict.score <= 1
        assert all(reason.evidence.isprintable() for reason in verdict.reasons)
