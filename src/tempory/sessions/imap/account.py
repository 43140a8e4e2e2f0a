"""The mailbox of the one who has logged in, opened for as long as the session lasts."""

from collections.abc import Callable

from tempory.mailboxes import MailboxGone, OpenMailbox
from tempory.sealing import KeyPair, ListingCipher

FORGOTTEN = "The mailbox has been forgotten"
TAKEN_BACK = "What opened this mailbox was taken back"


class Account:
    """Holds the keys until it lets go of them, at once and for good; whoever asks for them then gets `MailboxGone`.

    Nobody else keeps them: a command asks anew after each wait.
    """

    def __init__(self, opened: OpenMailbox, leave: Callable[[], None]) -> None:
        self.mailbox = opened.mailbox.id
        self.address = opened.address
        self.by = opened.by
        self._leave = leave
        self._keys: KeyPair | None = opened.keys
        self._cipher: ListingCipher | None = None

    @property
    def keys(self) -> KeyPair:
        if self._keys is None:
            raise MailboxGone(FORGOTTEN)
        return self._keys

    @property
    def cipher(self) -> ListingCipher:
        if self._cipher is None:
            self._cipher = ListingCipher(self.keys.seed, mailbox=self.mailbox)
        return self._cipher

    @property
    def is_open(self) -> bool:
        return self._keys is not None

    def let_go(self) -> None:
        """Drop the keys, and the place among the mailbox's sessions. Twice is harmless."""
        if self._keys is not None:
            self._keys = self._cipher = None
            self._leave()
