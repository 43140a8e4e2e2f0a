"""Why a report is not filed or decided. Each face maps them to its own codes."""

from tempory.values import Refusal


class ReportsClosed(Refusal):
    """Nobody of the team has made a key yet, or the key was replaced since the page asked for it."""


class TooManyReports(Refusal):
    """This mailbox has reported enough for now, or the queue is full."""


class NotAReport(Refusal):
    """It came to the report address by itself: a bounce, which nobody has written."""


class ReportTooLarge(Refusal):
    """The message is larger than what can be handed over."""
