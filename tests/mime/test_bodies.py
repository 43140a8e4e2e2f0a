from tempory.mime import parse_structure
from tempory.mime.bodies import find_bodies


def bodies(content: bytes) -> tuple[list[bytes], list[bytes], list[bytes]]:
    found = find_bodies(parse_structure(content))
    plain, markup, attachments = (
        [part.body.cut(content) for part in each] for each in (found.plain, found.markup, found.attachments)
    )
    return plain, markup, attachments


def multipart(subtype: str, *parts: bytes, parameters: str = "") -> bytes:
    boundary = f"b{abs(hash(parts))}"
    head = f"Content-Type: multipart/{subtype}; boundary={boundary}{parameters}\r\n\r\n".encode()
    return head + b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{boundary}--".encode()


def leaf(text: str, kind: str = "text/plain", extra: str = "") -> bytes:
    return f"Content-Type: {kind}\r\n{extra}\r\n{text}".encode()


HTML = leaf("<p>", "text/html")
IMAGE = leaf("image", "image/png", "Content-ID: <i>\r\n")
PDF = leaf("pdf", "application/pdf", "Content-Disposition: attachment\r\n")


def test_single_parts() -> None:
    assert bodies(leaf("t")) == ([b"t"], [], [])
    assert bodies(HTML) == ([], [b"<p>"], [])
    assert bodies(PDF) == ([], [], [b"pdf"])
    assert bodies(leaf("t", extra="Content-Disposition: attachment\r\n")) == ([], [], [b"t"])


def test_alternatives() -> None:
    assert bodies(multipart("alternative", leaf("t"), HTML)) == ([b"t"], [b"<p>"], [])
    invitation = leaf("ics", "text/calendar")
    assert bodies(multipart("alternative", leaf("t"), HTML, invitation)) == ([b"t"], [b"<p>"], [b"ics"])


def test_related_and_mixed_as_mail_programs_nest_them() -> None:
    related = multipart("related", HTML, IMAGE)
    message = multipart("mixed", multipart("alternative", leaf("t"), related), PDF, leaf("more"))
    assert bodies(message) == ([b"t", b"more"], [b"<p>"], [b"image", b"pdf"])


def test_only_the_root_of_related_parts_is_shown() -> None:
    second = leaf("<q>", "text/html", "Content-ID: <root@x>\r\n")
    assert bodies(multipart("related", HTML, second)) == ([], [b"<p>"], [b"<q>"])
    by_name = multipart("related", HTML, second, parameters='; start="<root@x>"')
    assert bodies(by_name) == ([], [b"<q>"], [b"<p>"])
    unknown = multipart("related", HTML, second, parameters='; start="<other@x>"')
    assert bodies(unknown) == ([], [b"<p>"], [b"<q>"])
    within = multipart("related", HTML, multipart("mixed", leaf("t")))
    assert bodies(within) == ([], [b"<p>"], [b"t"])


def test_a_later_text_with_a_files_name_is_a_file() -> None:
    named = leaf("log", extra="Content-Disposition: inline; filename=x.log\r\n")
    assert bodies(multipart("mixed", leaf("t"), named)) == ([b"t"], [], [b"log"])
    assert bodies(multipart("mixed", named, leaf("t"))) == ([b"log", b"t"], [], [])


def test_signed_reports_and_messages() -> None:
    signature = leaf("sig", "application/pgp-signature")
    assert bodies(multipart("signed", leaf("t"), signature)) == ([b"t"], [], [b"sig"])
    inside = leaf("Subject: x\r\n\r\ninside", "message/rfc822")
    report = multipart("report", leaf("t"), leaf("r", "message/delivery-status"), inside)
    assert bodies(report) == ([b"t"], [], [b"r", b"Subject: x\r\n\r\ninside"])
