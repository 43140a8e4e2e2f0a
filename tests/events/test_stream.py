from dataclasses import FrozenInstanceError, fields
from typing import get_args

import pytest

from tempory.events import AccessEnded, ConnectionOpened, Event, EventStream, MailboxForgotten, MessageDeleted
from tempory.values import MailboxId, MessageId, RecordId

ONE, OTHER = MailboxId(bytes(16)), MailboxId(b"o" * 16)
OPENED = ConnectionOpened(listener="smtp")
FORGOTTEN = MailboxForgotten(mailbox=ONE, reason="asked")


@pytest.mark.parametrize(("ended", "is_concerned"), [(b"a", True), (b"b", False), (b"", True)])
def test_the_end_of_one_way_in_concerns_who_came_by_it(ended: bytes, is_concerned: bool) -> None:
    event = AccessEnded(mailbox=ONE, by=RecordId(ended * 16) if ended else None)
    assert event.concerns(RecordId(b"a" * 16)) is is_concerned
    assert event.concerns(None) is (not ended)


def test_those_who_listen_to_everything_hear_everything_in_the_order_they_came() -> None:
    stream, heard = EventStream(), list[tuple[str, Event]]()
    stream.subscribe(lambda event: heard.append(("first", event)))
    stream.subscribe(lambda event: heard.append(("second", event)))

    stream.publish(OPENED)
    stream.publish(FORGOTTEN)

    assert heard == [("first", OPENED), ("second", OPENED), ("first", FORGOTTEN), ("second", FORGOTTEN)]


def test_who_listens_to_a_mailbox_hears_of_that_one_only() -> None:
    stream, heard = EventStream(), list[Event]()
    stream.subscribe(heard.append, mailbox=ONE)

    stream.publish(OPENED)
    stream.publish(MailboxForgotten(mailbox=OTHER, reason="asked"))
    stream.publish(FORGOTTEN)

    assert heard == [FORGOTTEN]


@pytest.mark.parametrize("mailbox", [None, ONE])
def test_ending_a_subscription_twice_leaves_the_same_listener_s_other_one(mailbox: MailboxId | None) -> None:
    stream, heard = EventStream(), list[Event]()
    first = stream.subscribe(heard.append, mailbox=mailbox)
    stream.subscribe(heard.append, mailbox=mailbox)

    first()
    first()
    stream.publish(FORGOTTEN)

    assert heard == [FORGOTTEN]


def test_nothing_is_kept_of_a_mailbox_nobody_listens_to_any_more() -> None:
    stream = EventStream()
    ends = [stream.subscribe(lambda _: None, mailbox=ONE) for _ in range(3)]

    for end in ends:
        end()
        end()

    assert not stream._mailboxes


def test_a_listener_may_leave_while_an_event_is_published() -> None:
    stream, heard = EventStream(), list[Event]()

    def hear_once(event: Event) -> None:
        heard.append(event)
        end()

    end = stream.subscribe(hear_once)
    stream.subscribe(heard.append)

    stream.publish(OPENED)
    stream.publish(OPENED)

    assert heard == [OPENED] * 3


def test_a_failing_listener_keeps_nobody_else_from_the_event_and_is_reported() -> None:
    failures, heard = list[Exception](), list[Event]()
    stream = EventStream(on_failure=failures.append)
    broken = ValueError("broken")

    def fail(_event: Event) -> None:
        raise broken

    stream.subscribe(fail)
    stream.subscribe(heard.append)
    stream.subscribe(heard.append, mailbox=ONE)

    stream.publish(FORGOTTEN)

    assert heard == [FORGOTTEN] * 2
    assert failures == [broken]


def test_without_anybody_to_report_to_a_failure_is_raised_after_all_have_heard() -> None:
    stream, heard = EventStream(), list[Event]()

    def fail(_event: Event) -> None:
        message = "broken"
        raise ValueError(message)

    stream.subscribe(fail)
    stream.subscribe(heard.append)

    with pytest.raises(ValueError, match="broken"):
        stream.publish(OPENED)
    assert heard == [OPENED]


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_facts_are_frozen_and_hold_no_text_but_names_of_ours(kind: type[Event]) -> None:
    texts = {field.name for field in fields(kind) if field.type is str}
    assert texts <= {"listener", "reason", "outcome", "version", "route", "method"}
    assert {field.name for field in fields(kind) if field.type is bytes} <= {"summary"}


def test_a_fact_cannot_be_changed() -> None:
    fact = MessageDeleted(mailbox=ONE, message=MessageId(bytes(16)))
    with pytest.raises(FrozenInstanceError):
        fact.mailbox = OTHER  # type: ignore[misc]  # that it cannot is the test
