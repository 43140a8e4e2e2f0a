"""Untagged responses, as the RFCs show them."""

from dataclasses import dataclass

import pytest

from tempory.protocols.imap import REV1, Dialect
from tempory.protocols.imap.commands.quota import QuotaResource
from tempory.protocols.imap.commands.status import StatusItem
from tempory.protocols.imap.responses import account, found, mailboxes
from tempory.protocols.imap.responses.found import ThreadNode
from tempory.protocols.imap.responses.mailboxes import Listed

REV2 = Dialect(rev2=True)


@pytest.mark.parametrize(
    ("listed", "line"),
    [
        (Listed(name="INBOX"), b'() "/" INBOX'),
        (Listed(name="", attributes=("\\Noselect",)), b'(\\Noselect) "/" ""'),
        (Listed(name="a", delimiter=None), b"() NIL a"),
        (Listed(name="Sent", attributes=("\\HasNoChildren", "\\Sent")), b'(\\HasNoChildren \\Sent) "/" Sent'),
        (Listed(name="Foo", child_info=("SUBSCRIBED",)), b'() "/" Foo ("CHILDINFO" ("SUBSCRIBED"))'),
        (Listed(name="new", old_name="old name"), b'() "/" new ("OLDNAME" ("old name"))'),
        (
            Listed(name="x", child_info=("SUBSCRIBED", "SPECIAL-USE"), old_name="y"),
            b'() "/" x ("CHILDINFO" ("SUBSCRIBED" "SPECIAL-USE") "OLDNAME" (y))',
        ),
    ],
)
def test_listing(listed: Listed, line: bytes) -> None:
    assert mailboxes.encode_list(listed, REV1) == b"* LIST " + line + b"\r\n"


def test_names_in_both_dialects() -> None:
    listed = Listed(name="Entwürfe", child_info=("SUBSCRIBED",))
    assert mailboxes.encode_lsub(listed, REV1) == b'* LSUB () "/" Entw&APw-rfe\r\n'
    assert mailboxes.encode_list(Listed(name="Entwürfe"), REV2) == '* LIST () "/" "Entwürfe"\r\n'.encode()


def test_status() -> None:
    values: dict[StatusItem, int | str | None] = {
        StatusItem.MESSAGES: 231,
        StatusItem.UIDNEXT: 44292,
        StatusItem.MAILBOXID: "F2212ea87",
        StatusItem.APPENDLIMIT: None,
    }
    assert mailboxes.encode_status("blurdybloop", values, REV1) == (
        b"* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292 MAILBOXID (F2212ea87) APPENDLIMIT NIL)\r\n"
    )


def test_what_select_tells() -> None:
    assert mailboxes.encode_flags(["\\Answered", "\\Seen"]) == b"* FLAGS (\\Answered \\Seen)\r\n"
    assert mailboxes.encode_exists(172) == b"* 172 EXISTS\r\n"
    assert mailboxes.encode_recent(1) == b"* 1 RECENT\r\n"
    assert mailboxes.encode_namespace() == b'* NAMESPACE (("" "/")) NIL NIL\r\n'


def test_what_is_told_of_the_account() -> None:
    assert account.encode_capability(["IMAP4rev1", "ID"]) == b"* CAPABILITY IMAP4rev1 ID\r\n"
    assert account.encode_enabled(["CONDSTORE"]) == b"* ENABLED CONDSTORE\r\n"
    assert account.encode_enabled([]) == b"* ENABLED\r\n"
    assert account.encode_id({"name": "Tempory", "version": "1"}) == b'* ID ("name" "Tempory" "version" "1")\r\n'
    assert account.encode_id({}) == b"* ID NIL\r\n"
    usage = {QuotaResource.STORAGE: (10, 512), QuotaResource.MESSAGE: (3, 1000)}
    assert account.encode_quota("", usage) == b'* QUOTA "" (STORAGE 10 512 MESSAGE 3 1000)\r\n'
    assert account.encode_quota_root("INBOX", [""], REV1) == b'* QUOTAROOT INBOX ""\r\n'
    assert account.encode_quota_root("comp.mail.mime", [], REV1) == b"* QUOTAROOT comp.mail.mime\r\n"


def test_what_was_found() -> None:
    assert found.encode_search([2, 84, 882]) == b"* SEARCH 2 84 882\r\n"
    assert found.encode_search([]) == b"* SEARCH\r\n"
    assert found.encode_search([2, 5], 917162500) == b"* SEARCH 2 5 (MODSEQ 917162500)\r\n"
    assert found.encode_sort([5, 3, 4, 1, 2]) == b"* SORT 5 3 4 1 2\r\n"


@dataclass(frozen=True)
class _Case:
    told: dict[str, object]
    line: bytes


@pytest.mark.parametrize(
    "case",
    [
        _Case({"by_uid": False}, b""),
        _Case({"by_uid": False, "count": 0, "found": []}, b" COUNT 0"),
        _Case({"by_uid": True, "least": 2, "count": 3}, b" UID MIN 2 COUNT 3"),
        _Case({"by_uid": False, "largest": 9, "found": [2, 10, 11]}, b" MAX 9 ALL 2,10:11"),
        _Case({"by_uid": False, "found": [1], "modseq": 12}, b" ALL 1 MODSEQ 12"),
    ],
)
def test_what_was_found_in_the_extended_form(case: _Case) -> None:
    line = found.encode_esearch(b"A282", **case.told)  # type: ignore[arg-type]
    assert line == b'* ESEARCH (TAG "A282")' + case.line + b"\r\n"


def test_what_is_gone() -> None:
    assert found.encode_expunge(44) == b"* 44 EXPUNGE\r\n"
    assert found.encode_vanished([405, 407, 410, 425]) == b"* VANISHED 405,407,410,425\r\n"
    assert found.encode_vanished_earlier([(41, 41), (43, 44)]) == b"* VANISHED (EARLIER) 41,43:44\r\n"


@pytest.mark.parametrize(
    ("threads", "line"),
    [
        ([], b""),
        ([ThreadNode(2)], b" (2)"),
        # RFC 5256 §4: two threads, the second of which forks.
        (
            [
                ThreadNode(2),
                ThreadNode(
                    3,
                    [
                        ThreadNode(
                            6,
                            [
                                ThreadNode(4, [ThreadNode(23)]),
                                ThreadNode(44, [ThreadNode(7, [ThreadNode(96)])]),
                            ],
                        )
                    ],
                ),
            ],
            b" (2)(3 6 (4 23)(44 7 96))",
        ),
        ([ThreadNode(None, [ThreadNode(3), ThreadNode(5)])], b" ((3)(5))"),
        ([ThreadNode(None, [ThreadNode(3)])], b" (3)"),
    ],
)
def test_threads(threads: list[ThreadNode], line: bytes) -> None:
    assert found.encode_thread(threads) == b"* THREAD" + line + b"\r\n"


def test_a_thread_of_any_depth() -> None:
    thread = ThreadNode(1)
    for number in range(2, 50_001):
        thread = ThreadNode(number, [thread])
    assert found.encode_thread([thread]).count(b" ") == 1 + 50_000
