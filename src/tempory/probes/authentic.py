"""mail.authentic: whether signatures are told from forgeries, and whether anybody can speak in our own name."""

import asyncio
import smtplib
from collections.abc import Iterator
from time import time
from typing import Final, Literal

from tempory.client import Client
from tempory.mailauth import Answer, IPAddress, Letter, Outcome, Result, verify_dkim
from tempory.policy import Finding
from tempory.probes.canary import canary_mailbox, smtp_door
from tempory.probes.doors import trusting_context
from tempory.probes.examination import Examination, Target, broken, kept, unknown

PROBES = ("authenticity.vectors", "authenticity.forged")
FIELD = "Authentication-Results"

# RFC 8463 Appendix A: the message and the two keys that its signatures are made with.
MESSAGE: Final = b"\r\n".join(
    (
        b"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;",
        b" d=football.example.com; i=@football.example.com;",
        b" q=dns/txt; s=brisbane; t=1528637909; h=from : to :",
        b" subject : date : message-id : from : subject : date;",
        b" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;",
        b" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus",
        b" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==",
        b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;",
        b" d=football.example.com; i=@football.example.com;",
        b" q=dns/txt; s=test; t=1528637909; h=from : to : subject :",
        b" date : message-id : from : subject : date;",
        b" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;",
        b" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3",
        b" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz",
        b" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=",
        b"From: Joe SixPack <joe@football.example.com>",
        b"To: Suzie Q <suzie@shopping.example.net>",
        b"Subject: Is dinner ready?",
        b"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
        b"Message-ID: <20030712040037.46341.5F8J@football.example.com>",
        b"",
        b"Hi.",
        b"",
        b"We lost the game.  Are you hungry yet?",
        b"",
        b"Joe.",
        b"",
    )
)
KEYS: Final = {
    "brisbane._domainkey.football.example.com": (b"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
    "test._domainkey.football.example.com": (
        b"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J"
        b"16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOT"
        b"IKT+l/K4w3QIDAQAB"
    ),
}


class _Records:
    """The two keys, and nothing else."""

    async def look_up_texts(self, name: str) -> Answer[bytes]:
        if name not in KEYS:
            return Answer(outcome=Outcome.NO_NAME)
        return Answer(outcome=Outcome.FOUND, records=(KEYS[name],))

    async def look_up_addresses(self, name: str, version: Literal[4, 6]) -> Answer[IPAddress]:  # noqa: ARG002 (as asked)
        return Answer(outcome=Outcome.NO_NAME)

    async def look_up_exchangers(self, name: str) -> Answer[str]:  # noqa: ARG002 (as asked)
        return Answer(outcome=Outcome.NO_NAME)

    async def look_up_pointers(self, address: IPAddress) -> Answer[str]:  # noqa: ARG002 (as asked)
        return Answer(outcome=Outcome.NO_NAME)


def examine_authentic(target: Target) -> Iterator[Finding]:
    """Verify a message that the whole world knows, and one letter of it changed; then try to lie in our own name."""
    yield _check_vectors()
    yield _check_forged(target)


def _check_vectors() -> Finding:
    probe = "authenticity.vectors"
    if _verify(MESSAGE) != [Result.PASS, Result.PASS]:
        return broken(probe, "the signatures of RFC 8463 are not verified")
    for changed in (MESSAGE.replace(b"lost", b"won"), MESSAGE.replace(b"dinner", b"supper")):
        if Result.PASS in _verify(changed):
            return broken(probe, "a message that was changed after it was signed is verified")
    return kept(probe, "the signatures of RFC 8463 hold, and do not once a word is changed")


def _verify(message: bytes) -> list[Result]:
    results = asyncio.run(verify_dkim(Letter(message), _Records(), now=int(time())))
    return [each.result for each in results]


def _check_forged(target: Target) -> Finding:
    probe = "authenticity.forged"
    door = smtp_door(target)
    with Client(target.server, ca=target.ca) as client, canary_mailbox(client) as canary:
        with smtplib.SMTP(door.host, door.port, timeout=target.patience) as smtp:
            smtp.starttls(context=trusting_context(target))
            smtp.ehlo()
            host = (smtp.ehlo_resp or b"").split()[0].decode("ascii")
            text = (
                f"{FIELD}: {host.upper()} (trust me);\r\n\tdmarc=pass header.from={canary.mark}\r\n"
                "From: Probe <probe@probe.invalid>\r\nSubject: probe\r\n\r\nprobe\r\n"
            )
            smtp.sendmail("probe@probe.invalid", [str(canary.mailbox.address)], text.encode("ascii"))
        message = canary.mailbox.wait(timeout=target.patience)
        if message is None or message.summary is None:
            return unknown(probe, "the probe's message did not arrive")
        raw, found = canary.mailbox.raw(message), message.summary.authentication
    if canary.mark.encode("ascii") in raw:
        return broken(probe, "results that were forged in our name arrive")
    if f"\r\n{FIELD}: {host};".encode("ascii") not in raw:
        return broken(probe, "the message does not say what was found out about its sender")
    if getattr(found, "state", "") not in {"unverified", "pretends"}:
        return broken(probe, "a sender whose domain does not exist is not told from others")
    return kept(probe, "forged results are removed, our own stand on top, and a sender that nobody knows is unverified")


AUTHENTIC = Examination(probes=PROBES, examine=examine_authentic)
