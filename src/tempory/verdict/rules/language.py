"""What the words want of the reader. Each alone is ordinary mail; together with the rest they are not."""

import re
from collections.abc import Iterator
from typing import Final

from tempory.verdict.facts import Facts
from tempory.verdict.hosts import registrable
from tempory.verdict.lists import FREE_MAIL, MAILERS
from tempory.verdict.outcome import Code, Reason
from tempory.verdict.wording import MAX_CHARACTERS

_ENOUGH: Final = 3
_SHORT: Final = 150  # words
_MUCH_OF_BANKS: Final = 5  # a bill has a word or two of them
_GIFTS: Final = frozenset(
    {
        "gift",
        "giftcard",
        "giftcards",
        "cadeau",
        "cadeaux",
        "carte-cadeau",
        "itunes",
        "gutschein",
        "gutscheine",
        "regalo",
        "transcash",
        "neosurf",
        "paysafecard",
    }
)
_ASKED: Final = frozenset(
    {
        *("available", "quick", "task", "favor", "favour", "errand", "discreet", "discretion", "desk", "meeting"),
        *(
            "reimburse",
            "urgently",
            "disponible",
            "rapide",
            "tache",
            "rembourse",
            "rembourserai",
            "deplacement",
            "verfugbar",
        ),
        *("aufgabe", "entre"),
    }
)
_PHONE: Final = re.compile(r"\+?\(?\d[\d().\s-]{7,20}\d")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d|\d\d[./]\d\d[./]\d{2,4}")
_DIGITS: Final = range(9, 16)  # of a telephone number (ITU-T E.164: at most 15)
_BAIT: Final = frozenset(
    {
        *(("verify", "account"), ("account", "loss"), ("parcel", "fee"), ("mailbox", "loss"), ("document", "click")),
        ("refund", "claim"),
    }
)


def credentials(facts: Facts) -> Iterator[Reason]:
    """Notice: something about an account is to be confirmed, or else."""
    wording = facts.wording
    asked = wording.near.get(("verify", "account"))
    lost = wording.near.get(("account", "loss")) or wording.near.get(("mailbox", "loss"))
    if asked:
        yield Reason(Code.ASKS_CREDENTIALS, asked)
    if lost:
        yield Reason(Code.THREATENS_LOSS, lost)


def pressure(facts: Facts) -> Iterator[Reason]:
    """Notice: a short time, and urgent words."""
    counts = facts.wording.counts
    if facts.wording.has_deadline or counts.get("urgent", 0) >= _ENOUGH:
        yield Reason(Code.PRESSES_TIME)


def pretexts(facts: Facts) -> Iterator[Reason]:
    """Notice: a full mailbox, a parcel with a fee, money back, a document to be opened."""
    near, counts = facts.wording.near, facts.wording.counts
    if ("mailbox", "loss") in near or (("mailbox", "verify") in near and counts.get("mailbox", 0) >= _ENOUGH):
        yield Reason(Code.MAILBOX_PRETEXT, near.get(("mailbox", "loss"), ""))
    if ("parcel", "fee") in near or (counts.get("parcel", 0) >= 2 and ("parcel", "loss") in near):  # noqa: PLR2004 (twice)
        yield Reason(Code.PARCEL_PRETEXT, near.get(("parcel", "fee"), ""))
    if ("refund", "claim") in near and facts.links:
        yield Reason(Code.REFUND_PRETEXT, near[("refund", "claim")])
    if ("document", "click") in near and (facts.foreign or facts.files):
        yield Reason(Code.DOCUMENT_PRETEXT, near[("document", "click")])


def money(facts: Facts) -> Iterator[Reason]:
    """Notice: a fortune from a stranger, blackmail, a small favour, a new bank account."""
    near, counts = facts.wording.near, facts.wording.counts
    if ("money", "stranger") in near and counts.get("money", 0) >= _ENOUGH:
        yield Reason(Code.OFFERS_MONEY, near[("money", "stranger")])
    if counts.get("extort", 0) >= 5 and "bitcoin" in facts.text.lower():  # noqa: PLR2004 (a shop that takes bitcoin has fewer)
        yield Reason(Code.EXTORTS)
    words = facts.wording.words
    is_short = len(words) < _SHORT and not facts.links
    if counts.get("favour", 0) >= _ENOUGH and is_short and not (_GIFTS.isdisjoint(words) or _ASKED.isdisjoint(words)):
        yield Reason(Code.ASKS_FAVOUR)
    is_foreign = facts.author in FREE_MAIL or bool(facts.replies)
    if counts.get("transfer", 0) > 1 and counts.get("secret", 0) > 1 and is_foreign and len(words) < _SHORT:
        # A false superior who is in a hurry. Their own people have a mailbox of the firm's.
        yield Reason(Code.ASKS_FAVOUR)
    if counts.get("paychange", 0) >= _MUCH_OF_BANKS and is_foreign and not facts.is_bulk:
        yield Reason(Code.CHANGES_PAYMENT)


def call_back(facts: Facts) -> Iterator[Reason]:
    """Notice: something was charged that nobody ordered, and a number to call; no link that could be looked at."""
    counts = facts.wording.counts
    if facts.is_bulk or facts.is_answer or not all(counts.get(kind) for kind in ("charge", "undo", "call")):
        return
    named = any(facts.imitated.named_in(text) for text in (facts.name, facts.subject, facts.wording.opening))
    is_stranger = facts.author in FREE_MAIL or (named and not facts.author_name)
    if is_stranger:
        for number in _PHONE.findall(_DATE.sub(" ", facts.text[:MAX_CHARACTERS])):
            if sum(sign.isdigit() for sign in number) in _DIGITS:
                yield Reason(Code.ASKS_CALL, " ".join(number.split()))
                return


def greeting(facts: Facts) -> Iterator[Reason]:
    """Notice: addressed to a customer, not to a person."""
    found = facts.wording.near.get(("dear", "greeting"), "")
    if found and len(found.split()) <= _ENOUGH and found in facts.wording.opening:
        yield Reason(Code.ANONYMOUS_GREETING, found)


def bait_leads_away(facts: Facts) -> Iterator[Reason]:
    """Notice: an account, a mailbox or a parcel is in danger, and every link leads away from the sender."""
    if facts.is_bulk or not facts.foreign or not _BAIT & facts.wording.near.keys():
        return
    counters = sum(link.url is not None and registrable(link.url.host) in MAILERS for link in facts.foreign)
    if sum(link.url is not None for link in facts.links) == len(facts.foreign) and counters < len(facts.foreign):
        url = facts.foreign[0].url
        yield Reason(Code.BAIT_LEADS_AWAY, f"{facts.author} → {url.host if url else ''}")


def brand_misused(facts: Facts) -> Iterator[Reason]:
    """Notice: somebody is named who wants something, and neither sender nor links are theirs."""
    wording = facts.wording
    if (facts.author_name and facts.author not in FREE_MAIL) or not facts.foreign or not _BAIT & wording.near.keys():
        return
    named = facts.imitated.named_in(facts.subject)
    if not named:
        # Further down, letters name where else their sender is found, and link to it.
        named = facts.imitated.named_in(wording.opening)
        if any(link.url and facts.imitated.owner_of(link.url.host) == named for link in facts.links):
            return
    if named and not facts.is_answer and not facts.is_bulk:
        yield Reason(Code.BRAND_MISUSED, named)


RULES: Final = (credentials, pressure, pretexts, money, call_back, greeting, bait_leads_away, brand_misused)
