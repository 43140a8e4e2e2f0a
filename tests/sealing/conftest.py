from itertools import count

import pytest

from tempory.sealing import KeyPair, Random
from tempory.values import MailboxId, MessageId, Secret


@pytest.fixture(scope="session")
def keys() -> KeyPair:
    return KeyPair(Secret(b"\x07" * 32))


@pytest.fixture(scope="session")
def mailbox() -> MailboxId:
    return MailboxId(b"mailbox-mailbox-")


@pytest.fixture(scope="session")
def message() -> MessageId:
    return MessageId(b"message-message-")


@pytest.fixture(scope="session")
def content_key() -> Secret:
    return Secret(b"content-key-content-key-content-")


@pytest.fixture
def random() -> Random:
    """Counts instead of drawing, so that a test can tell one nonce from the next."""
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "big")
