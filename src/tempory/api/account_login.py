"""/api/v1/account/parameters, /session and /enrolment: coming in, and going out.

A refusal is answered a fixed time after the request, so that wrong, unknown and suspended take equally long.
"""

import asyncio
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.account_shapes import (
    AddressDemand,
    EnrolmentDemand,
    InvitationShape,
    LinkDemand,
    LogInDemand,
    ParametersShape,
    PasskeyLogInDemand,
    PasskeyRequestShape,
    PasswordDemand,
    ProofDemand,
    ResetDemand,
    SecondFactorDemand,
    SessionShape,
    StepUpDemand,
    StepUpRequestShape,
    show_ticket,
)
from tempory.api.answers import answer_json, answer_nothing
from tempory.api.bodies import read_json
from tempory.api.browsers import (
    clear_session,
    counted_peer,
    describe_browser,
    refuse_other_sites,
    set_session,
    signed_in,
)
from tempory.api.operations import KILOBYTE
from tempory.mailboxes import Mailboxes
from tempory.people import (
    FactorRefused,
    LogInRefused,
    NewMailbox,
    NewPassword,
    People,
    Proof,
    SignedIn,
    Ticket,
    TooManyAttempts,
    WrapKind,
)
from tempory.people.factors import confirmed_until
from tempory.sealing import MEMBER_PARAMETERS, SecretKind
from tempory.values import MailboxId, Secret, format_instant

REFUSAL_SECONDS: Final = 0.3
CREATION_OCTETS: Final = 8 * KILOBYTE
PASSKEY_OCTETS: Final = 16 * KILOBYTE


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LoginResource:
    """Handlers of signing in and out, and of one-time links."""

    people: People
    mailboxes: Mailboxes
    monotonic: Callable[[], float]

    async def parameters(self, request: Request) -> Response:
        wish = await read_json(request, AddressDemand, max_octets=KILOBYTE)
        salt, asked = await self.people.login.parameters(wish.address)
        return answer_json(
            ParametersShape(salt=salt, passes=asked.passes, lanes=asked.lanes, memory_kibibytes=asked.memory_kibibytes)
        )

    async def begin(self, request: Request) -> Response:
        refuse_other_sites(request)
        wish = await read_json(request, LogInDemand, max_octets=KILOBYTE)
        auth_half = SecretKind.MEMBER_AUTH.parse(wish.auth_half)
        async with self._even():
            answer = await self.people.login.begin(
                wish.address, auth_half, describe_browser(request), peer=counted_peer(request)
            )
        if isinstance(answer, Ticket):
            return answer_json(show_ticket(answer))
        return await self._let_in(answer)

    async def finish(self, request: Request) -> Response:
        refuse_other_sites(request)
        wish = await read_json(request, SecondFactorDemand, max_octets=PASSKEY_OCTETS)
        async with self._even():
            admitted = await self.people.login.finish(
                _parse(wish.ticket), _proof(wish), describe_browser(request), peer=counted_peer(request)
            )
        return await self._let_in(admitted)

    async def begin_passkey(self, request: Request) -> Response:
        refuse_other_sites(request)
        token, options = self.people.login.begin_passkey()
        text = SecretKind.TOKEN.encode(token).removeprefix(SecretKind.TOKEN.value)
        return answer_json(PasskeyRequestShape(ticket=text, passkey=options))

    async def finish_passkey(self, request: Request) -> Response:
        refuse_other_sites(request)
        wish = await read_json(request, PasskeyLogInDemand, max_octets=PASSKEY_OCTETS)
        async with self._even():
            admitted = await self.people.login.finish_passkey(
                _parse(wish.ticket), wish.passkey, describe_browser(request)
            )
        return await self._let_in(admitted)

    async def show(self, request: Request) -> Response:
        return answer_json(await self._show(signed_in(request)))

    async def leave(self, request: Request) -> Response:
        admitted = signed_in(request)
        await self.people.sessions.end(admitted.actor, admitted.member.id, admitted.session.id)
        return clear_session(answer_nothing())

    async def begin_step_up(self, request: Request) -> Response:
        member = signed_in(request).member.id
        held = sorted({factor.kind.value for factor in await self.people.factors.list(member)})
        options = await self.people.factors.challenge(member)
        return answer_json(StepUpRequestShape(methods=held or ["password"], passkey=options))

    async def step_up(self, request: Request) -> Response:
        admitted = signed_in(request)
        wish = await read_json(request, StepUpDemand, max_octets=PASSKEY_OCTETS)
        auth_half = None if wish.auth_half is None else SecretKind.MEMBER_AUTH.parse(wish.auth_half)
        async with self._even():
            await self.people.login.step_up(admitted, _proof(wish), auth_half, peer=counted_peer(request))
        return answer_json(await self._show(await self.people.sessions.find(admitted.token)))

    # One-time links

    async def show_link(self, request: Request) -> Response:
        wish = await read_json(request, LinkDemand, max_octets=KILOBYTE)
        async with self._even():
            invitation = await self.people.enrolment.show(SecretKind.ENROLMENT.parse(wish.link))
        escrow = self.people.office.rules.escrow
        member = invitation.member
        return answer_json(
            InvitationShape(
                purpose=invitation.purpose.value,
                name=member.name,
                language=member.language,
                addresses=[str(address) for address in member.addresses],
                passes=MEMBER_PARAMETERS.passes,
                lanes=MEMBER_PARAMETERS.lanes,
                memory_kibibytes=MEMBER_PARAMETERS.memory_kibibytes,
                mailbox=None if member.mailbox is None else str(member.mailbox),
                public_key=invitation.public_key,
                recovery_wrap=invitation.recovery_wrap,
                escrow_key=None if escrow is None else escrow.octets,
            )
        )

    async def enrol(self, request: Request) -> Response:
        refuse_other_sites(request)
        wish = await read_json(request, EnrolmentDemand, max_octets=CREATION_OCTETS)
        mailbox = NewMailbox(
            id=MailboxId.parse(wish.id),
            public_key=wish.public_key,
            recovery_wrap=wish.recovery_wrap,
            escrow_wrap=wish.escrow_wrap,
        )
        link = SecretKind.ENROLMENT.parse(wish.link)
        async with self._even():
            admitted = await self.people.enrolment.enrol(link, read_password(wish), mailbox, describe_browser(request))
        return await self._let_in(admitted, 201)

    async def reset(self, request: Request) -> Response:
        refuse_other_sites(request)
        wish = await read_json(request, ResetDemand, max_octets=CREATION_OCTETS)
        link = SecretKind.ENROLMENT.parse(wish.link)
        async with self._even():
            admitted = await self.people.enrolment.reset(link, read_password(wish), describe_browser(request))
        return await self._let_in(admitted)

    async def _let_in(self, admitted: SignedIn, status: int = 200) -> Response:
        return set_session(answer_json(await self._show(admitted), status), admitted)

    async def _show(self, admitted: SignedIn) -> SessionShape:
        mailbox = admitted.member.mailbox
        keyring = self.people.keyring
        wrap = None if mailbox is None else await keyring.inner_wrap(mailbox, WrapKind.PASSWORD)
        return SessionShape(
            id=str(admitted.session.id),
            member=str(admitted.member.id),
            name=admitted.member.name,
            mode=admitted.session.mode.value,
            second_factor=admitted.session.second_factor,
            roles=sorted(admitted.roles),
            permissions=sorted(admitted.permissions),
            csrf=admitted.csrf,
            expires_at=format_instant(admitted.session.expires_at),
            confirmed_until=format_instant(confirmed_until(admitted, self.people.office)),
            mailbox=None if mailbox is None else str(mailbox),
            public_key=None if mailbox is None else (await self.mailboxes.look(mailbox)).public_key,
            password_wrap=wrap,
            passkey_wrap=await self._passkey_wrap(admitted),
        )

    async def _passkey_wrap(self, admitted: SignedIn) -> bytes | None:
        """Return the wrap of the passkey that signed in last, for the page to open with its PRF."""
        mailbox = admitted.member.mailbox
        if mailbox is None:
            return None
        used = [factor for factor in await self.people.factors.list(admitted.member.id) if factor.used_at is not None]
        for factor in sorted(used, key=lambda factor: factor.used_at or 0, reverse=True):
            wrap = await self.people.keyring.inner_wrap(mailbox, WrapKind.PASSKEY, factor.id.octets)
            if wrap is not None:
                return wrap
        return None

    @asynccontextmanager
    async def _even(self) -> AsyncIterator[None]:
        """Let a refusal leave no sooner than a fixed time after it was asked for."""
        began = self.monotonic()
        try:
            yield
        except (LogInRefused, FactorRefused, TooManyAttempts):
            await asyncio.sleep(max(0.0, REFUSAL_SECONDS - (self.monotonic() - began)))
            raise


def read_password(wish: PasswordDemand) -> NewPassword:
    """Return a password as the domain takes it."""
    return NewPassword(
        salt=wish.salt,
        parameters=wish.read(),
        auth_half=SecretKind.MEMBER_AUTH.parse(wish.auth_half),
        inner_wrap=wish.wrapped_key,
    )


def _proof(wish: ProofDemand) -> Proof:
    return Proof(code=wish.code, recovery_code=wish.recovery_code, passkey=wish.passkey)


def _parse(ticket: str) -> Secret:
    return Secret(urlsafe_b64decode(ticket + "="))
