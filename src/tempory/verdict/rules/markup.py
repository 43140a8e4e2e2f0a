"""What the markup does that a letter need not. HTML Living Standard §4.10 (forms), §4.12 (scripting)."""

import re
from collections.abc import Iterator
from typing import Final

from tempory.verdict.facts import Facts
from tempory.verdict.outcome import Code, Reason

_FORM: Final = re.compile(r"""<form\b[^<>]{0,500}?\baction\s*=\s*["']?([^\s"'<>]{0,200})""")
_PASSWORD: Final = re.compile(r"""<input\b[^<>]{0,500}?\btype\s*=\s*["']?password""")
_SCRIPTS: Final = ("<script", " onload=", " onerror=", " onmouseover=")
# One look for any sign of the above: it runs from one "<" or "=" to the next at memory speed, as most mail has none.
_TAGS: Final = re.compile("<(?:[fF][oO][rR][mM]|[iI][nN][pP][uU][tT]|[sS][cC][rR][iI][pP][tT])")
_HANDLERS: Final = re.compile(
    "=(?:(?<= [oO][nN][lL][oO][aA][dD]=)|(?<= [oO][nN][eE][rR][rR][oO][rR]=)"
    "|(?<= [oO][nN][mM][oO][uU][sS][eE][oO][vV][eE][rR]=))"
)
_LETTERS_APART: Final = re.compile("[a-zA-Z][\u200b\u200c\u200d\u2060\ufeff\u00ad]+[a-zA-Z]")
_FEW_WORDS: Final = 15
_MANY_HIDDEN: Final = 4


def forms(facts: Facts) -> Iterator[Reason]:
    """Notice: a form, and worse: one that takes a password."""
    if not _TAGS.search(facts.markup) and not _HANDLERS.search(facts.markup):
        return
    lowered = facts.lowered
    form = _FORM.search(lowered) if "<form" in lowered else None
    if form is not None:
        yield Reason(Code.FORM_IN_MAIL, form[1])
    if "<input" in lowered and _PASSWORD.search(lowered):
        yield Reason(Code.PASSWORD_IN_MAIL)
    if any(sign in lowered for sign in _SCRIPTS):
        yield Reason(Code.SCRIPT_IN_MAIL)


def hidden_text(facts: Facts) -> Iterator[Reason]:
    """Notice: words taken apart by signs without width. Previews are padded with such signs, words are not."""
    if facts.markup.isascii() and facts.subject.isascii():
        return
    apart = _LETTERS_APART.findall(facts.markup)
    if len(apart) >= _MANY_HIDDEN or len(_LETTERS_APART.findall(facts.subject)) > 1:
        yield Reason(Code.HIDDEN_TEXT)


def picture_only(facts: Facts) -> Iterator[Reason]:
    """Notice: hardly a word, but a linked picture: what it says no filter reads."""
    if len(facts.wording.words) < _FEW_WORDS and facts.foreign and "<img" in facts.lowered:
        yield Reason(Code.PICTURE_ONLY)


RULES: Final = (forms, hidden_text, picture_only)
