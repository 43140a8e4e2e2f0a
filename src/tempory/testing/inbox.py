"""A private address for one test, and waiting for what arrives there."""

from typing import Final, final

from tempory.client import Mailbox, Message, Refused, Unreachable
from tempory.testing.letter import Letter

TIMEOUT_SECONDS: Final = 10.0
_SHOWN: Final = 10


class NoLetter(AssertionError):  # noqa: N818 (a failed expectation of a test)
    """Nothing that fits has arrived in time, or something arrived that should not have."""


@final
class Inbox:
    """A mailbox that one test has for itself. `wait` gives each letter once, in the order of their arrival."""

    def __init__(self, mailbox: Mailbox, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """`timeout`: the seconds that `wait` waits unless it is told otherwise."""
        self._mailbox = mailbox
        self._timeout = timeout
        self._given: set[str] = set()

    def __repr__(self) -> str:
        return f"<Inbox {self.address}>"

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """The address to send to."""
        return str(self._mailbox.address)

    @property
    def secret(self) -> str:
        """What opens this mailbox elsewhere: in a mail program, in the page, over the API."""
        return self._mailbox.secret

    def wait(self, *, subject: str = "", sender: str = "", contains: str = "", timeout: float | None = None) -> Letter:
        """Return the next letter that fits. Each filter is a part of the text, in any case; all given have to fit.

        `contains` looks at subject and text. The server holds the answer back until something arrives; nobody polls.
        Raises `NoLetter` after `timeout` seconds, with what arrived instead.
        """

        def fits(message: Message) -> bool:
            return str(message.id) not in self._given and self._fits(message, subject, sender, contains)

        seconds = self._timeout if timeout is None else timeout
        if self._mailbox.wait(fits, timeout=seconds) is None:
            wishes = {"subject": subject, "sender": sender, "contains": contains}
            given = ", ".join(f"{name}={value!r}" for name, value in wishes.items() if value)
            message = f"no letter{f' with {given}' if given else ''} within {seconds:g} s. {self.describe()}"
            raise NoLetter(message)
        # Several may have come meanwhile: the eldest is next.
        eldest = [message for message in self._mailbox.messages() if fits(message)][-1]
        self._given.add(str(eldest.id))
        return self._letter(eldest)

    def expect_none(self, *, subject: str = "", sender: str = "", within: float = 1.0) -> None:
        """Fail if a letter that fits, and that was not waited for, is there or arrives `within` seconds."""
        try:
            letter = self.wait(subject=subject, sender=sender, timeout=within)
        except NoLetter:
            return
        message = f"a letter arrived that should not have: {letter!r}"
        raise NoLetter(message)

    def letters(self) -> list[Letter]:
        """Return all that has arrived, eldest first."""
        return [self._letter(message) for message in reversed(list(self._mailbox.messages())) if message.summary]

    def describe(self) -> str:
        """Say what has arrived, for a failure's message."""
        letters = self.letters()
        if not letters:
            return f"Nothing has arrived at {self.address}."
        lines = [f"  {letter.sender or '(nobody)'}: {letter.subject!r}" for letter in letters[-_SHOWN:]]
        return "\n".join((f"At {self.address} there arrived ({len(letters)}):", *lines))

    def forget(self) -> None:
        """Have the mailbox forgotten, if it is still there."""
        try:
            self._mailbox.forget()
        except (Refused, Unreachable):
            return  # forgotten already, or its server has gone, and the mail with it

    def _fits(self, message: Message, subject: str, sender: str, contains: str) -> bool:
        if message.summary is None:
            return False
        letter = self._letter(message)
        return (
            _is_in(subject, letter.subject)
            and _is_in(sender, f"{letter.sender_name} <{letter.sender}>")
            and (not contains or _is_in(contains, letter.subject) or _is_in(contains, letter.text))
        )

    def _letter(self, message: Message) -> Letter:
        return Letter(message, self._mailbox.raw)


def _is_in(part: str, text: str) -> bool:
    return " ".join(part.casefold().split()) in " ".join(text.casefold().split())
