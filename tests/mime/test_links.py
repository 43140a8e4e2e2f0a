import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import LIMITS, find_anchors, find_links
from tempory.mime.links import text_links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Go to https://example.org/a?b=1#c now", ["https://example.org/a?b=1#c"]),
        ("(see http://example.org/a_(b)).", ["http://example.org/a_(b)"]),
        ("(http://example.org/a)", ["http://example.org/a"]),
        ("[1] https://example.org/x].", ["https://example.org/x"]),
        ("<https://example.org/x>", ["https://example.org/x"]),
        ('"https://example.org/x".', ["https://example.org/x"]),
        ("HTTPS://EXAMPLE.ORG/X!", ["HTTPS://EXAMPLE.ORG/X"]),
        ("„https://example.org/ü“", ["https://example.org/ü"]),
        (
            "https://a.example/1, https://a.example/2 https://a.example/1",
            ["https://a.example/1", "https://a.example/2"],
        ),
        ("[Confirm](https://example.org/c?t=a-b_c)", ["https://example.org/c?t=a-b_c"]),
        ("https://example.org/a\r\nhttps://example.org/b", ["https://example.org/a", "https://example.org/b"]),
        ("ftp://example.org/ javascript://example.org/ xhttp://example.org/", []),
        ("https:// http://. ://", []),
        ("https://?x", []),
    ],
)
def test_links_in_text(text: str, links: list[str]) -> None:
    assert list(find_links([text], [])) == links


@pytest.mark.parametrize(
    ("markup", "links"),
    [
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', ["https://example.org/?a=1&b=2"]),
        ("<A HREF='https://example.org/x'>x</A>", ["https://example.org/x"]),
        ("<a class=b href=https://example.org/x>x</a>", ["https://example.org/x"]),
        ('<a\nstyle="x"\nhref = " https://example.org/a b&#10; "\n>x</a>', ["https://example.org/a%20b"]),
        ('<area href="https://example.org/map">', ["https://example.org/map"]),
        ('<a data-href="https://no.example/" href="https://example.org/x">', ["https://example.org/x"]),
        ('<a class="x"href="https://example.org/x">', ["https://example.org/x"]),
        ('<link href="https://no.example/s.css"><img src="https://no.example/i.gif">', []),
        ('<a href="mailto:a@example.org">x</a><a href="javascript:x">y</a><a name="z">', []),
        ('<a href="https://real.example/">https://shown.example/</a>', ["https://real.example/"]),
        ("<abbr href='https://no.example/'>", []),
        ("<a href", []),
    ],
)
def test_links_in_markup(markup: str, links: list[str]) -> None:
    assert list(find_links([], [markup])) == links


def test_text_comes_first_and_each_link_once() -> None:
    markup = '<a href="https://b.example/">b</a><a href="https://a.example/">a</a>'
    assert find_links(["https://a.example/"], [markup]) == ("https://a.example/", "https://b.example/")


def test_links_are_bounded_in_number_and_length() -> None:
    many = " ".join(f"https://example.org/{number}" for number in range(1_000))
    assert find_links([many], []) == tuple(f"https://example.org/{number}" for number in range(LIMITS.links))
    long = "https://example.org/" + "a" * LIMITS.link_characters
    assert find_links([f"{long} https://example.org/b"], [f"<a href='{long}'>"]) == ("https://example.org/b",)


def test_closing_brackets_without_end() -> None:
    assert find_links(["https://example.org/" + ")" * 200_000], []) == ("https://example.org/",)
    assert find_links(["https://example.org/(((" + ")." * 1_000], []) == ("https://example.org/((()",)


def test_brackets_that_are_all_closed_are_part_of_the_link_in_one_pass() -> None:
    long = "https://example.org/" + "(" * 100_000 + ")" * 100_000
    began = time.process_time()
    assert list(text_links(f"{long}).")) == [long]
    assert time.process_time() - began < 1.0
    assert list(text_links("https://example.org/([x])]). ")) == ["https://example.org/([x])"]


@given(st.text(alphabet="<>ahref=\"' :/&;.()]https\n", max_size=300))
def test_any_input_gives_web_links_only(text: str) -> None:
    for link in find_links([text], [text]):
        assert link.lower().startswith(("http://", "https://"))
        assert not any(character.isspace() for character in link)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            '<a class=x href="https://a.example/?x=1&amp;y=2">Go <b>there</b> now</a> later',
            ("https://a.example/?x=1&y=2", "Go there now"),
        ),
        ("<a href='data:text/html,x'>One<a href=y>", ("data:text/html,x", "One")),
        ('<A HREF="https://a.example/">' + "x" * 3_000, ("https://a.example/", "x" * 1_998)),
        ('<a href="https://a.exa\nmple/">never closed', ("https://a.example/", "never closed")),
    ],
)
def test_an_anchor_is_a_target_and_its_words(markup: str, expected: tuple[str, str]) -> None:
    assert next(iter(find_anchors(markup, 10))) == expected


def test_only_so_many_anchors_are_looked_at() -> None:
    assert len(list(find_anchors('<a href="https://a.example/">x</a>' * 50, 7))) == 7
