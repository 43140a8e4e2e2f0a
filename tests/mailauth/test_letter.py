"""Fields as they stand, and which of them a signature covers."""

from hypothesis import given
from hypothesis import strategies as st

from tempory.mailauth import Letter
from tempory.mailauth.letter import MAX_FIELDS, parse_fields, split_header
from tests.mailauth.signing import fields_of, select


def test_a_message_is_cut_at_its_empty_line() -> None:
    assert split_header(b"A: b\r\n\r\nbody\r\n") == (b"A: b", b"body\r\n")
    assert split_header(b"\r\nbody") == (b"", b"body")
    assert split_header(b"A: b\r\n") == (b"A: b\r\n", b"")


def test_lines_that_are_no_field_are_left_out_with_what_continues_them() -> None:
    fields = parse_fields(b" stray\r\nFrom : a\r\n\tb\r\nno field\r\n more\r\n: x\r\nTo:\r\n")
    assert [(field.name, field.octets, field.value) for field in fields] == [
        (b"from", b"From : a\r\n\tb", b" a\r\n\tb"),
        (b"to", b"To:", b""),
    ]


def test_too_many_fields_are_a_flood() -> None:
    assert not Letter(b"A: b\r\n" * MAX_FIELDS + b"\r\n").is_flooded
    assert Letter(b"A: b\r\n" * (MAX_FIELDS + 1) + b"\r\n").is_flooded


@given(
    st.lists(st.sampled_from([b"from", b"to", b"x"]), min_size=1, max_size=8),
    st.lists(st.sampled_from(["from", "to", "x", "y"]), max_size=8),
)
def test_fields_are_selected_from_the_bottom(names: list[bytes], selection: list[str]) -> None:
    message = b"".join(b"%s: %d\r\n" % (name, at) for at, name in enumerate(names)) + b"\r\nbody"
    chosen = Letter(message).select([name.encode() for name in selection])
    assert [field.octets for field in chosen] == select(message, ":".join(selection))


@given(st.binary(max_size=200))
def test_any_octets_are_taken_apart(content: bytes) -> None:
    letter = Letter(content)
    assert len(letter.fields) <= len(fields_of(content))
