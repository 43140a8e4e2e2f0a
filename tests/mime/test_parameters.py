import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.mime import Limits
from tempory.mime.parameters import parse_parameterised


@pytest.mark.parametrize(
    ("written", "main", "parameters"),
    [
        ("text/plain", "text/plain", {}),
        ("Text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ('text/plain; charset="utf-8" ; format=flowed', "text/plain", {"charset": "utf-8", "format": "flowed"}),
        ("text/plain (c); charset=us-ascii (Plain text)", "text/plain", {"charset": "us-ascii"}),
        ('x/y; a="b\\"c;d"; e=f', "x/y", {"a": 'b"c;d', "e": "f"}),
        ("attachment; filename=Minutes (2).pdf", "attachment", {"filename": "Minutes (2).pdf"}),
        ('attachment; filename="=?utf-8?q?=C3=A9?=.pdf"', "attachment", {"filename": "é.pdf"}),
        ("attachment; filename*=UTF-8''%e2%82%ac%20.pdf", "attachment", {"filename": "€ .pdf"}),
        ("attachment; filename*=iso-8859-1'en'%A3", "attachment", {"filename": "£"}),
        ("attachment; filename=a.pdf; filename*=utf-8''b.pdf", "attachment", {"filename": "b.pdf"}),
        ('x/y; n*0="a"; n*1="b"; n*2=c', "x/y", {"n": "abc"}),
        ("x/y; n*1*=%C3%A9; n*0*=utf-8''%C3%A9; n*2=x", "x/y", {"n": "ééx"}),
        ("x/y; n*0=a; n*2=c", "x/y", {"n": "a"}),
        ("x/y; n*1=b", "x/y", {"n": ""}),
        ("x/y; n*=no-charset", "x/y", {"n": "no-charset"}),
        ("x/y; n*=x-nonsense''%C3%A9", "x/y", {"n": "é"}),
        ("x/y; a=1; a=2", "x/y", {"a": "1"}),
        ("x/y; =b; ; junk; a = b", "x/y", {"a": "b"}),
        ('x/y; a="open', "x/y", {"a": "open"}),
        ("x/y; a=", "x/y", {"a": ""}),
        ("x/y; filename*=utf-8''a%0D%0Ab", "x/y", {"filename": "a b"}),
        ("", "", {}),
    ],
)
def test_parameters(written: str, main: str, parameters: dict[str, str]) -> None:
    assert parse_parameterised(written) == (main, parameters)


def test_floods_are_bounded() -> None:
    limits = Limits(parameters=5, parameter_segments=3, parameter_characters=10)
    many = "x/y" + "".join(f"; a{number}=b" for number in range(100_000))
    assert len(parse_parameterised(many, limits)[1]) == 5
    segments = "x/y" + "".join(f"; n*{number}=b" for number in range(5))
    assert parse_parameterised(segments, limits)[1] == {"n": "bbb"}
    assert parse_parameterised("x/y; a=" + "b" * 100_000, limits)[1] == {"a": "b" * 10}
    assert parse_parameterised("x/y; a*=" + "b" * 100_000, limits)[1] == {"a": "b" * 10}


@given(st.text(alphabet="ab;=*'\"%0\\ é\r\n()", max_size=200))
def test_any_text_has_parameters(text: str) -> None:
    main, parameters = parse_parameterised(text)
    assert main == main.lower()
    assert all("\n" not in value for value in parameters.values())
