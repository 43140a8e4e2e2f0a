"""What each command does, said to the access log before it is answered: one record a command.

NOOP, NAMESPACE and ENABLE tell nothing of anybody's mail and are not recorded. IDLE is, when it begins.
"""

from collections.abc import Mapping

from tempory.accesslog import Verb
from tempory.protocols.imap import commands as known

VERBS: Mapping[type, Verb] = {
    known.Append: Verb.ADD,
    known.Close: Verb.LIST,
    known.Copy: Verb.COPY,
    known.Create: Verb.CHANGE_FOLDERS,
    known.Delete: Verb.CHANGE_FOLDERS,
    known.Expunge: Verb.DELETE,
    known.Fetch: Verb.READ,
    known.GetQuota: Verb.SHOW_MAILBOX,
    known.GetQuotaRoot: Verb.SHOW_MAILBOX,
    known.List: Verb.LIST_FOLDERS,
    known.Lsub: Verb.LIST_FOLDERS,
    known.Move: Verb.COPY,
    known.Rename: Verb.CHANGE_FOLDERS,
    known.Replace: Verb.ADD,
    known.Search: Verb.SEARCH,
    known.Select: Verb.LIST,
    known.Sort: Verb.SEARCH,
    known.Status: Verb.LIST_FOLDERS,
    known.Store: Verb.CHANGE,
    known.Subscribe: Verb.CHANGE_FOLDERS,
    known.Thread: Verb.SEARCH,
}


_READING = frozenset({Verb.READ, Verb.SEARCH, Verb.LIST, Verb.LIST_FOLDERS, Verb.SHOW_MAILBOX})


def only_reads(command: known.Command) -> bool:
    """Whether `command` changes nothing, so that its record may be written while its answer is made."""
    if isinstance(command, known.Fetch) and command.marks_seen:
        return False
    return verb_of(command) in _READING


def verb_of(command: known.Command) -> Verb | None:
    """Return what `command` does, None if it gives access to nothing."""
    if isinstance(command, known.Close) and command.expunges:
        return Verb.DELETE
    return VERBS.get(type(command))
