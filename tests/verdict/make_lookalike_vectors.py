"""Makes lookalikes.json, which Python and the browser both run. `python tests/verdict/make_lookalike_vectors.py`

Python's answers are the reference: tempory.verdict.lookalikes, .hosts and .lists.
"""

import json
from pathlib import Path
from typing import Any

from tempory.verdict import lists
from tempory.verdict.hosts import parse_host, registrable
from tempory.verdict.lookalikes import Imitated, plain, skeleton

PATH = Path(__file__).parent / "lookalikes.json"

OWN = (
    *("larkfield.example", "mail.nordwind-energie.de", "corp.fr", "shop.harbour.co.uk", "bureau-vallee.fr", "sncf.fr"),
    *(
        "cafe.example",
        "gmail.com",
        "ann.weebly.com",
        "xn--mller-kva.example",
        "banque-populaire.fr",
        "stripe.com",
        "billing.corp.fr",
        "service.example",
    ),
)
HOSTS = (
    *("larkfield.example", "www.larkfield.example", "larkfie1d.example", "1arkfield.example", "larkfeld.example"),
    *("larkfields.example", "larkfield.xyz", "larkfield.com", "larkfield.de", "larkfield.weebly.com", "larkfield.co"),
    *(
        "larkfield-support.com",
        "support-larkfield.com",
        "larkfieldbilling.com",
        "securelarkfield.net",
        "larkfi\u0435ld.example",
    ),
    *(
        "xn--larkfild-c2h.example",
        "l\u00e4rkfield.example",
        "larkfieid.example",
        "larkfjeld.example",
        "parkland.example",
    ),
    *(
        "nordwind-energie.de",
        "nordwind-energle.de",
        "nordwindenergie.de",
        "n\u043erdwind-energie.de",
        "nordwind-energie.top",
    ),
    *(
        "c0rp.fr",
        "corp.com",
        "corps.fr",
        "corp-login.com",
        "harbour.co.uk",
        "harb0ur.co.uk",
        "harbor.co.uk",
        "harbour.com",
    ),
    *("bureau-va11ee.fr", "bureauvallee.fr", "bureau-vallee-client.fr", "sncf-remboursement.fr", "5ncf.fr", "sncf.xyz"),
    *(
        "cafe.xyz",
        "caf\u00e9.example",
        "gmai1.com",
        "grnail.com",
        "gmail.fr",
        "hotmail.com",
        "ann.wordpress.com",
        "m\u00fcller.example",
    ),
    *(
        "muller.example",
        "mueller.example",
        "banquepopulaire.fr",
        "banque-populaire-securite.com",
        "parkfield.example",
        "strive.example",
        "billing.example",
        "mailbilling.com",
        "banque-populaires.fr",
    ),
    *(
        "",
        ".",
        "localhost",
        "192.0.2.7",
        "a" * 64 + ".example",
        "a" * 260,
        "x.y.z",
        "-.example",
        "xn--.example",
        "xn--\u00e9.example",
    ),
    *("xn--a9999999999999.example", "STRA\u00dfE.example", "example", "co.uk", "a.co.uk"),
)
TEXTS = (
    *(
        "PayPal",
        "P\u0430yP\u0430l",
        "\u00c9l\u00e9onore D\u00fcrer",
        "STRASSE Stra\u00dfe",
        "rn vv cl nn",
        "0O1lI|",
        "\u03b1\u03b2\u03b5 \u03c2",
        "\uff30\uff41\uff59",
    ),
    *("", "a@b$c", "\u0130stanbul", "\u1e9e", "e\u0301", "\U0001d429ay"),
)


def make() -> dict[str, Any]:
    """Return all of it."""
    imitated = Imitated("", OWN_PARSED)
    cases = []
    for host in HOSTS:
        likeness = imitated.likeness(parse_host(host))
        cases.append({"host": host, "name": likeness and likeness.name, "how": likeness and likeness.how})
    return {
        "lists": {
            name: sorted(getattr(lists, name))
            for name in ("CHEAP_ENDINGS", "FREE_MAIL", "HOSTED", "INNOCENT", "ROLES", "SECOND_LEVEL")
        },
        "plain": {text: plain(text) for text in TEXTS},
        "skeleton": {text: skeleton(text) for text in TEXTS},
        "parse_host": {host: parse_host(host) for host in (*HOSTS, *OWN)},
        "registrable": {host: registrable(host) for host in (*HOSTS, *OWN)},
        "own": list(OWN_PARSED),
        "likeness": cases,
    }


OWN_PARSED = tuple(map(parse_host, OWN))


def encode() -> str:
    """Return the file's text."""
    return json.dumps(make(), indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(encode())
