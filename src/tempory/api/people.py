"""/api/v1/people: what staff do about members. Every handler runs behind the guard, with its permission."""

from dataclasses import dataclass
from typing import final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.answers import answer_json, answer_nothing
from tempory.api.bodies import read_json, read_query
from tempory.api.browsers import signed_in
from tempory.api.operations import KILOBYTE
from tempory.api.people_shapes import (
    AddressChange,
    InvitationDemand,
    InvitedShape,
    LinkShape,
    PeopleList,
    PeopleQuery,
    PersonChange,
    PersonDetail,
    show_grants,
    show_person,
)
from tempory.api.problems import Problem, ProblemError
from tempory.mailboxes import Mailboxes
from tempory.people import People, Role
from tempory.sealing import SecretKind
from tempory.values import InvalidValueError, MemberId, Secret

INVITATION_OCTETS = 16 * KILOBYTE


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleResource:
    """Handlers about other people."""

    people: People
    mailboxes: Mailboxes

    async def list(self, request: Request) -> Response:
        query = read_query(request, PeopleQuery)
        after = None if query.cursor is None else _parse(query.cursor)
        found = await self.people.directory.list(signed_in(request).actor, after=after, limit=query.limit + 1)
        shown = [show_person(member) for member in found[: query.limit]]
        return answer_json(PeopleList(people=shown, next=shown[-1].id if len(found) > query.limit else None))

    async def show(self, request: Request) -> Response:
        member, grants = await self.people.directory.show(signed_in(request).actor, path_member(request))
        usage = None if member.mailbox is None else await self.mailboxes.usage(member.mailbox)
        person = show_person(member)
        return answer_json(
            PersonDetail(
                id=person.id,
                name=person.name,
                language=person.language,
                status=person.status,
                addresses=person.addresses,
                created_at=person.created_at,
                roles=show_grants(grants),
                factors=len(await self.people.factors.list(member.id)),
                sessions=len(await self.people.sessions.list(member.id)),
                messages=None if usage is None else usage.messages,
                bytes=None if usage is None else usage.bytes,
            )
        )

    async def invite(self, request: Request) -> Response:
        admitted = signed_in(request)
        wish = await read_json(request, InvitationDemand, max_octets=INVITATION_OCTETS)
        member, link = await self.people.directory.invite(
            admitted.actor,
            admitted.permissions,
            name=wish.name,
            addresses=wish.addresses,
            language=wish.language,
            roles=frozenset(wish.roles),
        )
        shown = self._show_link(link)
        invited = InvitedShape(
            person=show_person(member), link=shown.link, page=shown.page, expires_in=shown.expires_in
        )
        return answer_json(invited, 201)

    async def make_link(self, request: Request) -> Response:
        admitted = signed_in(request)
        link = await self.people.directory.make_link(admitted.actor, admitted.permissions, path_member(request))
        return answer_json(self._show_link(link), 201)

    async def change(self, request: Request) -> Response:
        wish = await read_json(request, PersonChange, max_octets=KILOBYTE)
        await self.people.directory.rename(
            signed_in(request).actor, path_member(request), name=wish.name, language=wish.language
        )
        return answer_nothing()

    async def add_address(self, request: Request) -> Response:
        wish = await read_json(request, AddressChange, max_octets=KILOBYTE)
        await self.people.directory.add_address(signed_in(request).actor, path_member(request), wish.address)
        return answer_nothing()

    async def suspend(self, request: Request) -> Response:
        await self.people.directory.suspend(signed_in(request).actor, path_member(request))
        return answer_nothing()

    async def resume(self, request: Request) -> Response:
        await self.people.directory.resume(signed_in(request).actor, path_member(request))
        return answer_nothing()

    async def remove(self, request: Request) -> Response:
        await self.people.directory.remove(signed_in(request).actor, path_member(request))
        return answer_nothing()

    async def end_sessions(self, request: Request) -> Response:
        member = await self.people.office.find(path_member(request))
        await self.people.sessions.end_all(signed_in(request).actor, member.id)
        return answer_nothing()

    async def grant(self, request: Request) -> Response:
        grant = await self.people.directory.grant(signed_in(request).actor, path_member(request), _role(request))
        return answer_json(show_grants([grant])[0])

    async def revoke(self, request: Request) -> Response:
        await self.people.directory.revoke(signed_in(request).actor, path_member(request), _role(request))
        return answer_nothing()

    def _show_link(self, link: Secret) -> LinkShape:
        text = SecretKind.ENROLMENT.encode(link)
        office = self.people.office
        return LinkShape(link=text, page=f"{office.site().origin}/account#{text}", expires_in=office.rules.link_seconds)


def path_member(request: Request) -> MemberId:
    """Return the member whom the path names."""
    return _parse(request.path_params["id"])


def _parse(text: str) -> MemberId:
    try:
        return MemberId.parse(text)
    except InvalidValueError:
        raise ProblemError(Problem.MEMBER_GONE) from None


def _role(request: Request) -> Role:
    try:
        return Role(request.path_params["role"])
    except ValueError:
        raise ProblemError(Problem.RECORD_GONE, "There is no such role.") from None
