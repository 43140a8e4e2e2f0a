r"""What the sessions of one server know of each other: how many a mailbox has, and which messages are still `\Recent`.

Forgotten when the server stops: RFC 3501 §2.3.2 then has messages shown as recent once more.
"""

from collections import Counter, OrderedDict

from tempory.mailboxes.folders import FolderId
from tempory.values import MailboxId, Uid

_FOLDERS = 10_000


class Presence:
    """One for all listeners."""

    def __init__(self) -> None:
        self._sessions: Counter[MailboxId] = Counter()
        self._claimed: OrderedDict[FolderId, Uid] = OrderedDict()

    def enter(self, mailbox: MailboxId, most: int) -> bool:
        """Take a place; False if the mailbox has `most` sessions already."""
        if self._sessions[mailbox] >= most:
            return False
        self._sessions[mailbox] += 1
        return True

    def leave(self, mailbox: MailboxId) -> None:
        """Give the place back."""
        self._sessions[mailbox] -= 1
        if not self._sessions[mailbox]:
            del self._sessions[mailbox]

    def claim(self, folder: FolderId, next_uid: Uid, *, keeps: bool) -> range:
        """Return the uids that nobody was told of. With `keeps` they are this session's from now on."""
        first = self._claimed.get(folder, Uid(1))
        if keeps:
            self._claimed[folder] = max(first, next_uid)
            self._claimed.move_to_end(folder)
            if len(self._claimed) > _FOLDERS:
                self._claimed.popitem(last=False)
        return range(first, max(first, next_uid))
