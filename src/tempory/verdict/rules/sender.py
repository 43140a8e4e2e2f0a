"""Who the message says it is from."""

import re
from collections.abc import Iterator
from typing import Final

from tempory.verdict.facts import Facts, Standing
from tempory.verdict.hosts import registrable
from tempory.verdict.lists import FREE_MAIL, INSIDERS
from tempory.verdict.lookalikes import mixes_scripts, plain
from tempory.verdict.outcome import Code, Reason

_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_DOMAIN: Final = re.compile(r"\b((?:[\w-]{1,63}\.){1,4}(?:com|org|net|fr|de|gov|edu|eu|co\.uk|io))\b", re.IGNORECASE)


def sender_verified(facts: Facts) -> Iterator[Reason]:
    """Notice: the domain disowns the message, or is one worth imitating and nothing shows that it is theirs."""
    if facts.standing is Standing.PRETENDS:
        yield Reason(Code.SENDER_PRETENDS, facts.author)
    elif facts.standing is Standing.UNVERIFIED and facts.author_name and facts.author not in FREE_MAIL:
        yield Reason(Code.SENDER_UNVERIFIED, facts.author)


def sender_missing(facts: Facts) -> Iterator[Reason]:
    """Notice: RFC 5322 §3.6.2: From has an address."""
    if "@" not in facts.address:
        yield Reason(Code.SENDER_MISSING)


def sender_looks_alike(facts: Facts) -> Iterator[Reason]:
    """Notice: the domain looks like one that it is not."""
    likeness = facts.likeness(facts.host)
    if likeness is not None:
        yield Reason(Code.SENDER_LOOKS_ALIKE, f"{facts.host} ~ {likeness.name}")


def name_imitates(facts: Facts) -> Iterator[Reason]:
    """Notice: the display name is somebody's whose domain the address is not of."""
    named = facts.imitated.named_in(facts.name) if facts.name else ""
    # A known firm that names another ("by way of") is that firm; a stranger's mailbox at one of them is not.
    is_known = bool(facts.author_name) and facts.author not in FREE_MAIL
    if named and named != facts.author_name and not is_known:
        yield Reason(Code.NAME_IMITATES, f"{facts.name} <{facts.address}>")


def name_shows_address(facts: Facts) -> Iterator[Reason]:
    """Notice: the display name holds an address or a domain other than the real one."""
    if "@" not in facts.name and "." not in facts.name:
        return
    shown = _ADDRESS.search(facts.name.lower()) or _DOMAIN.search(facts.name.lower())
    if shown is None or registrable(shown[1]) == facts.author or facts.is_bulk:
        return
    owner = facts.imitated.owner_of(shown[1])
    if not owner or owner != facts.author_name:
        yield Reason(Code.NAME_SHOWS_ADDRESS, f"{facts.name} <{facts.address}>")


def name_claims_insider(facts: Facts) -> Iterator[Reason]:
    """Notice: the name says that it is the reader's own helpdesk, and the address is somebody else's."""
    name = plain(facts.name)
    readers = {registrable(address.rpartition("@")[2]) for address in facts.recipients}
    if facts.author in facts.imitated.own or facts.author in readers:
        return
    claimed = next((insider for insider in INSIDERS if insider in name), "")
    own = next((domain for domain in facts.imitated.own | readers if domain and domain in name), "")
    if claimed or own:
        yield Reason(Code.NAME_CLAIMS_INSIDER, f"{facts.name} <{facts.address}>")


def name_mixes_scripts(facts: Facts) -> Iterator[Reason]:
    """Notice: a word of name or subject mixes alphabets that look alike."""
    for text in (facts.name, facts.subject):
        if mixes_scripts(text):
            yield Reason(Code.NAME_MIXES_SCRIPTS, text)
            return


def reply_elsewhere(facts: Facts) -> Iterator[Reason]:
    """Notice: answers go to another's mailbox at a free host. Shops answer elsewhere too, but at their own."""
    if facts.is_bulk:
        return
    for domain in facts.replies:
        if domain != facts.author and domain in FREE_MAIL:
            yield Reason(Code.REPLY_ELSEWHERE, domain)
            return


RULES: Final = (
    sender_verified,
    sender_missing,
    sender_looks_alike,
    name_imitates,
    name_shows_address,
    name_claims_insider,
    name_mixes_scripts,
    reply_elsewhere,
)
