"""The verdict is in the sealed summary, says why, and is counted without saying whose message it was."""

import pytest

from tempory.delivery import Examined
from tempory.delivery.verdicts import Verdicts
from tempory.events import MessageJudged
from tempory.mailauth import NOT_CHECKED, Badge, BadgeReason, Judgement
from tempory.mime import parse
from tempory.sealing import Verdict
from tempory.values import Domain, Secret
from tests.delivery.conftest import Post

pytestmark = pytest.mark.anyio

PHISHING = (
    b"From: PayPal Service <service@corp.example>\r\nSubject: Your account has been limited\r\n"
    b"Content-Type: text/html\r\n\r\n<p>Verify your account within 24 hours: "
    b'<a href="http://192.0.2.7/login">https://www.paypal.com/signin</a>\r\n'
)
ORDINARY = b"From: Bob <bob@corp.example>\r\nSubject: Lunch\r\n\r\nSee you on Friday.\r\n"
KNOWN = b"From: PayPal <a@paypal.com>\r\nSubject: Receipt\r\n\r\nThank you, here is your receipt.\r\n"


async def verdicts_of(post: Post, token: Secret) -> list[Verdict]:
    return [summary.verdict for summary, _ in await post.read(token) if isinstance(summary.verdict, Verdict)]


async def test_a_message_is_judged_before_it_is_sealed(post: Post) -> None:
    address, token = await post.settle("ines")
    for content in (PHISHING, ORDINARY):
        await post.delivery.deliver(content, [await post.delivery.reserve(address, 0)], reverse_path=None)

    phishing, ordinary = sorted(await verdicts_of(post, token), key=lambda each: -each.score)
    assert phishing.level == "dangerous"
    assert phishing.score > 0.9
    assert ("link_text_differs", "paypal.com → 192.0.2.7") in {(each.code, each.evidence) for each in phishing.reasons}
    assert (ordinary.level, ordinary.reasons) == ("none", ())
    judged = [event for event in post.world.happened if isinstance(event, MessageJudged)]
    assert [event.level for event in judged] == ["dangerous", "none"]
    assert "link_text_differs" in judged[0].reasons


async def test_what_verifying_the_sender_came_to_counts(post: Post) -> None:
    address, token = await post.settle("ines")
    judgement = Judgement(badge=Badge.PRETENDS, domain="paypal.com", reasons=(BadgeReason.POLICY_REJECT,))
    examined = Examined(content=KNOWN, results=b"", judgement=judgement)
    await post.delivery.deliver(KNOWN, [await post.delivery.reserve(address, 0)], reverse_path=None, examined=examined)
    (verdict,) = await verdicts_of(post, token)
    assert "sender_pretends" in {each.code for each in verdict.reasons}


@pytest.mark.parametrize(
    ("judgement", "codes"),
    [
        (None, set()),
        (NOT_CHECKED, set()),
        (Judgement(badge=Badge.UNVERIFIED, reasons=(BadgeReason.DNS_UNANSWERED,)), set()),
        (Judgement(badge=Badge.UNVERIFIED, reasons=(BadgeReason.NOT_SIGNED,)), {"sender_unverified"}),
        (Judgement(badge=Badge.PRETENDS), {"sender_pretends"}),
        (Judgement(badge=Badge.VERIFIED, domain="paypal.com"), set()),
    ],
)
def test_what_nobody_could_be_asked_is_no_reproach(judgement: Judgement | None, codes: set[str]) -> None:
    verdict = Verdicts([Domain("firm.example")]).judge(parse(KNOWN), judgement)
    assert {str(reason.code) for reason in verdict.reasons} == codes


def test_names_are_compared_with_the_domains_that_are_served_now() -> None:
    verdicts = Verdicts([Domain("firm.example")])
    content = parse(ORDINARY.replace(b"corp.example", b"larkfleld.example"))
    assert verdicts.judge(content, None).reasons == ()
    verdicts.serve_domains([Domain("larkfield.example")])
    assert [reason.code for reason in verdicts.judge(content, None).reasons] == ["sender_looks_alike"]
