"""The verdict is in the sealed summary, says why, and is counted without saying whose message it was."""

from collections.abc import Sequence
from secrets import token_bytes

import pytest

from tempory.delivery import Delivery, Examined, ScannerUnavailable
from tempory.delivery.verdicts import Verdicts
from tempory.events import MessageJudged
from tempory.mailauth import NOT_CHECKED, Badge, BadgeReason, Judgement
from tempory.mime import Picture, parse
from tempory.sealing import Verdict
from tempory.values import Domain, Secret
from tempory.verdict import Codes, Scan
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


class FakeScanner:
    """Finds what it is told to, or is not there."""

    def __init__(self, found: Scan | None) -> None:
        self.found = found

    async def scan(self, content: bytes) -> Scan:
        assert content
        if self.found is None:
            message = "down"
            raise ScannerUnavailable(message)
        return self.found


async def deliver_scanned(post: Post, scanner: FakeScanner) -> Secret:
    address, token = await post.settle("ines")
    delivery = Delivery(
        store=post.storage.mail,
        hasher=post.world.workshop.hasher,
        domains=post.world.workshop.rules.domains,
        clock=post.world.clock,
        random=token_bytes,
        events=post.world.events,
        log=post.world.workshop.log,
        scanner=scanner,
    )
    await delivery.deliver(ORDINARY, [await delivery.reserve(address, 0)], reverse_path=None)
    return token


@pytest.mark.parametrize(
    ("scan", "level", "code"),
    [(Scan(malware="Eicar"), "dangerous", "malware"), (Scan(is_down=True), "none", "scanner_down")],
)
async def test_what_the_scanner_said_is_in_the_verdict(post: Post, scan: Scan, level: str, code: str) -> None:
    (verdict,) = await verdicts_of(post, await deliver_scanned(post, FakeScanner(scan)))
    assert verdict.level == level
    assert [reason.code for reason in verdict.reasons] == [code]


async def test_a_scanner_that_has_to_answer_and_does_not_keeps_mail_out(post: Post) -> None:
    with pytest.raises(ScannerUnavailable):
        await deliver_scanned(post, FakeScanner(None))
    assert not [event for event in post.world.happened if isinstance(event, MessageJudged)]


class FakeCodeReader:
    """Says that every picture holds the same link."""

    def __init__(self) -> None:
        self.shown: list[bytes] = []

    async def read(self, pictures: Sequence[Picture]) -> Codes:
        self.shown += [picture.decode() for picture in pictures]
        return Codes(texts=("http://192.0.2.7/login",), unread=1)


PICTURED = (
    b"From: Bob <bob@corp.example>\r\nSubject: Lunch\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\n\r\nSee you on Friday.\r\n--b\r\nContent-Type: image/png\r\n\r\nPIXELS\r\n--b--\r\n"
)


@pytest.mark.parametrize("padding", [0, 300_000])
async def test_what_codes_in_pictures_say_is_in_the_verdict(post: Post, padding: int) -> None:
    address, token = await post.settle("ines")
    reader = FakeCodeReader()
    delivery = Delivery(
        store=post.storage.mail,
        hasher=post.world.workshop.hasher,
        domains=post.world.workshop.rules.domains,
        clock=post.world.clock,
        random=token_bytes,
        events=post.world.events,
        log=post.world.workshop.log,
        code_reader=reader,
    )
    for content in (PICTURED.replace(b"Friday.", b"Friday." + b" " * padding), ORDINARY):
        await delivery.deliver(content, [await delivery.reserve(address, 0)], reverse_path=None)
    assert reader.shown == [b"PIXELS"]
    pictured, ordinary = sorted(await verdicts_of(post, token), key=lambda each: -len(each.reasons))
    found = {each.code: each.evidence for each in pictured.reasons}
    assert found["link_in_picture"] == found["link_to_address"] == "192.0.2.7"
    assert found["picture_unread"] == "1"
    assert ordinary.reasons == ()
