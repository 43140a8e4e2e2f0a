"""Why a mailbox is not made, found or changed. The HTTP face maps each to a problem type (RFC 9457)."""

from tempory.values import Refusal


class InvalidRequest(Refusal):
    """A value is missing, malformed or out of range. HTTP 422 `invalid-request`."""


class NameReserved(Refusal):
    """The name belongs to the service (RFC 2142 and the like). HTTP 422 `name-reserved`."""


class AddressTaken(Refusal):
    """Somebody has, or lately had, this address. HTTP 409 `address-taken`."""


class CredentialInUse(Refusal):
    """This token or mailbox id already belongs to a mailbox. HTTP 409 `credential-in-use`."""


class WeakPassword(Refusal):
    """The password is one that anybody would try. The reason says the rule."""


class PasswordRefused(Refusal):
    """No mailbox has this address and this password; which of them is wrong is not said."""


class MailboxGone(Refusal):
    """No living mailbox answers to this credential.

    HTTP 401 `mailbox-gone`: wrong, expired and forgotten look alike.
    """


class FolderGone(Refusal):
    """No such folder in this mailbox. IMAP: NO [NONEXISTENT] or [TRYCREATE]."""


class FolderExists(Refusal):
    """There is a folder of this name already. IMAP: NO [ALREADYEXISTS]."""


class FolderKept(Refusal):
    """INBOX cannot be deleted, and a folder that a rule needs cannot either. IMAP: NO [CANNOT]."""


class KeywordsFull(Refusal):
    """A message would have more keywords than it may. IMAP: NO [LIMIT]."""


class MessageGone(Refusal):
    """No such message in this mailbox. HTTP 404 `message-gone`."""
