"""The mail that carries a report, ready to be sent. RFC 9990 §3.5.2 (subject, attachment), RFC 5322, RFC 2045.

Every field is made of names that were checked when they were read (`Domain`, `Address`), so none can end a line.
RFC 3834 §5: marked as automatic, so that nobody's machine answers it.
"""

from base64 import encodebytes
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from tempory.feedback.report import Report, format_day
from tempory.values import Address, Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLetter:
    """A message in the form of RFC 5322, and its envelope. The same report to the same recipient has the same `id`."""

    id: str
    sender: Address
    recipient: Address
    content: bytes = field(repr=False)


def compose_letter(report: Report, *, to: Address, at: Instant) -> ReportLetter:
    """Return the message that brings `report` to `to`, dated `at`."""
    file = report.compress()
    reporter = report.reporter
    # What is in the file decides: base64 has no line that begins with two hyphens, and the text below has none either.
    boundary = f"report-{sha256(file).hexdigest()[:32]}"
    header = [
        f"From: {reporter.contact}",
        f"To: {to}",
        f"Subject: Report Domain: {report.domain}",
        f"\tSubmitter: {reporter.host}",
        f"\tReport-ID: <{report.id}>",
        f"Date: {format_datetime(datetime.fromtimestamp(at // 1000, UTC))}",
        f"Message-ID: <{report.id}>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
    ]
    text = [
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "This is a DMARC aggregate report (RFC 9990) about mail that claimed to come",
        f"from {report.domain} on {format_day(report.day)} (UTC).",
        "",
        f"It counts {report.tally.messages} messages, and names no recipient and no single message.",
    ]
    attachment = [
        "Content-Type: application/gzip",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment;",
        f'\tfilename="{report.file_name}"',
        "",
        *encodebytes(file).decode("ascii").splitlines(),
    ]
    lines = [*header, "", f"--{boundary}", *text, f"--{boundary}", *attachment, f"--{boundary}--", ""]
    return ReportLetter(
        id=f"{report.id} {to}",
        sender=reporter.contact,
        recipient=to,
        content="\r\n".join(lines).encode("ascii"),
    )
