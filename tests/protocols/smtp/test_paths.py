import pytest

from tempory.protocols.smtp.commands import parse_mail, parse_rcpt
from tempory.protocols.smtp.refusal import CommandRefusal
from tempory.values import Address

POSTMASTER = Address.parse("postmaster@tempory.test")


def mail(argument: bytes, *, extended: bool = True) -> Address | None:
    return parse_mail(argument, extended=extended, message_octets=1000).reverse_path


def rcpt(argument: bytes, *, smtputf8: bool = False) -> Address:
    return parse_rcpt(argument, smtputf8=smtputf8, postmaster=POSTMASTER).address


def refusal_code(parse: object, *arguments: object, **options: object) -> str:
    with pytest.raises(CommandRefusal) as caught:
        parse(*arguments, **options)  # type: ignore[operator]
    return f"{caught.value.reply.code} {caught.value.reply.enhanced}"


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        (b"FROM:<a@b.example>", "a@b.example"),
        (b"from:<A@B.Example>", "A@b.example"),
        (b"FROM: <a@b.example>", "a@b.example"),
        (b"FROM:<@relay.example,@other.example:a@b.example>", "a@b.example"),
        (b'FROM:<"a>b"@c.example>', '"a>b"@c.example'),
        (b'FROM:<"a b"@c.example> SIZE=10', '"a b"@c.example'),
        (b'FROM:<"a\\"b"@c.example>', '"a\\"b"@c.example'),
        (b"FROM:<a+tag@b.example> BODY=7BIT  SIZE=1000", "a+tag@b.example"),
        (b"FROM:<a@xn--bcher-kva.example>", "a@xn--bcher-kva.example"),
    ],
)
def test_senders(argument: bytes, expected: str) -> None:
    assert str(mail(argument)) == expected


def test_the_null_sender() -> None:
    assert mail(b"FROM:<>") is None


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        (b"", "501 5.5.4"),
        (b"TO:<a@b.example>", "501 5.5.4"),
        (b"FROM a@b.example", "501 5.5.4"),
        (b"FROM:a@b.example", "501 5.5.4"),
        (b"FROM:<a@b.example", "501 5.5.4"),
        (b"FROM:a@b.example>", "501 5.5.4"),
        (b"FROM:<a@b.example>SIZE=1", "501 5.5.4"),
        (b'FROM:<"a@b.example>', "501 5.5.4"),
        (b"FROM:<<a@b.example>>", "501 5.5.4"),
        (b"FROM:<a>", "553 5.1.7"),
        (b"FROM:<@>", "553 5.1.7"),
        (b"FROM:<a@b..example>", "553 5.1.7"),
        (b"FROM:<a..b@b.example>", "553 5.1.7"),
        (b"FROM:<" + b"a" * 65 + b"@b.example>", "553 5.1.7"),
        (b"FROM:<a@[192.0.2.1]>", "553 5.1.8"),
        (b"FROM:<a@[IPv6:2001:db8::1]>", "553 5.1.8"),
        ("FROM:<zoë@b.example>".encode(), "553 5.6.7"),
        (b"FROM:<a@b.example> SIZE=1001", "552 5.3.4"),
        (b"FROM:<a@b.example> SIZE", "501 5.5.4"),
        (b"FROM:<a@b.example> SIZE=", "501 5.5.4"),
        (b"FROM:<a@b.example> SIZE=-1", "501 5.5.4"),
        (b"FROM:<a@b.example> SIZE=1 SIZE=1", "501 5.5.4"),
        (b"FROM:<a@b.example> SIZE=" + b"9" * 21, "501 5.5.4"),
        (b"FROM:<a@b.example> BODY", "501 5.5.4"),
        (b"FROM:<a@b.example> BODY=9BIT", "501 5.5.4"),
        (b"FROM:<a@b.example> BODY=BINARYMIME", "555 5.5.4"),
        (b"FROM:<a@b.example> SMTPUTF8=yes", "501 5.5.4"),
        (b"FROM:<a@b.example> RET=FULL", "555 5.5.4"),
        (b"FROM:<a@b.example> AUTH=<>", "555 5.5.4"),
    ],
)
def test_senders_that_are_refused(argument: bytes, code: str) -> None:
    assert refusal_code(mail, argument) == code


def test_parameters_need_ehlo() -> None:
    assert refusal_code(mail, b"FROM:<a@b.example> SIZE=1", extended=False) == "555 5.5.4"


def test_an_international_sender() -> None:
    event = parse_mail("FROM:<zoë@bücher.example> SMTPUTF8".encode(), extended=True, message_octets=1000)
    assert str(event.reverse_path) == "zoë@xn--bcher-kva.example"


@pytest.mark.parametrize("name", [b"postmaster", b"Postmaster", b"POSTMASTER"])
def test_postmaster_needs_no_domain(name: bytes) -> None:
    assert rcpt(b"TO:<" + name + b">") == POSTMASTER


def test_an_international_recipient() -> None:
    assert str(rcpt("TO:<zoë@tempory.test>".encode(), smtputf8=True)) == "zoë@tempory.test"


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        (b"FROM:<a@b.example>", "501 5.5.4"),
        (b"TO:a@b.example", "501 5.5.4"),
        (b"TO:<>", "553 5.1.3"),
        (b"TO:<a>", "553 5.1.3"),
        (b"TO:<a@b.example> NOTIFY=NEVER", "555 5.5.4"),
        (b"TO:<a@[192.0.2.1]>", "550 5.7.1"),
        ("TO:<zoë@tempory.test>".encode(), "553 5.6.7"),
    ],
)
def test_recipients_that_are_refused(argument: bytes, code: str) -> None:
    assert refusal_code(rcpt, argument) == code


@pytest.mark.parametrize("argument", [b"TO:<" + b'"' * 2000, b"TO:<" + b'"a\\' * 600 + b">", b"TO:" + b" " * 2040])
@pytest.mark.timeout(2)
def test_no_path_takes_long_to_read(argument: bytes) -> None:
    assert refusal_code(rcpt, argument).startswith("5")
