"""By what a message is found again, held to the vectors that the pages run too (web/src/traces.test.ts)."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import parse
from tempory.values import Secret
from tempory.verdict import find_traces, normalise_link, take_fingerprint, trace_file, trace_link
from tempory.verdict.traces import MAX_FILES, MAX_LINKS, MAX_OCTETS
from tests.verdict.letters import letter

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "traces.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["links"], ids=lambda vector: vector["target"])
def test_links_in_one_form(vector: dict[str, str]) -> None:
    assert normalise_link(vector["target"]) == vector["normal"]


def test_traces_are_those_of_the_pages() -> None:
    link = trace_link(VECTORS["link_trace"]["target"])
    assert link is not None
    assert link.hex() == VECTORS["link_trace"]["trace"]
    assert trace_file(VECTORS["file_trace"]["text"].encode()).hex() == VECTORS["file_trace"]["trace"]


def test_what_differs_for_each_reader_does_not_count_and_the_sender_never_does() -> None:
    one = letter("https://evil.example/login?for=ann", sender="Bank <a@one.example>", to="ann@firm.example")
    other = letter("Log in: https://evil.example/login?for=bob .", sender="Shop <b@two.example>", to="bob@firm.example")
    assert find_traces(parse(one)) == find_traces(parse(other)) == (trace_link("https://evil.example/login"),)
    assert find_traces(parse(letter("No link", sender="Bank <a@one.example>"))) == ()


def test_files_count_as_they_are_however_they_are_sent() -> None:
    file = b"MZ" + bytes(range(256))
    found = find_traces(parse(letter(files=(("a.exe", "application/octet-stream", file),))))
    assert found == (trace_file(file),)
    raw = b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n"
    wrapped = raw + b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(file)
    assert find_traces(parse(wrapped)) == (trace_file(file),)


def test_it_is_bounded() -> None:
    many = " ".join(f"https://evil.example/{number}" for number in range(10 * MAX_LINKS))
    assert len(find_traces(parse(letter(many)))) == MAX_LINKS
    files = tuple((f"{number}.bin", "application/octet-stream", b"%d" % number) for number in range(2 * MAX_FILES))
    assert len(find_traces(parse(letter(files=files)))) == MAX_FILES
    large = letter(files=(("a.bin", "application/octet-stream", bytes(MAX_OCTETS)),))
    assert find_traces(parse(large)) == ()


def test_a_fingerprint_says_nothing_without_its_days_key() -> None:
    trace = trace_file(b"MZ")
    monday, tuesday = (take_fingerprint(trace, Secret(key * 32)) for key in (b"m", b"t"))
    assert len({trace, monday, tuesday}) == 3
    assert take_fingerprint(trace, Secret(b"m" * 32)) == monday


@given(st.text())
def test_any_link_gives_a_trace_or_none(text: str) -> None:
    for target in (text, f"https://{text}", f"https://evil.example/{text}"):
        normal = normalise_link(target)
        assert (trace_link(target) is None) == (normal is None)


@given(st.binary(max_size=400))
def test_any_message_gives_traces(octets: bytes) -> None:
    assert all(len(trace) == 32 for trace in find_traces(parse(octets)))


def test_links_without_a_place_and_empty_files_give_none() -> None:
    html = '<a href="https://[2001:db8::1]/x">x</a>'
    empty = (("a.bin", "application/octet-stream", b""),)
    assert find_traces(parse(letter(html=html, files=empty))) == ()
