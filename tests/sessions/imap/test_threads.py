"""RFC 5256 §3: the shapes of threads."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tempory.protocols.imap.responses.found import ThreadNode, encode_thread
from tempory.sessions.imap.threads import Letter, thread_by_references, thread_by_subject


def letter(
    number: int, *references: str, subject: str = "", is_reply: bool = False, message_id: str | None = None
) -> Letter:
    return Letter(
        number=number,
        sent_at=float(number),
        subject=subject,
        is_reply=is_reply,
        message_id=f"<{number}>" if message_id is None else message_id,
        references=list(references),
    )


def shown(nodes: Sequence[ThreadNode]) -> bytes:
    return encode_thread(nodes).removeprefix(b"* THREAD").strip()


def test_replies_follow_what_they_refer_to() -> None:
    letters = [letter(1), letter(2, "<1>"), letter(3, "<1>", "<2>"), letter(4, "<1>"), letter(5)]
    assert shown(thread_by_references(letters)) == b"(1 (2 3)(4))(5)"


def test_siblings_of_a_message_that_is_not_there_stay_together() -> None:
    assert shown(thread_by_references([letter(1, "<0>"), letter(2, "<0>")])) == b"((1)(2))"
    assert shown(thread_by_references([letter(1, "<0>")])) == b"(1)"


def test_a_circle_is_no_thread() -> None:
    assert shown(thread_by_references([letter(1, "<2>"), letter(2, "<1>")])) in (b"(1 2)", b"(2 1)")
    assert shown(thread_by_references([letter(1, "<1>")])) == b"(1)"


def test_one_id_twice_and_none_at_all() -> None:
    letters = [letter(1, message_id="<a>"), letter(2, message_id="<a>"), letter(3, message_id="")]
    assert shown(thread_by_references(letters)) == b"(1)(2)(3)"


def test_what_has_lost_its_references_is_found_by_its_subject() -> None:
    letters = [letter(1, subject="tea"), letter(2, subject="tea", is_reply=True), letter(3, subject="coffee")]
    assert shown(thread_by_references(letters)) == b"(1 2)(3)"
    twice = [letter(1, subject="tea"), letter(2, subject="tea")]
    assert shown(thread_by_references(twice)) == b"((1)(2))"
    answered_first = [letter(1, subject="tea", is_reply=True), letter(2, subject="tea")]
    assert shown(thread_by_references(answered_first)) == b"(2 1)"


def test_by_subject() -> None:
    letters = [
        letter(2, subject="tea"),
        letter(1, subject="coffee"),
        letter(3, subject="tea"),
        letter(4, subject="tea"),
    ]
    assert shown(thread_by_subject(letters)) == b"(1)(2 (3)(4))"


def test_a_chain_of_thousands_does_not_recurse() -> None:
    letters = [letter(1), *(letter(number, f"<{number - 1}>") for number in range(2, 3000))]
    assert shown(thread_by_references(letters)).startswith(b"(1 2 3 4")


@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 8), max_size=4), st.sampled_from(["", "a", "b"]), st.booleans()), max_size=9
    )
)
def test_every_message_is_in_one_thread_once(shape: list[tuple[list[int], str, bool]]) -> None:
    letters = [
        letter(number, *(f"<{each}>" for each in references), subject=subject, is_reply=is_reply)
        for number, (references, subject, is_reply) in enumerate(shape, 1)
    ]
    for threads in (thread_by_references(letters), thread_by_subject(letters)):
        numbers, stack = [], list(threads)
        while stack:
            node = stack.pop()
            numbers += [node.number] if node.number is not None else []
            stack += node.children
        assert sorted(numbers) == [each.number for each in letters]
