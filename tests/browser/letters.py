"""Mail as people get it, and as nobody should."""

import struct
import zlib
from dataclasses import dataclass, field
from email.message import EmailMessage

REMOTE = "elsewhere.invalid"


def draw_picture(width: int = 220, height: int = 120, colour: tuple[int, int, int] = (10, 107, 80)) -> bytes:
    """Return a PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    sender: str = "Maya Lindqvist <maya@elsewhere.example>"
    text: str = ""
    html: str = ""
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    inline: dict[str, bytes] = field(default_factory=dict)

    def encode(self, recipient: str) -> bytes:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = recipient
        message["Subject"] = self.subject
        message["Date"] = "Sat, 21 Nov 2026 20:14:00 +0000"
        message["Message-ID"] = "<one@elsewhere.example>"
        if self.text:
            message.set_content(self.text)
        if self.html and self.text:
            message.add_alternative(self.html, subtype="html")
        elif self.html:
            message.set_content(self.html, subtype="html")
        for name, picture in self.inline.items():
            part = message.get_body(("html",))
            assert isinstance(part, EmailMessage)
            part.add_related(picture, "image", "png", cid=f"<{name}>", filename=f"{name}.png", disposition="inline")
        for name, kind, content in self.attachments:
            main, sub = kind.split("/")
            message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


CODE = Letter(
    subject="Your sign-in code",
    sender="Lumen Accounts <no-reply@lumen.example>",
    text="Hello,\n\nYour verification code is 481516. It is valid for ten minutes.\n\n"
    "If you did not ask for it, read https://lumen.example/help?ref=mail.\n\nThe Lumen team\n",
)

TRAVEL_HTML = """<html><head><style>
  .hero { background: #14342b; color: #fff; padding: 32px; border-radius: 8px; } h1 { font-family: Georgia, serif; }
</style></head><body style="background: #f1f3ef"><table width="600" align="center" bgcolor="#ffffff" cellpadding="0">
<tr><td style="padding: 24px"><div class="hero"><h1>Your autumn itinerary</h1><p>Lisbon, Porto. Three nights.</p></div>
<p>Here is the booking you asked for. Your boarding passes are attached, and the map is below.</p>
<img src="cid:map" alt="Map" width="220" height="120">
<img src="https://cdn.elsewhere.invalid/banner.png" alt="The quay at dusk" width="552" height="90">
<img src="https://pixel.elsewhere.invalid/o.gif" width="1" height="1">
<p><a href="https://travel.example/booking/48213">View the booking</a></p></td></tr></table></body></html>"""

TRAVEL = Letter(
    subject="Your itinerary: Lisbon and Porto",
    sender="Northline Travel <booking@travel.example>",
    text="Your itinerary as text.\n",
    html=TRAVEL_HTML,
    inline={"map": draw_picture()},
    attachments=(
        ("boarding-passes.pdf", "application/pdf", b"%PDF-1.4 boarding" * 900),
        ("porto.png", "image/png", draw_picture(300, 200, (196, 138, 66))),
    ),
)

FRIEND = Letter(
    subject="Les épreuves du catalogue",
    sender="Mireille Aubert <mireille@atelier.example>",
    text="Bonjour,\n\nVoici les épreuves. Dites-moi ce que vous pensez du papier et du vert de la couverture : il me "
    "semble un peu plus profond que sur l’écran, mais je l’aime bien ainsi.\n\nMireille\n",
)

BUILD = Letter(
    subject="[staging] Welcome mail test #214 passed",
    sender="build@ci.example",
    text="All 48 checks passed in 3 min 12 s.\n\nsmtp ok\nhtml ok\nlinks ok\n",
)

PARCEL = Letter(
    subject="Your pick-up code",
    sender="Parcel Point <hello@parcel.example>",
    text="Your parcel waits at Rue des Lilas. Your pick-up code is 734 209.\n",
)
