"""Letters that the service itself writes to its members: sealed to their mailbox like any other. RFC 5322."""

from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from tempory.delivery import Delivery
from tempory.people import GlassRequest, Member
from tempory.values import Instant, format_instant

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
