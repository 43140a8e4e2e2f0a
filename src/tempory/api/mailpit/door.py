"""Who asks: the holder of a mailbox, by its secret as Basic password (RFC 7617 §2) or bearer token (RFC 6750)."""

from base64 import b64decode
from dataclasses import dataclass
from typing import final

from starlette.requests import Request

from tempory.api.limits import Limiter
from tempory.api.problems import Problem, ProblemError
from tempory.api.recording import record, verb_of
from tempory.mailboxes import Mailboxes, MailboxGone, OpenMailbox
from tempory.sealing import SecretKind
from tempory.values import InvalidValueError


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Opens the mailbox of whoever asks, and slows down a peer whose secrets keep failing."""

    mailboxes: Mailboxes
    failures: Limiter

    async def admit(self, request: Request) -> OpenMailbox:
        """Return the caller's mailbox, opened for this request and recorded; a problem with status 401 otherwise."""
        opened = await self._open(request)
        await record(self.mailboxes, request, opened.mailbox.id, verb_of(request))
        return opened

    async def _open(self, request: Request) -> OpenMailbox:
        try:
            return await self.mailboxes.open(SecretKind.TOKEN.parse(_password(request)))
        except (MailboxGone, InvalidValueError):
            self.failures.take(request.state.peer)
            raise ProblemError(Problem.MAILBOX_GONE, "The password is no living mailbox's secret (tpy_…).") from None


def _password(request: Request) -> str:
    headers = request.headers.getlist("authorization")
    scheme, _, text = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    match scheme.lower():
        case "bearer":
            return text.strip()
        case "basic":
            return _basic_password(text.strip())
        case _:
            raise ProblemError(Problem.CREDENTIAL_MISSING, "Give the mailbox's secret (tpy_…) as the password.")


def _basic_password(text: str) -> str:
    try:
        return b64decode(text, validate=True).decode().partition(":")[2]
    except ValueError:  # not base64, not ASCII, not UTF-8
        return ""
