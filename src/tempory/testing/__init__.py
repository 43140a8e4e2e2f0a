"""Mail for other people's tests: a fresh private address for each, and the letters that arrive there.

What the pytest plugin (`tempory.pytest_plugin`) is made of; usable without pytest as well. It speaks to a server
through `tempory.client` alone, and starts one where none is given. Knows nothing of the server's insides.
Enter at `Inbox` and `EmbeddedServer`; docs/testing.md is the guide for people.
"""

from tempory.testing.embedded import EmbeddedServer, Server, Smtp
from tempory.testing.inbox import Inbox, NoLetter
from tempory.testing.letter import Attachment, Letter

__all__ = ["Attachment", "EmbeddedServer", "Inbox", "Letter", "NoLetter", "Server", "Smtp"]
