"""mail.phishing: letters of our own, harmless and not, go through the running server; its verdicts are read back.

Nothing dangerous is sent: hosts end in .invalid or .example (RFC 6761 §6.4, §6.5), and the program is two letters long.
"""

import smtplib
from collections.abc import Iterator
from typing import Final

import msgspec

from tempory.client import Client, Mailbox
from tempory.policy import Finding
from tempory.probes.canary import canary_mailbox, smtp_door
from tempory.probes.doors import trusting_context
from tempory.probes.examination import Examination, Target, broken, kept, unknown
from tempory.sealing import Verdict

PROBES: Final = ("phishing.caught", "phishing.spared")
_HTML: Final = "Content-Type: text/html; charset=utf-8\r\n\r\n"
_FILE: Final = (
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe invoice is attached.\r\n--b\r\n"
    'Content-Type: application/octet-stream; name="{name}"\r\n\r\nMZ\r\n--b--\r\n'
)

# Each of another kind, so that one rule alone cannot keep the promise.
PHISHING: Final = (
    (
        f"From: PayPal Service <a@probe.invalid>\r\nSubject: Your account has been limited\r\n{_HTML}"
        '<p>Verify your account: <a href="http://probe.example/x">https://www.paypal.com/signin</a></p>\r\n'
    ),
    (
        "From: Netflix <a@probe.invalid>\r\nSubject: Your membership is suspended\r\n\r\n"
        "Update your payment details within 24 hours: https://netflix-account.example/login\r\n"
    ),
    (
        f"From: Mail Administrator <a@probe.invalid>\r\nSubject: Mailbox quota exceeded\r\n{_HTML}<p>Dear user, your "
        'mailbox is full and will be deactivated. <a href="http://192.0.2.7/webmail">Verify your account</a></p>\r\n'
    ),
    (
        "From: Colissimo <a@probe.invalid>\r\nSubject: Votre colis est en attente\r\n\r\nCher client, votre colis est "
        "bloque, des frais de 1,99 EUR sont a regler sous 48 heures : http://colissimo-suivi.example/payer\r\n"
    ),
    f"From: Billing <a@probe.invalid>\r\nSubject: Invoice\r\n{_FILE.format(name='invoice.pdf.exe')}",
)
ORDINARY: Final = (
    "From: Maya <maya@probe.invalid>\r\nSubject: Lunch\r\n\r\nShall we meet on Friday at noon?\r\n",
    (
        "From: Shop <a@probe.invalid>\r\nSubject: Confirm your address\r\n\r\nPlease confirm your address: "
        "https://shop.probe.invalid/confirm?t=1\r\n"
    ),
    "From: News <news@probe.invalid>\r\nList-Unsubscribe: <https://probe.invalid/u>\r\nSubject: Weekend sale\r\n"
    + _HTML
    + '<p>Save 30 %. <a href="https://click.probe.example/t/1">Shop now</a></p>\r\n',
)


def examine_phishing(target: Target) -> Iterator[Finding]:
    """Send both kinds to a mailbox of our own, and count what was recognised and what was wronged."""
    with Client(target.server, ca=target.ca) as client, canary_mailbox(client) as canary:
        phishing = [_verdict_on(text, canary.mailbox, target) for text in PHISHING]
        ordinary = [_verdict_on(text, canary.mailbox, target) for text in ORDINARY]
    if None in {*phishing, *ordinary}:
        yield unknown("phishing.caught", "a letter did not arrive, or arrived without a verdict")
        yield unknown("phishing.spared", "a letter did not arrive, or arrived without a verdict")
        return
    missed = sum(level == "none" for level in phishing)
    wronged = sum(level != "none" for level in ordinary)
    caught = f"{len(phishing) - missed} of {len(phishing)} forged letters were recognised"
    spared = f"{len(ordinary) - wronged} of {len(ordinary)} ordinary letters were left alone"
    yield broken("phishing.caught", caught) if missed else kept("phishing.caught", caught)
    yield broken("phishing.spared", spared) if wronged else kept("phishing.spared", spared)


def _verdict_on(text: str, mailbox: Mailbox, target: Target) -> str | None:
    """Send one letter, and return the level of the verdict in its sealed summary; None if there is none."""
    door = smtp_door(target)
    seen = {message.id for message in mailbox.messages()}
    octets = f"To: <{mailbox.address}>\r\n{text}".encode("ascii")
    with smtplib.SMTP(door.host, door.port, timeout=target.patience) as smtp:
        smtp.starttls(context=trusting_context(target))
        smtp.sendmail("probe@probe.invalid", [str(mailbox.address)], octets)
    fresh = [message for message in mailbox.messages() if message.id not in seen]
    verdict = fresh[0].summary.verdict if fresh and fresh[0].summary is not None else msgspec.UNSET
    return verdict.level if isinstance(verdict, Verdict) else None


PHISHING_EXAMINATION = Examination(probes=PROBES, examine=examine_phishing, timeout=120)
