"""Messages made to cost the verdict time or memory; the bounds are those that `tempory.verdict` states."""

import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from tempory.mime import parse
from tempory.verdict import Judge

SECONDS = 1.0  # of CPU, on a busy machine; each takes a tenth of it or less on a quiet one
MEGABYTES = 60

HEAD = b"From: a@corp.example\r\nTo: b@firm.example\r\nSubject: x\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"


def nested(depth: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return HEAD + opened + b"\r\nhello\r\n"


def many_files(count: int, name: bytes = b"a.zip") -> bytes:
    part = b"--b\r\nContent-Type: application/zip; name=" + name + b"\r\n\r\nPK\x05\x06\r\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * count


def quine() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}", b"")
    return buffer.getvalue()


ATTACKS = {
    "deep nesting": nested(20_000),
    "100,000 parts": many_files(100_000),
    "2231 flood": HEAD
    + b"Content-Type: application/zip; "
    + b"; ".join(b"name*%d=aaaa" % n for n in range(20_000))
    + b"\r\n\r\nPK",
    "header flood": b"".join(b"X-%d: y\r\n" % n for n in range(50_000)) + HEAD + b"\r\nhi",
    "from flood": b"From: " + b"a <a@b.example>, " * 20_000 + b"\r\n\r\nhi",
    "long name": b'From: "' + b"paypal " * 20_000 + b'" <a@b.example>\r\n\r\nhi',
    "lying charset": HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+AAA" * 100_000,
    "unclosed links": HTML + b"<a href=http://a.example/" * 40_000,
    "unclosed tags": HTML + b"<form " * 200_000,
    "quotes": HTML + b'<input type="' * 100_000,
    "zero widths": HTML + "a\u200b".encode() * 200_000,
    "dots in a host": HTML + b'<a href="http://' + b"a." * 120 + b'example/">x</a>' * 1,
    "brackets in a link": HEAD
    + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nhttp://x.example/=\r\n"
    + (b"(" * 72 + b"=\r\n") * 1_500
    + (b")" * 72 + b"=\r\n") * 1_500,
    "many hosts": HTML
    + b"".join(b'<a href="http://pay%dpal.example/login">http://x%d.example</a>' % (n, n) for n in range(5_000)),
    "punycode": HTML + b"".join(b'<a href="http://xn--%s.example/">x</a>' % (b"a9" * 29) for _ in range(2_000)),
    "style before body": HTML + b"<style>" + b"x" * 2_000_000 + b"</style><p>hello",
    "one word": HEAD + b"\r\n" + b"a" * 2_000_000,
    "account account": HEAD + b"\r\n" + b"verify account suspended " * 80_000,
    "entries": many_files(1, b"x.zip").replace(b"PK\x05\x06", quine()),
    "location spaces": HEAD
    + b"Content-Type: text/html; name=x.html\r\nContent-Disposition: attachment\r\n\r\n"
    + b"location   " * 100_000,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_message_made_to_be_slow_is_judged_in_time(name: str) -> None:
    judge, parsed = Judge(own_domains=["firm.example"]), parse(ATTACKS[name])
    began = time.process_time()
    verdict = judge.judge(parsed)
    assert time.process_time() - began < SECONDS
    assert len(verdict.reasons) <= 12


@pytest.mark.parametrize("name", ["100,000 parts", "entries", "unclosed links", "zero widths"])
def test_and_in_little_memory(name: str) -> None:
    judge, parsed = Judge(), parse(ATTACKS[name])
    tracemalloc.start()
    judge.judge(parsed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTES * 1024 * 1024
