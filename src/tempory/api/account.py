"""/api/v1/account: what a signed-in member sees and changes of their own. Every handler runs behind the guard."""

from base64 import b32encode
from dataclasses import dataclass
from typing import final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.account_login import CREATION_OCTETS, PASSKEY_OCTETS, read_password
from tempory.api.account_shapes import (
    AccountChange,
    AccountShape,
    AppPasswordDemand,
    PasskeyDemand,
    PasswordDemand,
    RecoveryCodesShape,
    RecoveryWrapDemand,
    RetentionDemand,
    RetentionShape,
    TotpDemand,
    TotpShape,
    show_app_password,
    show_factor,
    show_listed,
)
from tempory.api.answers import answer_json, answer_nothing
from tempory.api.bodies import read_json
from tempory.api.browsers import signed_in
from tempory.api.operations import KILOBYTE
from tempory.api.problems import Problem, ProblemError
from tempory.people import NewAppPassword, People, Role, WrapKind
from tempory.people.enrolment import check_wrap
from tempory.people.keyring import NewWrap
from tempory.people.office import DAY
from tempory.sealing import MEMBER_PARAMETERS
from tempory.values import InvalidValueError, RecordId, Secret, format_instant


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountResource:
    """Handlers of the member's own account."""

    people: People

    async def show(self, request: Request) -> Response:
        admitted, people = signed_in(request), self.people
        member = admitted.member
        password = None if member.mailbox is None else await people.keyring.password(member.mailbox)
        kinds = set() if member.mailbox is None else await people.keyring.kinds(member.mailbox)
        grants = await people.office.store.grants(member.id)
        return answer_json(
            AccountShape(
                id=str(member.id),
                name=member.name,
                language=member.language,
                addresses=[str(address) for address in member.addresses],
                roles=[Role.MEMBER.value, *(grant.role.value for grant in grants if not grant.suspended)],
                suspended_roles={grant.role.value: grant.suspended for grant in grants if grant.suspended},
                password_set_at=None if password is None else format_instant(password.set_at),
                raise_parameters=password is not None and password.parameters.is_below(MEMBER_PARAMETERS),
                factors=[show_factor(factor) for factor in await people.factors.list(member.id)],
                recovery_codes_left=await people.office.store.recovery_codes_left(member.id),
                app_passwords=[show_app_password(each) for each in await people.app_passwords.list(member)],
                ways_to_recover=sorted(kinds & {WrapKind.RECOVERY, WrapKind.ESCROW}),
                escrow=WrapKind.ESCROW in kinds,
                retention=[
                    RetentionShape(folder=rule.name, days=None if rule.seconds is None else rule.seconds // DAY)
                    for rule in await people.retention.rules(member)
                ],
            )
        )

    async def change(self, request: Request) -> Response:
        admitted = signed_in(request)
        wish = await read_json(request, AccountChange, max_octets=KILOBYTE)
        await self.people.directory.rename(admitted.actor, admitted.member.id, name=None, language=wish.language)
        return answer_nothing()

    async def change_password(self, request: Request) -> Response:
        wish = await read_json(request, PasswordDemand, max_octets=CREATION_OCTETS)
        await self.people.enrolment.change_password(signed_in(request), read_password(wish))
        return answer_nothing()

    async def change_retention(self, request: Request) -> Response:
        wish = await read_json(request, RetentionDemand, max_octets=KILOBYTE)
        await self.people.retention.change(signed_in(request), wish.folder, wish.days)
        return answer_nothing()

    async def set_recovery(self, request: Request) -> Response:
        admitted, keyring = signed_in(request), self.people.keyring
        wish = await read_json(request, RecoveryWrapDemand, max_octets=KILOBYTE)
        mailbox = admitted.member.mailbox
        if mailbox is None:
            raise ProblemError(Problem.RECORD_GONE)
        await self.people.office.record(admitted.actor, "recovery.change", f"member:{admitted.member.id}")
        if wish.wrapped_key is None:
            await keyring.drop(mailbox, WrapKind.RECOVERY)
        else:
            inner = check_wrap(wish.wrapped_key)
            new = NewWrap(kind=WrapKind.RECOVERY, reference=b"", inner=inner)
            await keyring.replace_shred_key(mailbox, add=(new,))
        return answer_nothing()

    # Sessions

    async def sessions(self, request: Request) -> Response:
        admitted = signed_in(request)
        listed = await self.people.sessions.list(admitted.member.id)
        return answer_json([show_listed(session, admitted) for session in listed])

    async def end_session(self, request: Request) -> Response:
        admitted = signed_in(request)
        await self.people.sessions.end(admitted.actor, admitted.member.id, path_record(request))
        return answer_nothing()

    async def end_others(self, request: Request) -> Response:
        admitted = signed_in(request)
        await self.people.sessions.end_all(admitted.actor, admitted.member.id, except_for=admitted.session.id)
        return answer_nothing()

    # Second factors

    async def begin_totp(self, request: Request) -> Response:
        secret, uri = await self.people.factors.begin_totp(signed_in(request).member)
        return answer_json(TotpShape(secret=b32encode(secret.reveal()).decode().rstrip("="), uri=uri))

    async def confirm_totp(self, request: Request) -> Response:
        wish = await read_json(request, TotpDemand, max_octets=KILOBYTE)
        factor = await self.people.factors.confirm_totp(signed_in(request), wish.code, wish.name)
        return answer_json(show_factor(factor), 201)

    async def begin_passkey(self, request: Request) -> Response:
        return answer_json(await self.people.factors.begin_passkey(signed_in(request).member))

    async def confirm_passkey(self, request: Request) -> Response:
        wish = await read_json(request, PasskeyDemand, max_octets=PASSKEY_OCTETS)
        inner = None if wish.wrapped_key is None else check_wrap(wish.wrapped_key)
        factor = await self.people.factors.confirm_passkey(signed_in(request), wish.passkey, wish.name, inner)
        return answer_json(show_factor(factor), 201)

    async def remove_factor(self, request: Request) -> Response:
        admitted = signed_in(request)
        await self.people.factors.remove(admitted.actor, admitted.member, path_record(request))
        return answer_nothing()

    async def make_recovery_codes(self, request: Request) -> Response:
        admitted = signed_in(request)
        codes = await self.people.factors.make_recovery_codes(admitted.actor, admitted.member.id)
        return answer_json(RecoveryCodesShape(codes=list(codes)))

    # App passwords

    async def make_app_password(self, request: Request) -> Response:
        admitted = signed_in(request)
        wish = await read_json(request, AppPasswordDemand, max_octets=KILOBYTE)
        new = NewAppPassword(
            name=wish.name,
            scopes=frozenset(wish.scopes),
            auth_half=Secret(wish.auth_half),
            inner_wrap=wish.wrapped_key,
            expires_at=None if wish.lifetime is None else self.people.office.later(wish.lifetime),
        )
        return answer_json(show_app_password(await self.people.app_passwords.make(admitted, new)), 201)

    async def revoke_app_password(self, request: Request) -> Response:
        admitted = signed_in(request)
        await self.people.app_passwords.revoke(admitted.actor, admitted.member, path_record(request))
        return answer_nothing()


def path_record(request: Request) -> RecordId:
    """Return the id in the path; one that is none names nothing."""
    try:
        return RecordId.parse(request.path_params["id"])
    except InvalidValueError:
        raise ProblemError(Problem.RECORD_GONE) from None
