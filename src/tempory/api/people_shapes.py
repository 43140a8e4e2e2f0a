"""The JSON objects of /people: what staff see of members, and what they ask for."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta

from tempory.api.account_shapes import AddressText, Text
from tempory.api.representations import Demand, Hex, Shape, When
from tempory.people import Grant, Member, Role
from tempory.values import format_instant


class PersonShape(Shape, frozen=True, kw_only=True):
    id: Hex
    name: str
    language: str
    status: str
    addresses: list[str]
    created_at: When


class GrantShape(Shape, frozen=True, kw_only=True):
    """`suspended` empty: in force."""

    role: str
    granted_at: When
    granted_by: Hex | None
    used_at: When | None
    suspended: str


class PersonDetail(PersonShape, frozen=True, kw_only=True):
    """As staff see one person. There is nothing of the mail but how much of it there is."""

    roles: list[GrantShape]
    factors: int
    sessions: int
    messages: int | None
    bytes: int | None


class PeopleList(Shape, frozen=True, kw_only=True):
    """`next` is the cursor of the page after, null at the end."""

    people: list[PersonShape]
    next: Hex | None


class PeopleQuery(Demand, frozen=True, kw_only=True):
    cursor: Hex | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class InvitationDemand(Demand, frozen=True, kw_only=True):
    name: Text
    addresses: Annotated[list[AddressText], Meta(min_length=1, max_length=20)]
    language: Literal["en", "fr"] = "en"
    roles: Annotated[tuple[Role, ...], Meta(max_length=7)] = ()


class InvitedShape(Shape, frozen=True, kw_only=True):
    """The one-time link, shown this once: `page` is what the person opens."""

    person: PersonShape
    link: str
    page: str
    expires_in: int


class LinkShape(Shape, frozen=True, kw_only=True):
    link: str
    page: str
    expires_in: int


class PersonChange(Demand, frozen=True, kw_only=True):
    name: Text | None = None
    language: Literal["en", "fr"] | None = None


class AddressChange(Demand, frozen=True, kw_only=True):
    address: AddressText


def show_person(member: Member) -> PersonShape:
    """Return a member as a list shows one."""
    return PersonShape(
        id=str(member.id),
        name=member.name,
        language=member.language,
        status=member.status.value,
        addresses=[str(address) for address in member.addresses],
        created_at=format_instant(member.created_at),
    )


def show_grants(grants: Sequence[Grant]) -> list[GrantShape]:
    """Return roles as an access review shows them."""
    return [
        GrantShape(
            role=grant.role.value,
            granted_at=format_instant(grant.granted_at),
            granted_by=None if grant.granted_by is None else str(grant.granted_by),
            used_at=None if grant.used_at is None else format_instant(grant.used_at),
            suspended=grant.suspended,
        )
        for grant in grants
    ]
