"""Search keys judged on one message, opened or not. RFC 9051 §6.4.4, RFC 5032, RFC 7162 §3.1.5, RFC 8474 §6."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tempory import mime
from tempory.mailboxes.folders import FolderEntry, FolderId, Glance, Standing
from tempory.protocols.imap import STAR, SavedResult, SequenceSet
from tempory.protocols.imap.commands import search_keys as keys
from tempory.sealing import Envelope, Summary
from tempory.sessions.imap.briefs import make_brief
from tempory.sessions.imap.matching import Candidate, make_judge, needs_entry
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.texts import Texts
from tempory.values import Instant, MessageId, Secret, Uid

NOW = Instant(int(datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp()) * 1000)
ID = MessageId(bytes(range(16)))
LETTER = (
    b"From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\r\nSubject: Tea\r\n at four\r\n"
    b"Date: Mon, 9 Mar 2026 23:30:00 -0800\r\nX-Empty:\r\n\r\nBring MILK.\r\n"
)
BEGINS_AT = 20


def folder() -> SelectedFolder:
    """Three messages: 5, 7 and 9."""
    standings = [
        Standing(Uid(5), frozenset({"\\Seen"}), 3, 100),
        Standing(Uid(7), frozenset({"later"}), 5, 200),
        Standing(Uid(9), frozenset(), 9, 300),
    ]
    return SelectedFolder(Glance(FolderId(1), 9, Uid(10), 1), standings, name="INBOX", read_only=False)


def texts(content: bytes = LETTER) -> Texts:
    summarised = mime.summarise(content)
    summary = Summary(
        content_key=Secret(b"k" * 32),
        envelope=Envelope(date=summarised.envelope.date),
        recipient="",
        return_path="",
        size=len(content),
        structure=summarised.structure.as_json(),
    )
    return Texts(content, make_brief(Uid(5), ID, summary, content))


def entry(received: str = "2026-03-10T08:00", saved: str = "2026-03-10T09:00") -> FolderEntry:
    instants = [Instant(int(datetime.fromisoformat(f"{each}+00:00").timestamp()) * 1000) for each in (received, saved)]
    return FolderEntry(
        uid=Uid(5), id=ID, received_at=instants[0], saved_at=instants[1], size=100, flags=frozenset(), modseq=3
    )


def found(key: keys.SearchKey) -> list[int]:
    """Return the numbers that a key finds without anything being opened."""
    judge = make_judge(key, folder(), NOW)
    return [index + 1 for index in range(3) if judge(Candidate(index))]


def fits(key: keys.SearchKey, content: bytes = LETTER, **dates: str) -> bool:
    verdict = make_judge(key, folder(), NOW)(Candidate(0, entry=entry(**dates), texts=texts(content)))
    assert verdict is not None
    return verdict


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        (keys.Everything(), [1, 2, 3]),
        (keys.HasFlag("\\Seen"), [1]),
        (keys.HasFlag("later"), [2]),
        (keys.Not(keys.HasFlag("\\Seen")), [2, 3]),
        (keys.NumberIn(SequenceSet(((2, 3),))), [2, 3]),
        (keys.NumberIn(SequenceSet(((STAR, STAR),))), [3]),
        (keys.UidIn(SequenceSet(((6, 8),))), [2]),
        (keys.UidIn(SequenceSet(((STAR, 20),))), [3]),
        (keys.UidIn(SequenceSet(((1, 4), (8, 8)))), []),
        (keys.NumberIn(SavedResult()), []),
        (keys.SizeIs(larger=True, octets=200), [3]),
        (keys.SizeIs(larger=False, octets=200), [1]),
        (keys.ModSeqFrom(5), [2, 3]),
        (keys.IsRecent(), []),
        (keys.ThreadIdIs("T1"), []),
        (keys.Or(keys.HasFlag("later"), keys.SizeIs(larger=True, octets=250)), [2, 3]),
        (keys.And((keys.HasFlag("later"), keys.SizeIs(larger=True, octets=250))), []),
        (keys.And(()), [1, 2, 3]),
    ],
)
def test_what_a_session_knows_by_itself(key: keys.SearchKey, numbers: list[int]) -> None:
    assert found(key) == numbers
    assert not needs_entry(key)


def test_what_was_saved_is_named_by_a_dollar() -> None:
    """RFC 5182 §2.1; a message that has gone is no longer among them."""
    opened = folder()
    opened.saved = [5, 6, 9]
    judge = make_judge(keys.UidIn(SavedResult()), opened, NOW)
    assert [judge(Candidate(index)) for index in range(3)] == [True, False, True]


def test_recent_is_the_sessions_own() -> None:
    opened = folder()
    opened.recent = [range(7, 10)]
    assert [make_judge(keys.IsRecent(), opened, NOW)(Candidate(index)) for index in range(3)] == [False, True, True]


UNKNOWN = keys.BodyContains("tea")
YES, NO = keys.Everything(), keys.Not(keys.Everything())


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        (UNKNOWN, None),
        (keys.TextContains("x"), None),
        (keys.HeaderContains("subject", "x"), None),
        (keys.DateIs(keys.DateOf.SENT, keys.Order.ON, date(2026, 3, 9)), None),
        (keys.Not(UNKNOWN), None),
        (keys.Not(YES), False),
        (keys.Or(UNKNOWN, YES), True),
        (keys.Or(YES, UNKNOWN), True),
        (keys.Or(UNKNOWN, NO), None),
        (keys.And((UNKNOWN, YES)), None),
        (keys.And((UNKNOWN, NO)), False),
        (keys.Not(keys.And((UNKNOWN, NO))), True),
        (keys.Not(keys.Or(UNKNOWN, YES)), False),
    ],
)
def test_a_message_is_opened_only_if_it_decides(key: keys.SearchKey, verdict: bool | None) -> None:
    assert make_judge(key, folder(), NOW)(Candidate(0)) is verdict


@pytest.mark.parametrize(
    ("field", "text", "verdict"),
    [
        ("subject", "TEA AT", True),  # unfolded (RFC 5322 §2.2.3), without regard to case
        ("subject", "milk", False),
        ("from", "JÖRG", True),  # decoded (RFC 2047)
        ("from", "=?utf-8", False),
        ("from", "joerg@", True),
        ("to", "joerg", False),
        ("x-empty", "", True),  # RFC 9051 §6.4.4: an empty text asks whether there is such a field
        ("x-missing", "", False),
        ("x-empty", "a", False),
    ],
)
def test_fields_are_searched_decoded(field: str, text: str, verdict: bool) -> None:
    assert fits(keys.HeaderContains(field, text)) is verdict


@pytest.mark.parametrize(
    ("field", "text", "verdict"),
    [
        ("from", "ann@b.example", True),
        ("from", 'Ann "B" C <ann@b.example>', True),
        ("from", "(comment)", True),  # as it is written, too
        ("to", "team", True),
        ("to", "eve <eve@b.example>", True),
        ("cc", "ann", False),
        ("x-from", "ann@b.example", False),
    ],
)
def test_addresses_are_searched_as_the_envelope_has_them(field: str, text: str, verdict: bool) -> None:
    content = (
        b'From: "Ann \\"B\\" C" <ann (comment)@ (comment) b.example>\r\nTo: Team: Eve <eve (x) @b.example>;\r\n'
        b"X-From: ann (comment)@b.example\r\n\r\n"
    )
    assert fits(keys.HeaderContains(field, text), content) is verdict


MIXED = (
    b"Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nhidden\r\n--b\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZQ==\r\n--b\r\nContent-Type: application/pdf\r\n\r\nsecret\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner news\r\n\r\ndeep down\r\n--b--\r\n"
).replace(b"base64\r\n", b"base64\r\nContent-Type: text/plain; charset=utf-8\r\n")


@pytest.mark.parametrize(
    ("text", "in_body", "in_text"),
    [
        ("bring milk", True, True),
        ("BRING MILK", True, True),
        ("tea", False, True),
        ("", True, True),
    ],
)
def test_body_and_text(text: str, in_body: bool, in_text: bool) -> None:
    assert fits(keys.BodyContains(text)) is in_body
    assert fits(keys.TextContains(text)) is in_text


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("grüsse", True),  # decoded, and folded as Unicode says
        ("R3LD", False),
        ("secret", False),  # RFC 9051 §6.4.4: only parts that are texts
        ("deep down", True),
        ("inner news", True),
        ("hidden", False),
        ("parts", False),
    ],
)
def test_bodies_are_searched_as_their_readers_see_them(text: str, verdict: bool) -> None:
    assert fits(keys.BodyContains(text), MIXED) is verdict


@pytest.mark.parametrize(
    ("of", "order", "day", "verdict"),
    [
        (keys.DateOf.SENT, keys.Order.ON, 9, True),  # in the sender's time zone; in UTC it is the 10th
        (keys.DateOf.SENT, keys.Order.ON, 10, False),
        (keys.DateOf.SENT, keys.Order.BEFORE, 10, True),
        (keys.DateOf.SENT, keys.Order.BEFORE, 9, False),
        (keys.DateOf.SENT, keys.Order.SINCE, 9, True),
        (keys.DateOf.SENT, keys.Order.SINCE, 10, False),
        (keys.DateOf.INTERNAL, keys.Order.ON, 8, True),
        (keys.DateOf.INTERNAL, keys.Order.BEFORE, 8, False),
        (keys.DateOf.INTERNAL, keys.Order.SINCE, 9, False),
        (keys.DateOf.SAVED, keys.Order.ON, 11, True),
        (keys.DateOf.SAVED, keys.Order.ON, 8, False),
    ],
)
def test_days(of: keys.DateOf, order: keys.Order, day: int, verdict: bool) -> None:
    key = keys.DateIs(of, order, date(2026, 3, day))
    assert fits(key, received="2026-03-08T23:59", saved="2026-03-11T00:00") is verdict


@pytest.mark.parametrize("order", list(keys.Order))
def test_a_message_without_a_date_was_sent_on_no_day(order: keys.Order) -> None:
    for content in (b"Subject: x\r\n\r\n", b"Date: yesterday\r\n\r\n"):
        assert not fits(keys.DateIs(keys.DateOf.SENT, order, date(2026, 3, 9)), content)


def test_age_goes_by_the_internal_date() -> None:
    """RFC 5032 §3."""
    minute_ago = "2026-03-10T11:59"
    assert fits(keys.AgeIs(younger=True, seconds=61), received=minute_ago)
    assert not fits(keys.AgeIs(younger=True, seconds=59), received=minute_ago)
    assert fits(keys.AgeIs(younger=False, seconds=59), received=minute_ago)
    assert not fits(keys.AgeIs(younger=False, seconds=61), received=minute_ago)


def test_ids() -> None:
    assert fits(keys.EmailIdIs(f"M{ID}"))
    assert not fits(keys.EmailIdIs(str(ID)))


@pytest.mark.parametrize(
    "key",
    [
        keys.EmailIdIs(f"M{ID}"),
        keys.AgeIs(younger=True, seconds=10**9),
        keys.DateIs(keys.DateOf.INTERNAL, keys.Order.SINCE, date(2000, 1, 1)),
    ],
)
def test_what_has_gone_is_not_found_by_what_is_stored_of_it(key: keys.SearchKey) -> None:
    assert needs_entry(key)
    for around in (keys.Not(keys.Not(key)), keys.Or(UNKNOWN, key), keys.And((YES, key))):
        assert needs_entry(around)
    assert make_judge(key, folder(), NOW)(Candidate(0)) is False


def test_texts_are_looked_at_once() -> None:
    looked = texts(MIXED)
    assert looked.body_contains("DEEP")
    assert looked.header_contains("PARTS")
    looked._content = b""
    assert looked.body_contains("DEEP")
    assert replace(entry(), size=1).size == 1
