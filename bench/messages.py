"""Mail that looks like mail: multipart/alternative, a code and links in it, prose that compresses as prose does."""

import random
from email.message import EmailMessage
from email.policy import SMTP

KIBIBYTE = 1024

_SYLLABLES = (
    *(
        "ka",
        "lo",
        "mi",
        "ter",
        "ra",
        "ven",
        "du",
        "so",
        "pel",
        "an",
        "gri",
        "to",
        "mar",
        "fe",
        "lun",
        "is",
        "be",
        "cor",
    ),
    *("tal", "re", "ou", "pri", "sen", "da", "vo", "lit", "em", "bra", "qui", "ne", "sta", "or", "cha", "fi", "gor"),
    *("hul", "je", "kni", "pou", "wex", "yor", "zan"),
)


def build(size: int, seed: int) -> bytes:
    """Return a message of about `size` octets (1,024 at least), without Message-ID.

    It is ready for the wire: CRLF line ends, no line that starts with a dot, one CRLF at the end.
    """
    dice = random.Random(seed)
    words = ["".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4))) for _ in range(1_500)]
    code = dice.randint(100_000, 999_999)
    lines: list[str] = []
    room = size - len(_compose(code, lines, reference=seed))
    while True:
        line = " ".join(dice.choices(words, k=8))[:68] if dice.random() > 0.15 else "</p>\n<p>"
        room -= len(line) + 2 + line.count("\n")
        if room < 0:
            return _compose(code, lines, reference=seed)
        lines.append(line + "\n")


def _compose(code: int, lines: list[str], reference: int) -> bytes:
    message = EmailMessage(policy=SMTP.clone(max_line_length=76))
    message["From"] = "Load Shop <news@load.example>"
    message["To"] = "Customer <customer@tempory.test>"
    message["Subject"] = f"{code} is your code"
    message["Date"] = "Sat, 21 Nov 2026 20:00:00 +0000"
    link = f"https://load.example/v/{reference}"
    message.set_content(f"Your code is {code}.\n{link}\n", cte="7bit")
    html = f'<p>Your code is <b>{code}</b>.\n<a href="{link}">Confirm</a></p>\n' + "".join(lines)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=-b{reference:08d}")
    return bytes(message)
