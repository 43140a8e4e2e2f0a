"""Invented mail to train and measure the verdict with: families of templates, spun and dressed by dice with a seed.

No corpus of real mail whose licence allows it could be had (docs/verdict-model.md), so this one is made up. What it cannot
show is how often real mail looks like this; it is held out by family, never by message, so that at least no sentence
learnt from is measured on. Enter at `make_corpus`.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from bench.verdict_corpus.families import Family
from bench.verdict_corpus.ordinary import ORDINARY
from bench.verdict_corpus.ordinary_elsewhere import ORDINARY_ELSEWHERE
from bench.verdict_corpus.phishing import PHISHING
from bench.verdict_corpus.phishing_elsewhere import PHISHING_ELSEWHERE

_SPIN: Final = re.compile(r"\{([^{}]*)\}")
_NAMES: Final = (
    "Anna Berg",
    "John Carter",
    "Marie Dupont",
    "Paul Martin",
    "Lena Vogt",
    "Luis Ortega",
    "Emma Clarke",
    "Hugo Petit",
)
_FIRMS: Final = (
    "Larkfield",
    "Nordholm",
    "Quentis",
    "Belmora",
    "Tavonne",
    "Ostrava Tools",
    "Greenmill",
    "Ferrand",
    "Kolibri",
    "Sunhaven",
)
_BRANDS: Final = {
    "PayPal": "paypal.com",
    "Amazon": "amazon.com",
    "Apple": "apple.com",
    "Microsoft": "microsoft.com",
    "HSBC": "hsbc.com",
    "Chase": "chase.com",
    "eBay": "ebay.com",
    "Netflix": "netflix.com",
}
_BRANDS_FR: Final = {
    "Crédit Agricole": "credit-agricole.fr",
    "La Banque Postale": "labanquepostale.fr",
    "BNP Paribas": "bnpparibas.net",
    "Boursorama": "boursorama.fr",
}
_OTHERS: Final = {"LinkedIn": "linkedin.com", "Facebook": "facebookmail.com", "GitHub": "github.com"}
_FREE: Final = ("gmail.com", "yahoo.com", "hotmail.com", "gmx.de", "free.fr", "outlook.com")
_STEMS: Final = (
    "harbour",
    "pinewood",
    "lumina",
    "casa",
    "delta",
    "atelier",
    "bluefin",
    "metro",
    "vertex",
    "alpina",
    "jardin",
    "kite",
)
_ENDINGS: Final = ("com", "net", "org", "fr", "de", "co.uk", "io", "com.br", "example")
_CHEAP: Final = ("top", "xyz", "click", "online", "site", "shop", "icu")

NAMES: Final = frozenset(" ".join((*_NAMES, *_FIRMS, *_STEMS)).lower().split())
"""Words that are invented: nothing may be learnt from them."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """One message, its family, and whether it is phishing."""

    content: bytes
    family: str
    is_phishing: bool


def make_corpus(per_family: int, seed: int = 1) -> Iterator[Specimen]:
    """Give `per_family` messages of each family, the same for the same seed."""
    for is_phishing, families in (
        (True, PHISHING + PHISHING_ELSEWHERE),
        (False, ORDINARY + ORDINARY_ELSEWHERE),
    ):
        for family in families:
            for number in range(per_family):
                dice = random.Random(f"{seed}/{family[0]}/{number}")
                yield Specimen(_Writer(dice, family, is_phishing=is_phishing).write(), family[0], is_phishing)


class _Writer:
    """Writes one message."""

    def __init__(self, dice: random.Random, family: Family, *, is_phishing: bool) -> None:
        self._dice, self._phishing = dice, is_phishing
        _, self._language, self._senders, self._subjects, self._sentences, self._links = family
        self._name, self._firm = dice.choice(_NAMES), dice.choice(_FIRMS)
        brands = _BRANDS_FR if self._language == "fr" else _BRANDS
        self._brand, self._brand_host = dice.choice(list(brands.items()))
        self._shop = f"{self._firm.lower().replace(' ', '')}.{dice.choice(_ENDINGS)}"
        self._stranger = (
            f"{dice.choice(_STEMS)}{dice.choice(['', '-', ''])}{dice.choice(_STEMS)}.{dice.choice(_ENDINGS)}"
        )

    def write(self) -> bytes:
        message = EmailMessage(policy=SMTP)
        sender = self._spin(self._dice.choice(self._senders))
        message["From"] = self._address(sender)
        message["To"] = "Ann Reader <ann@reader.example>"
        message["Subject"] = self._spin(self._dice.choice(self._subjects))
        message["Date"] = "Mon, 12 Oct 2026 09:00:00 +0000"
        message["Message-ID"] = f"<{self._dice.getrandbits(60):x}@{self._stranger}>"
        if self._links in {"tracked", "list"}:
            message["List-Unsubscribe"] = f"<https://{self._shop}/u>"
        lines = [self._spin(sentence) for sentence in self._sentences if self._dice.random() > 0.12]
        self._fill(message, lines)
        for part in message.walk():
            if part.is_multipart():
                part.set_boundary(f"=-{self._dice.getrandbits(60):x}")
        return bytes(message)

    def _fill(self, message: EmailMessage, lines: list[str]) -> None:
        target, shown = self._target()
        text = "\n\n".join(lines)
        is_bare = (
            self._links.endswith("bare") or self._links == "list" or (self._phishing and self._dice.random() < 0.25)
        )
        if is_bare and target:
            text += f"\n\n{target}\n"
        is_text = is_bare or (not target and self._links != "form")
        if is_text or self._dice.random() < 0.5:
            message.set_content(text if is_text else f"{text}\n\n{target}\n")
        if not is_text:
            markup = "".join(f"<p>{line}</p>" for line in lines)
            markup += f'<a href="{target}">{shown}</a>' if target else ""
            if self._links == "form":
                markup += '<form action="https://' + self._stranger + '/p"><input name=u><input type="password"></form>'
            page = f"<html><head><style>p {{margin: 0}}</style></head><body>{markup}</body></html>"
            if message.get_content_type() == "text/plain" and message.get_payload():
                message.add_alternative(page, subtype="html")
            else:
                message.set_content(page, subtype="html")
        self._attach(message)

    def _attach(self, message: EmailMessage) -> None:
        if self._links == "pdf":
            message.add_attachment(b"%PDF-1.4 invented", maintype="application", subtype="pdf", filename="invoice.pdf")
        elif self._links == "page":
            page = b"<html><script>document.write(atob('PGZvcm0+'))</script></html>"
            message.add_attachment(
                page,
                maintype="text",
                subtype="html",
                filename=self._dice.choice(["advice.html", "Scan_22.htm", "remit.shtml"]),
            )
        elif self._links == "program":
            name = self._dice.choice(["invoice.pdf.exe", "order.js", "PO-22.iso", "docs.docm", "list.vbs"])
            message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename=name)

    def _target(self) -> tuple[str, str]:
        """Return where the link leads and what it shows."""
        token = f"{self._dice.getrandbits(40):x}"
        if self._links in {"none", "form", "page", "program", "pdf"}:
            return "", ""
        if not self._phishing:
            host = {
                "tracked": f"click.{self._dice.choice(_STEMS)}mail.com",
                "inside": "intranet.reader.example",
                "theirs": f"www.{self._theirs()}",
            }
            place = host.get(self._links, self._shop)
            path = self._dice.choice(["account/orders", "confirm", "login", "t", "view", "reset"])
            shown = self._dice.choice(["View", "More", f"www.{self._shop}", "Confirm", "Open"])
            return f"https://{place}/{path}/{token}", shown if self._links != "theirs" else "View"
        bait = self._brand.lower().split()[0].replace("é", "e")
        hosts = (
            f"http://{self._stranger}/{self._dice.choice(['wp-content', 'secure', 'login', 'x', 'portal', 'track'])}/{token}",
            f"https://{bait}-{self._dice.choice(['secure', 'verify', 'account', 'support'])}.{self._dice.choice(_CHEAP)}/{token}",
            f"http://{self._brand_host}.{self._stranger}/signin",
            f"https://{self._dice.choice(_STEMS)}-{token[:4]}.{self._dice.choice(['weebly.com', 'web.app', 'pages.dev', 'wixsite.com'])}/",
            f"https://bit.ly/{token[:6]}",
            f"http://{self._dice.randint(11, 200)}.{self._dice.randint(1, 250)}.3.4/{bait}/",
            f"https://{self._stranger}/#ann@reader.example",
            f"https://{self._dice.choice(_STEMS)}{token[:3]}.{self._dice.choice(_CHEAP)}/{token}",
        )
        target = self._dice.choice(hosts)
        shown = (
            f"https://www.{self._brand_host}/signin"
            if self._links == "shown" and self._dice.random() < 0.6
            else "Click here"
        )
        return target, '<img src="cid:a">' if self._links == "picture" else shown

    def _theirs(self) -> str:
        return self._brand_host if "BRAND" in self._senders[0] else _OTHERS[self._other]

    _other = "GitHub"

    def _address(self, sender: str) -> str:
        name, _, kind = sender.rstrip(">").partition(" <")
        if name in _OTHERS:
            self._other = name
        local = self._dice.choice(["info", "no-reply", "service", "support", "news", "admin"])
        person = self._name.lower().replace(" ", ".")
        spoofed = self._phishing and "BRAND" in self._senders[0] and self._dice.random() < 0.35
        address = {
            "HOST": f"{local}@{self._brand_host if spoofed else self._stranger}",
            "FREE": f"{person}{self._dice.randint(1, 99)}@{self._dice.choice(_FREE)}",
            "WORK": f"{person}@{self._shop}",
            "SHOP": f"{local}@{self._shop}",
            "INSIDE": f"{local}@reader.example",
            "THEIRS": f"{local}@{self._theirs()}",
        }[kind]
        if self._phishing and kind == "HOST" and self._dice.random() < 0.3:
            name = ""  # most rules look at the name; many forgers give none that they know
        return f'"{name}" <{address}>' if name else address

    def _spin(self, text: str) -> str:
        while (match := _SPIN.search(text)) is not None:
            text = text[: match.start()] + self._dice.choice(match[1].split("|")) + text[match.end() :]
        text = text.replace("BRANDLESS", self._firm).replace("BRANDFR", self._brand).replace("BRAND", self._brand)
        return text.replace("NAME", self._dice.choice(_NAMES).split()[0])
