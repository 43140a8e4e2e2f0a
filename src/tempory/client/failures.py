"""What can go wrong between this client and a server.

Refused              the server said no, and why (RFC 9457); `slug` is stable, `hint` says what to do
Unreachable          no answer came: connection, name, certificate, time
MisunderstoodError   an answer came that is not one of this API's
"""

from tempory.values import Refusal, RemoteProtocolError, Unavailable


class Refused(Refusal):
    """The server's considered no. `public_reason` is its title, `hint` its detail, `retry_after` in seconds."""

    def __init__(self, *, slug: str, status: int, title: str, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(title)
        self.slug = slug
        self.status = status
        self.hint = detail
        self.retry_after = retry_after


class Unreachable(Unavailable):
    """No answer came. Nothing is known of whether the request was carried out."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class MisunderstoodError(RemoteProtocolError):
    """The answer is not one that this API gives: another program answers there, or another version."""
