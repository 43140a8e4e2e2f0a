import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime.markup import markup_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<b>48</b><i>15</i>", "4815"),
        ("<td>1</td><td>2</td>", "1\n2"),
        ("one\n  two\tthree", "one two three"),
        ("<p>  a  <b> b </b>\n c</p>", "a b c"),
        ("a &amp; b &lt;c&gt; &#233; &nbsp;&copy;", "a & b <c> é ©"),
        ("<head><title>t</title><style>p{a:b}</style></head><body>x", "x"),
        ("<STYLE>p > a {}</STYLE>x<script>if (a < b) { document.write('<p>y</p>') }</script>z", "xz"),
        ("a<!-- b <p>c</p> -->d", "ad"),
        ("a<!-- b -->c<!-- d --><p>e</p>", "ac\ne"),
        ("a<!--[if mso]><table><tr><td>b</td></tr></table><![endif]-->c", "ac"),
        ("<![if !mso]>a<![endif]>", "a"),
        ("a<!-- never closed <p>b</p>", "a"),
        ("a<style>never closed <p>b</p>", "a"),
        ('<a title="a > b" href="x">c</a>', "c"),
        ('<p class="unclosed>a</p><p>b</p>', "a\nb"),
        ("a < b and c > d", "a < b and c > d"),
        ("<<<p>>a", "<<\n>a"),
        ("<!DOCTYPE html><?xml version='1'?>a", "a"),
        ("x<span", "x"),
        ("Preheader&zwnj;&nbsp;&#8203;&#847;&shy;<div>Text</div>", "Preheader\nText"),
        ("<svg><text>drawn</text></svg><textarea>typed</textarea>read", "read"),
        ("", ""),
    ],
)
def test_words_of_markup(markup: str, text: str) -> None:
    assert markup_text(markup) == text


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<a '", '<a "', "<!--", "<style>", "</", "<p>", "&", "&#x110000;", "<a><", "\n "]
)
def test_hostile_repetition_gives_no_more_than_went_in(piece: str) -> None:
    markup = piece * (256 * 1024 // len(piece))
    assert len(markup_text(markup)) <= len(markup)


@given(st.text(alphabet="<>!-/ab\"'=&;# \npstyle", max_size=300))
def test_any_markup_is_read(markup: str) -> None:
    text = markup_text(markup)
    assert "\n\n" not in text
    assert text == text.strip()


@given(st.text())
def test_text_without_markup_loses_white_space_only(text: str) -> None:
    assert markup_text("x" + "".join(text.split()).translate(dict.fromkeys(map(ord, "<&")))).startswith("x")
