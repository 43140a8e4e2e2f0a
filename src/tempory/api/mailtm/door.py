"""Who a client is: by the token that its password gave, or by a mailbox's own secret (`tpy_…`). RFC 6750 §2.1.

A peer whose tokens keep failing is slowed down, as in our own API; a token that is right is always answered.
"""

from dataclasses import dataclass
from typing import final

from starlette.requests import Request

from tempory.accesslog import Verb
from tempory.api.limits import Limiter
from tempory.api.mailtm.tokens import parse_token
from tempory.api.problems import Problem, ProblemError
from tempory.api.recording import record, verb_of
from tempory.mailboxes import Credentials, Mailboxes, MailboxGone, OpenMailbox
from tempory.sealing import SecretKind
from tempory.values import InvalidValueError


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Opens the mailbox of whoever asks."""

    mailboxes: Mailboxes
    credentials: Credentials
    failures: Limiter

    async def admit(self, request: Request, verb: Verb | None = None) -> OpenMailbox:
        """Return the caller's mailbox, opened for this request and recorded; a problem with status 401 otherwise."""
        opened = await self.admit_unrecorded(request)
        await record(self.mailboxes, request, opened.mailbox.id, verb or verb_of(request))
        return opened

    async def admit_unrecorded(self, request: Request) -> OpenMailbox:
        """As `admit`, for forgetting alone, which goes ahead without the log and is recorded after."""
        try:
            return await self._open(_bearer(request))
        except (MailboxGone, InvalidValueError):
            self.failures.take(request.state.peer)
            raise ProblemError(Problem.MAILBOX_GONE, "Invalid or expired token.") from None

    async def admit_to_account(self, request: Request, verb: Verb | None) -> OpenMailbox:
        """As `admit`, for the account that the path names: others do not exist for this caller.

        `verb` None is for forgetting.
        """
        opened = await self.admit_unrecorded(request)
        if verb is not None:
            await record(self.mailboxes, request, opened.mailbox.id, verb)
        if request.path_params["id"] != str(opened.mailbox.id):
            raise ProblemError(Problem.NOT_FOUND, "Not Found")
        return opened

    async def _open(self, text: str) -> OpenMailbox:
        if text.startswith(SecretKind.TOKEN.value):
            return await self.mailboxes.open(SecretKind.TOKEN.parse(text))
        return await self.credentials.open(parse_token(text))


def _bearer(request: Request) -> str:
    headers = request.headers.getlist("authorization")
    scheme, _, text = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not text.strip():
        raise ProblemError(Problem.CREDENTIAL_MISSING, "Token not found.")
    return text.strip()
