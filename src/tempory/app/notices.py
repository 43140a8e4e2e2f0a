"""Letters that the service itself writes to holders of mailboxes: sealed to the mailbox like any other. RFC 5322."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address as Mailbox
from email.headerregistry import Group
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from tempory.accesslog import Record
from tempory.delivery import Delivery, Deposit, Deposits, Owner
from tempory.people import GlassRequest, Member
from tempory.values import INBOX, Domain, Instant, format_instant
from tempory.watch import Report, State

_SUBJECT: Final = {
    "en": "Your mailbox was opened by your organisation",
    "fr": "Votre boîte a été ouverte par votre organisation",
}
_TEXT: Final = {
    "en": (
        "Hello {name},\n\nyour organisation keeps a key to its members' mailboxes and is about to use it for yours.\n\n"
        "Reason: {reason}\nUntil: {until}\nAsked by: {asked}\nApproved by: {approved}\n\n"
        "Every access is recorded in the log that your account page shows. If you did not expect this, ask your data "
        "protection officer.\n"
    ),
    "fr": (
        "Bonjour {name},\n\nvotre organisation conserve une clé des boîtes de ses membres et va l’utiliser pour la "
        "vôtre.\n\nMotif : {reason}\nJusqu’au : {until}\nDemandé par : {asked}\nApprouvé par : {approved}\n\n"
        "Chaque accès est inscrit au journal que montre la page de votre compte. Si vous ne vous y attendiez pas, "
        "parlez-en à votre délégué à la protection des données.\n"
    ),
}


async def tell_of_broken_glass(
    delivery: Delivery, member: Member, request: GlassRequest, *, asked: str, approved: str
) -> None:
    """Deliver the letter; it is on disk when this returns. Raises what delivery raises: then nothing is opened."""
    address = member.addresses[0]
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Mailbox("Tempory", "postmaster", address.domain.name)
    letter["To"] = Mailbox(member.name, address.local, address.domain.name)
    letter["Subject"] = _SUBJECT[member.language]
    letter["Message-ID"] = f"<{request.id}@{address.domain.name}>"
    until = format_instant(request.ends_at if request.ends_at is not None else Instant(0))
    words = {"name": member.name, "reason": request.reason, "until": until, "asked": asked, "approved": approved}
    letter.set_content(_TEXT[member.language].format(**words))
    octets = letter.as_bytes()
    reservation = await delivery.reserve(address, len(octets))
    await delivery.deliver(octets, [reservation], reverse_path=None)


_DECIDED: Final = {
    State.CONFIRMED: ("Your report: it was phishing", "Votre signalement : c’était de l’hameçonnage"),
    State.HARMLESS: ("Your report: it is harmless", "Votre signalement : c’est inoffensif"),
}
_WHAT_NOW: Final = {
    State.CONFIRMED: (
        "The message you reported is a forgery. Do not follow its links, do not open its files, and delete it.",
        (
            "Le message que vous avez signalé est un faux. N’en suivez pas les liens, n’en ouvrez pas les fichiers, "
            "supprimez-le."
        ),
    ),
    State.HARMLESS: (
        "We looked at the message you reported and found nothing dangerous in it. Asking was right all the same.",
        (
            "Nous avons examiné le message que vous avez signalé et n’y avons rien trouvé de dangereux. Vous avez bien "
            "fait de demander."
        ),
    ),
}
_DECISION: Final = """\
{what_en}

{what_fr}

{answer}Thank you for reporting it. You help everybody here.
Merci de l’avoir signalé. Vous aidez tout le monde ici.

Received / reçu : {filed}
"""


async def tell_of_decision(
    deposits: Deposits, owner: Owner, report: Report, text: str, *, domain: Domain, records: Sequence[Record] = ()
) -> None:
    """Put the security team's answer into the reporter's INBOX. In both languages: nobody knows which the holder reads.

    Raises what depositing raises, such as `MailboxFull`.
    """
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Mailbox("Tempory", "phishing", domain.name)
    letter["To"] = Group("Reporter", ())  # RFC 5322 §3.4: a group of nobody, for the service does not know the address
    letter["Subject"] = " / ".join(_DECIDED[report.state])
    letter["Date"] = datetime.fromtimestamp((report.decided_at or report.filed_at) / 1000, UTC)
    letter["Message-ID"] = f"<{report.id}.report@{domain.name}>"
    letter["Auto-Submitted"] = "auto-replied"  # RFC 3834 §5
    what_en, what_fr = _WHAT_NOW[report.state]
    answer = f"{text}\n\n" if text else ""
    filed = format_instant(report.filed_at)
    letter.set_content(_DECISION.format(what_en=what_en, what_fr=what_fr, answer=answer, filed=filed))
    deposit = Deposit(content=letter.as_bytes(), flags=frozenset(), received_at=None)
    await deposits.put(owner, INBOX, [deposit], records=records)


_THANKS: Final = """\
Thank you: the message you forwarded is with the security team, who will look at it and answer you here.
Until then, follow no link of it, open none of its files, and give it no password.

Merci : le message que vous avez transféré est chez l’équipe de sécurité, qui l’examinera et vous répondra ici.
D’ici là, n’en suivez aucun lien, n’en ouvrez aucun fichier et ne lui donnez aucun mot de passe.

If it was not you who forwarded it, tell the team. / Si ce n’est pas vous qui l’avez transféré, dites-le à l’équipe.

Received / reçu : {filed}
"""


async def thank_for_forwarding(
    deposits: Deposits, owner: Owner, report: Report, *, domain: Domain, records: Sequence[Record] = ()
) -> None:
    """Put thanks for a message that was forwarded to the report address into the INBOX of who did; raises as `put`."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Mailbox("Tempory", "phishing", domain.name)
    letter["To"] = Group("Reporter", ())
    letter["Subject"] = "Thank you for your report / Merci de votre signalement"
    letter["Date"] = datetime.fromtimestamp(report.filed_at / 1000, UTC)
    letter["Message-ID"] = f"<{report.id}.thanks@{domain.name}>"
    letter["Auto-Submitted"] = "auto-replied"  # RFC 3834 §5
    letter.set_content(_THANKS.format(filed=format_instant(report.filed_at)))
    deposit = Deposit(content=letter.as_bytes(), flags=frozenset(), received_at=None)
    await deposits.put(owner, INBOX, [deposit], records=records)
