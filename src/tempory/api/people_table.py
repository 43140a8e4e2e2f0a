"""The operations of /people. Each names its permission; what changes anything asks for a fresh proof."""

from typing import Final

from tempory.api import people_shapes as shapes
from tempory.api.operations import Answer, Operation, permitted
from tempory.api.people import INVITATION_OCTETS, PeopleResource
from tempory.api.people_examples import GRANT, INVITATION_DEMAND, INVITED, NEW_LINK, PERSON, PERSON_DETAIL
from tempory.api.problems import Problem
from tempory.people import Permission

_PEOPLE: Final = "/api/v1/people"
_PERSON: Final = f"{_PEOPLE}/{{id}}"
_ROLE: Final = f"{_PERSON}/roles/{{role}}"
_GONE: Final = (Problem.MEMBER_GONE,)
_ANOTHER: Final = (Problem.MEMBER_GONE, Problem.SECOND_PERSON_NEEDED, Problem.CONFLICT)


def people_operations(people: PeopleResource) -> tuple[Operation, ...]:
    """Return what staff do about people."""
    listed = Answer(
        status=200, description="A page of members, eldest first.", shape=shapes.PeopleList,
        example={"people": [PERSON], "next": None},
    )  # fmt: skip
    shown = Answer(status=200, description="The person.", shape=shapes.PersonDetail, example=PERSON_DETAIL)
    invited = Answer(status=201, description="The link, shown this once.", shape=shapes.InvitedShape, example=INVITED)
    linked = Answer(status=201, description="The link, shown this once.", shape=shapes.LinkShape, example=NEW_LINK)
    granted = Answer(status=200, description="The role.", shape=shapes.GrantShape, example=GRANT)
    return (
        permitted(
            "GET", _PEOPLE, "listPeople", "List members", people.list, Permission.PEOPLE_READ,
            query=shapes.PeopleQuery, answers=(listed,), problems=_GONE,
        ),
        permitted(
            "POST", _PEOPLE, "invite", "Invite a member", people.invite, Permission.PEOPLE_INVITE, step_up=True,
            body=(shapes.InvitationDemand,), body_example=INVITATION_DEMAND, body_octets=INVITATION_OCTETS,
            answers=(invited,), problems=(Problem.ADDRESS_TAKEN, Problem.NAME_RESERVED),
            description="With roles it needs roles.grant too; they are in force once there is a second factor.",
        ),
        permitted(
            "GET", _PERSON, "showPerson", "Look at a member", people.show, Permission.PEOPLE_READ,
            answers=(shown,), problems=_GONE,
        ),
        permitted(
            "PATCH", _PERSON, "changePerson", "Change name or language", people.change, Permission.PEOPLE_INVITE,
            step_up=True, body=(shapes.PersonChange,), body_example={"name": "Ines D."}, problems=_GONE,
        ),
        permitted(
            "DELETE", _PERSON, "removePerson", "Remove a member, and forget the mailbox for good", people.remove,
            Permission.PEOPLE_REMOVE, step_up=True, problems=_ANOTHER,
        ),
        permitted(
            "POST", f"{_PERSON}/links", "makeLink", "Make a new one-time link", people.make_link,
            Permission.PEOPLE_INVITE, step_up=True, answers=(linked,), problems=_GONE,
            description="To enrol, or to set a password anew. For somebody with roles it needs roles.grant too.",
        ),
        permitted(
            "POST", f"{_PERSON}/addresses", "addAddress", "Give a member one more address", people.add_address,
            Permission.PEOPLE_INVITE, step_up=True, body=(shapes.AddressChange,),
            body_example={"address": "i.dupont@tempory.test"},
            problems=(*_GONE, Problem.ADDRESS_TAKEN, Problem.NAME_RESERVED, Problem.CONFLICT),
        ),
        permitted(
            "POST", f"{_PERSON}/suspension", "suspendPerson", "Let a member in nowhere", people.suspend,
            Permission.PEOPLE_SUSPEND, step_up=True, problems=_ANOTHER,
            description="All sessions end and app passwords open nothing. Mail goes on arriving.",
        ),
        permitted(
            "DELETE", f"{_PERSON}/suspension", "resumePerson", "Let a member in again", people.resume,
            Permission.PEOPLE_SUSPEND, step_up=True, problems=_ANOTHER,
        ),
        permitted(
            "DELETE", f"{_PERSON}/sessions", "endSessionsOf", "End all sessions of a member", people.end_sessions,
            Permission.SESSIONS_END, problems=_GONE,
        ),
        permitted(
            "POST", _ROLE, "grantRole", "Give a role", people.grant, Permission.ROLES_GRANT, step_up=True,
            answers=(granted,), problems=(*_ANOTHER, Problem.RECORD_GONE),
        ),
        permitted(
            "DELETE", _ROLE, "revokeRole", "Take a role", people.revoke, Permission.ROLES_GRANT, step_up=True,
            problems=(*_ANOTHER, Problem.RECORD_GONE),
        ),
    )  # fmt: skip
