"""SELECT and its kin, CREATE and its kin, STATUS, LIST, LSUB, quotas: what the engine makes of them."""

import pytest

from tempory.protocols.imap import Dialect, Event, SequenceSet
from tempory.protocols.imap.commands import (
    Close,
    Create,
    Delete,
    GetQuota,
    GetQuotaRoot,
    List,
    Lsub,
    Namespace,
    Rename,
    Select,
    Status,
    Subscribe,
)
from tempory.protocols.imap.commands.listing import ListReturn, ListSelection
from tempory.protocols.imap.commands.select import QuickResync
from tempory.protocols.imap.commands.status import StatusItem
from tests.protocols.imap.driving import LOG_IN, make_driver, selected


def _ask(command: bytes, *, enable: str = "") -> Event:
    return selected(enable=enable).ask(command)


def _is_bad(command: bytes, *, enable: str = "") -> bool:
    driver = selected(enable=enable)
    return b"T BAD " in driver.feed(b"T " + command + b"\r\n")


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (b"SELECT INBOX", Select(mailbox="INBOX")),
        (b'select "in&AOk-"', Select(mailbox="iné")),
        (b"EXAMINE blurdybloop", Select(mailbox="blurdybloop", read_only=True)),
        (b"SELECT INBOX (CONDSTORE)", Select(mailbox="INBOX", condstore=True)),
        (b"CLOSE", Close()),
        (b"UNSELECT", Close(expunges=False)),
        (b"CREATE owatagusiam/", Create(mailbox="owatagusiam")),
        (b"CREATE MySpecial (USE (\\Drafts \\Sent))", Create(mailbox="MySpecial", special_use=("\\Drafts", "\\Sent"))),
        (b"DELETE blurdybloop", Delete(mailbox="blurdybloop")),
        (b"RENAME foo bar/", Rename(mailbox="foo", new_name="bar")),
        (b"SUBSCRIBE #news.comp.mail.mime", Subscribe(mailbox="#news.comp.mail.mime")),
        (b"UNSUBSCRIBE a", Subscribe(mailbox="a", subscribed=False)),
        (b"NAMESPACE", Namespace()),
        (b'GETQUOTA ""', GetQuota(root="")),
        (b"GETQUOTAROOT INBOX", GetQuotaRoot(mailbox="INBOX")),
        (
            b"STATUS blurdybloop (UIDNEXT messages UIDNEXT)",
            Status(mailbox="blurdybloop", items=(StatusItem.UIDNEXT, StatusItem.MESSAGES)),
        ),
    ],
)
def test_commands(command: bytes, event: Event) -> None:
    assert _ask(command) == event


def test_a_name_in_a_literal() -> None:
    driver = selected()
    assert driver.feed(b"T DELETE {5}\r\n") == b"+ Go ahead\r\n"
    driver.feed(b"a\r\nb \r\n")
    assert driver.said.endswith(b"T BAD The mailbox's name is not modified UTF-7\r\n")
    driver.feed(b"T DELETE {5+}\r\na (b \r\n")
    assert driver.said.endswith(b"T OK Done\r\n")
    assert driver.events[-1] == Delete(mailbox="a (b ")


@pytest.mark.parametrize(
    "command",
    [
        b"SELECT",
        b"SELECT ",
        b"SELECT a b",
        b"SELECT a ()",
        b"SELECT a (FOO)",
        b"SELECT a (QRESYNC (1 2))",
        b"SELECT caf\xc3\xa9",
        b"CLOSE x",
        b"CREATE a (USE \\Sent)",
        b"CREATE a (FOO (\\Sent))",
        b"CREATE a (USE (\\Sent)",
        b"RENAME a",
        b"STATUS a",
        b"STATUS a ()",
        b"STATUS a (FOO)",
        b"STATUS a MESSAGES",
        b"GETQUOTAROOT",
    ],
)
def test_what_is_not_grammar(command: bytes) -> None:
    assert _is_bad(command)


@pytest.mark.parametrize(
    ("parameter", "resync"),
    [
        (b"(QRESYNC (67890007 20050715194045000))", QuickResync(uid_validity=67890007, modseq=20050715194045000)),
        (
            b"(QRESYNC (67890007 90060115194045000 41:211,214:541))",
            QuickResync(
                uid_validity=67890007, modseq=90060115194045000, known_uids=SequenceSet(((41, 211), (214, 541)))
            ),
        ),
        (
            b"(CONDSTORE QRESYNC (1 2 1:29997 (5000,7500 15000,22500)))",
            QuickResync(
                uid_validity=1,
                modseq=2,
                known_uids=SequenceSet(((1, 29997),)),
                match=(SequenceSet(((5000, 5000), (7500, 7500))), SequenceSet(((15000, 15000), (22500, 22500)))),
            ),
        ),
        (
            b"(QRESYNC (1 2 (1 7)))",
            QuickResync(uid_validity=1, modseq=2, match=(SequenceSet(((1, 1),)), SequenceSet(((7, 7),)))),
        ),
    ],
)
def test_quick_resynchronisation(parameter: bytes, resync: QuickResync) -> None:
    event = _ask(b"SELECT INBOX " + parameter, enable="QRESYNC")
    assert isinstance(event, Select)
    assert event.qresync == resync
    assert event.condstore == (b"CONDSTORE" in parameter)


@pytest.mark.parametrize(
    "parameter",
    [
        b"(QRESYNC)",
        b"(QRESYNC (1))",
        b"(QRESYNC (0 1))",
        b"(QRESYNC (1 2 1:*))",
        b"(QRESYNC (1 2 $))",
        b"(QRESYNC (1 2 1 2))",
        b"(QRESYNC (1 2 (1,2 3)))",
        b"(QRESYNC (1 2 (1 3) 1))",
        b"(QRESYNC (1 2) QRESYNC (1 2))",
    ],
)
def test_what_is_no_quick_resynchronisation(parameter: bytes) -> None:
    assert _is_bad(b"SELECT INBOX " + parameter, enable="QRESYNC")


ALL = frozenset[ListSelection]()


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (b'LIST "" ""', List(reference="", patterns=("",))),
        (b"LIST ~/Mail/ %", List(reference="~/Mail/", patterns=("%",))),
        (
            b'LIST () "" (INBOX "Drafts" Sent/%) RETURN ()',
            List(reference="", patterns=("INBOX", "Drafts", "Sent/%"), is_extended=True),
        ),
        (
            b'LIST (SUBSCRIBED RECURSIVEMATCH) "" "%" RETURN (CHILDREN SPECIAL-USE)',
            List(
                reference="",
                patterns=("%",),
                selection=frozenset({ListSelection.SUBSCRIBED, ListSelection.RECURSIVEMATCH}),
                returns=frozenset({ListReturn.CHILDREN, ListReturn.SPECIAL_USE}),
                is_extended=True,
            ),
        ),
        (
            b'LIST "" % RETURN (STATUS (MESSAGES UNSEEN) SUBSCRIBED)',
            List(
                reference="",
                patterns=("%",),
                returns=frozenset({ListReturn.STATUS, ListReturn.SUBSCRIBED}),
                status=(StatusItem.MESSAGES, StatusItem.UNSEEN),
                is_extended=True,
            ),
        ),
        (b'LSUB "#news." "comp.mail.*"', Lsub(reference="#news.", pattern="comp.mail.*")),
    ],
)
def test_listing(command: bytes, event: Event) -> None:
    assert _ask(command) == event


@pytest.mark.parametrize(
    "command",
    [
        b'LIST ""',
        b'LIST "" ()',
        b'LIST (FOO) "" %',
        b'LIST (RECURSIVEMATCH) "" %',
        b'LIST (RECURSIVEMATCH REMOTE) "" %',
        b'LIST "" % (CHILDREN)',
        b'LIST "" % RETURNS (CHILDREN)',
        b'LIST "" % RETURN (FOO)',
        b'LIST "" % RETURN (STATUS)',
        b'LSUB "" a b',
    ],
)
def test_what_is_no_listing(command: bytes) -> None:
    assert _is_bad(command)


def test_rev2_has_no_lsub_and_names_in_utf8() -> None:
    assert _is_bad(b'LSUB "" *', enable="IMAP4rev2")
    assert _ask('SELECT "é & e"'.encode(), enable="IMAP4rev2") == Select(mailbox="é & e")


def test_using_it_enables_condstore() -> None:
    for command in (b"SELECT INBOX (CONDSTORE)", b"STATUS INBOX (HIGHESTMODSEQ)"):
        driver = make_driver(begin=LOG_IN)
        driver.ask(b"SELECT INBOX")
        driver.ask(b"STATUS INBOX (MESSAGES)")
        assert driver.engine.dialect == Dialect()
        driver.ask(command)
        assert driver.engine.dialect == Dialect(condstore=True)
