"""CREATE, DELETE, RENAME, SUBSCRIBE, NAMESPACE and quotas. RFC 9051 §6.3.4–6.3.10, RFC 6154 §3, RFC 9208."""

from tempory.mailboxes.folders import HIERARCHY, MAX_FOLDERS, MAX_NAME_OCTETS, Folder, SpecialUse
from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import Create, Delete, GetQuota, GetQuotaRoot, Namespace, Rename, Subscribe
from tempory.protocols.imap.commands.quota import QuotaResource
from tempory.protocols.imap.responses import codes
from tempory.protocols.imap.responses.account import encode_quota, encode_quota_root
from tempory.protocols.imap.responses.mailboxes import encode_namespace
from tempory.sessions.imap.selecting import mailbox_id
from tempory.sessions.imap.visit import NotDone, Visit
from tempory.values import INBOX

NO_SUCH = Completion.no("There is no such mailbox", codes.NONEXISTENT)
_KEPT = Completion.no("INBOX stays where it is", codes.CANNOT)
_EXISTS = Completion.no("There is a mailbox of this name", codes.ALREADYEXISTS)
_NAME = Completion.no("A mailbox cannot have this name", codes.CANNOT)
_TOO_MANY = Completion.no("There are too many mailboxes", codes.LIMIT)
_NO_USE = Completion.no("This special use cannot be had", codes.USEATTR)
_NO_ROOT = Completion.no("There is no such quota root", codes.NONEXISTENT)
_ROOT = ""
_UNIT = 1024  # RFC 9208 §5.1: STORAGE is counted in units of 1,024 octets


async def answer_create(visit: Visit, command: Create) -> Completion:
    """Answer CREATE. RFC 9051 §6.3.4: superior names come with it."""
    folders = await visit.store.folders(visit.mailbox)
    if command.mailbox == INBOX or any(folder.name == command.mailbox for folder in folders):
        return _EXISTS
    use = _special_use(command.special_use, {folder.special_use for folder in folders})
    wanted = _superiors(command.mailbox, {folder.name for folder in folders})
    if len(folders) + len(wanted) >= MAX_FOLDERS:
        return _TOO_MANY
    for name in wanted:
        await visit.filing.create(visit.mailbox, name)
    created = await visit.filing.create(visit.mailbox, command.mailbox, use)
    return Completion.ok("Created", codes.mailbox_id(mailbox_id(created.id)))


async def answer_delete(visit: Visit, command: Delete) -> Completion:
    r"""Answer DELETE. Names below stay, their parent then being \NonExistent (RFC 9051 §6.3.5)."""
    if command.mailbox == INBOX:
        return _KEPT
    folder = await _find(visit, command.mailbox)
    if visit.selected is not None and visit.selected.id == folder.id:
        return Completion.no("Select another mailbox first", codes.INUSE)
    await visit.filing.delete(visit.mailbox, folder)
    return Completion.ok("Deleted")


async def answer_rename(visit: Visit, command: Rename) -> Completion:
    """Answer RENAME. INBOX stays; its messages go to the new name (RFC 9051 §6.3.6)."""
    folder = await _find(visit, command.mailbox)
    folders = await visit.store.folders(visit.mailbox)
    names = {each.name for each in folders}
    if command.new_name == INBOX or command.new_name in names:
        return _EXISTS
    if command.new_name.startswith(command.mailbox + HIERARCHY) and command.mailbox != INBOX:
        return _NAME
    growth = len(command.new_name.encode()) - len(command.mailbox.encode())
    below = [name for name in names if name.startswith(command.mailbox + HIERARCHY)]
    if any(len(name.encode()) + growth > MAX_NAME_OCTETS for name in below):
        return _NAME
    wanted = _superiors(command.new_name, names)
    if len(folders) + len(wanted) >= MAX_FOLDERS:
        return _TOO_MANY
    for name in wanted:
        await visit.filing.create(visit.mailbox, name)
    await visit.filing.rename(visit.mailbox, folder, command.new_name)
    return Completion.ok("Renamed")


async def answer_subscribe(visit: Visit, command: Subscribe) -> Completion:
    """Answer SUBSCRIBE and UNSUBSCRIBE."""
    if not await visit.filing.subscribe(visit.mailbox, command.mailbox, subscribed=command.subscribed):
        return NO_SUCH
    return Completion.ok("Subscribed" if command.subscribed else "Unsubscribed")


async def answer_namespace(visit: Visit, _: Namespace) -> Completion:
    """Answer NAMESPACE."""
    visit.say(encode_namespace(HIERARCHY))
    return Completion.ok("That is all")


async def answer_get_quota(visit: Visit, command: GetQuota) -> Completion:
    """Answer GETQUOTA. There is one root, which all folders share."""
    if command.root != _ROOT:
        return _NO_ROOT
    _say_quota(visit)
    return Completion.ok("That is the quota")


async def answer_get_quota_root(visit: Visit, command: GetQuotaRoot) -> Completion:
    """Answer GETQUOTAROOT."""
    if visit.store.glance_at(visit.mailbox, command.mailbox) is None:
        return NO_SUCH
    visit.say(encode_quota_root(command.mailbox, (_ROOT,), visit.dialect))
    _say_quota(visit)
    return Completion.ok("That is the quota")


def _say_quota(visit: Visit) -> None:
    room = visit.store.room(visit.mailbox)
    if room is None:
        return
    quota, usage = room
    storage = (-(-usage.bytes // _UNIT), quota.bytes // _UNIT)
    visit.say(
        encode_quota(_ROOT, {QuotaResource.STORAGE: storage, QuotaResource.MESSAGE: (usage.messages, quota.messages)})
    )


async def _find(visit: Visit, name: str) -> Folder:
    folder = await visit.store.folder(visit.mailbox, name)
    if folder is None:
        raise NotDone(NO_SUCH)
    return folder


def _superiors(name: str, known: set[str]) -> list[str]:
    """Return the names above `name` that are not there yet; refuse what cannot be a name."""
    parts = name.split(HIERARCHY)
    if not all(parts) or len(name.encode()) > MAX_NAME_OCTETS or any(wild in name for wild in "*%"):
        raise NotDone(_NAME)
    above = (HIERARCHY.join(parts[:depth]) for depth in range(1, len(parts)))
    return [each for each in above if each not in known]


def _special_use(attributes: tuple[str, ...], taken: set[SpecialUse]) -> SpecialUse:
    """Return the one use asked for. RFC 6154 §3: what cannot be had is refused with USEATTR."""
    if not attributes:
        return SpecialUse.NONE
    known = {str(use).lower(): use for use in SpecialUse if use is not SpecialUse.NONE}
    use = known.get(attributes[0].lower())
    if len(attributes) > 1 or use is None or use in taken:
        raise NotDone(_NO_USE)
    return use
