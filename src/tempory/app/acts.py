"""Acts of people, said in the access log's words. Fails closed: an act that cannot be recorded is not done."""

from typing import Final

from tempory.accesslog import Access, AccessLog, Kind, Machine, Result, Subject, Thing, Verb, Way, on_mailbox
from tempory.people import Act
from tempory.values import MailboxId, MemberId

# By the act's first words; the first that fits decides.
_VERBS: Final = (
    ("session.begin", Verb.OPEN_SESSION),
    ("session.second-factor", Verb.OPEN_SESSION),
    ("mailbox.open", Verb.OPEN_SESSION),
    ("mail.submit", Verb.OPEN_SESSION),
    ("session.confirm", Verb.OPEN_SESSION),
    ("session.end", Verb.END_SESSION),
    ("people.list", Verb.SHOW_PERSON),
    ("people.show", Verb.SHOW_PERSON),
    ("people.invite", Verb.CREATE_PERSON),
    ("member.enrol", Verb.CREATE_PERSON),
    ("people.remove", Verb.REMOVE_PERSON),
    ("role.", Verb.CHANGE_ROLES),
    ("roles.", Verb.CHANGE_ROLES),
    ("review", Verb.REVIEW_ROLES),
    ("break-glass", Verb.BREAK_GLASS),
    ("report.", Verb.HANDLE_REPORT),
    ("log.read", Verb.READ_LOG),
    ("link.", Verb.CHANGE_CREDENTIALS),
    ("password.", Verb.CHANGE_CREDENTIALS),
    ("factor.", Verb.CHANGE_CREDENTIALS),
    ("recovery", Verb.CHANGE_CREDENTIALS),
    ("app-password.", Verb.CHANGE_CREDENTIALS),
    ("retention.", Verb.CHANGE_MAILBOX),
    ("people.", Verb.CHANGE_PERSON),
    ("account.", Verb.CHANGE_PERSON),
    ("sessions.", Verb.END_SESSION),
    ("service.", Verb.SHOW_SETTINGS),
)
_PERSON: Final = "member:"
_MAILBOX: Final = "mailbox:"


async def tell(log: AccessLog, act: Act) -> None:
    """Record `act`; it is on disk when this returns. Raises `LogUnavailable`."""
    on = await _thing(log, act.on)
    who: Subject | Machine
    if act.who is not None:
        who = await _known(log, act.who)
    else:
        who = Machine.STRANGER if act.where else Machine.OPERATOR
    detail = {"act": act.what, "on": act.on, "from": act.where} if isinstance(who, Subject) else {}
    result = Result.DONE if act.result == "granted" else Result.REFUSED
    await log.record(Access(who=who, verb=verb_of(act.what), on=on, way=Way.API, result=result, detail=detail))


async def erase(log: AccessLog, member: MemberId) -> None:
    """Unname a member who was removed: their records stay provable, and name nobody."""
    await log.erase(Subject(member.octets))


def verb_of(what: str) -> Verb:
    """Return the log's verb for an act."""
    return next((verb for words, verb in _VERBS if what.startswith(words)), Verb.CHANGE_PERSON)


async def _thing(log: AccessLog, on: str) -> Thing:
    if on.startswith(_PERSON):
        return Thing(kind=Kind.PERSON, subject=await _known(log, MemberId.parse(on.removeprefix(_PERSON))))
    if on.startswith(_MAILBOX):
        return on_mailbox(MailboxId.parse(on.removeprefix(_MAILBOX)).octets)  # its holder sees it too
    return Thing(kind=Kind.PERSON, name=on)


async def _known(log: AccessLog, member: MemberId) -> Subject:
    subject = Subject(member.octets)
    await log.introduce(subject)  # nothing, if the log knows them
    return subject
