import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.fetching import Reach, RemoteAddressRefused
from tempory.fetching.targets import Target, follow, parse_target

PLAIN = Reach()

CONFUSING = r"""
http://a@b.example/
http://user:password@bank.example/
http://bank.example@127.0.0.1/
http://127.0.0.1#@bank.example/
http://bank.example\@127.0.0.1/
http:\\bank.example/
http:/\bank.example/
http:///bank.example/
http:bank.example/
//bank.example/
/picture.png
bank.example/picture.png
ftp://bank.example/
file:///etc/passwd
gopher://bank.example/
data:image/png;base64,AAAA
javascript:alert(1)
blob:http://bank.example/1
http://
http://:80/
http:// bank.example/
http://bank.example /
http://bank.example./
http://.bank.example/
http://bank..example/
http://-bank.example/
http://bank-.example/
http://bank/
http://localhost/
http://localhost:80/
http://a.localhost/
http://metadata.google.internal/
http://printer.local/
http://router.lan/
http://router.home.arpa/
http://hidden.onion/
http://127.0.0.1/
http://127.1/
http://127.0.1/
http://0/
http://0x7f.1/
http://0x7f000001/
http://0x7f.0x0.0x0.0x1/
http://0177.0.0.1/
http://017700000001/
http://2130706433/
http://00000127.0.0.1/
http://127.0.0.1./
http://bank.example.0x7f/
http://bank.example.127/
http://8.8.8.8/
http://[::1]/
http://[::ffff:127.0.0.1]/
http://[fe80::1%25eth0]/
http://[::]/
http://[v1.x]/
http://bank.example:22/
http://bank.example:6379/
http://bank.example:443/
https://bank.example:80/
http://bank.example:080/
http://bank.example:0/
http://bank.example:65536/
http://bank.example:-80/
http://bank.example:80:80/
http://bank.example:/
http://bank.example/%
""".strip().splitlines()[:-1]
ODD = [
    "http://bank.example/\r\nHost: 127.0.0.1",
    "http://bank.example/ HTTP/1.1\r\nX: y",
    "http://bank.example/a b",
    "http://bank.example\r\n/",
    "http://bank\t.example/",
    "ht\ntp://bank.example/",
    "\x00http://bank.example/",
    " http://bank.example/",
    "http://bank.example/\n",
    "http://bank.example/\x7f",
    "http://bank.example/é",
    "http://bänk.example/",
    "http://ⓑank.example/",
    "http://bank\u3002example/",
    "http://bank\uff0eexample/",
    "http://①②⑦.⓪.⓪.①/",
    "http://bank.example\u2100/",
    "http://bank.\u0661/",
    "http://ba\u00adnk.example/",
    "http://bank%2eexample/",
    "http://127%2e0%2e0%2e1/",
    "http://bank.example%00.evil.example/",
    "http://bank.example\\.evil.example/",
    "http://bank.example/a\\b",
    "http://bank.example/" + "x" * 4_096,
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 127 + "example/",
    "",
]


@pytest.mark.parametrize("url", [*CONFUSING, *ODD])
def test_what_can_be_read_in_two_ways_or_leads_inside_is_refused(url: str) -> None:
    with pytest.raises(RemoteAddressRefused):
        parse_target(url, PLAIN)


def test_a_plain_address_is_read() -> None:
    wanted = Target(scheme="https", host="list.bank.example", port=443, path="/a/b.png?x=1&y=//z@w")
    assert parse_target("HTTPS://List.Bank.example/a/b.png?x=1&y=//z@w#top", PLAIN) == wanted
    assert parse_target("http://bank.example", PLAIN).path == "/"
    assert parse_target("http://bank.example?x", PLAIN).path == "/?x"
    assert parse_target("http://bank.example:80/", PLAIN).authority == "bank.example"
    assert parse_target("https://xn--bnk-qla.example:443/", PLAIN).authority == "xn--bnk-qla.example"
    assert parse_target("http://bank.example:8080/", Reach(ports=frozenset({8080}))).authority == "bank.example:8080"


def test_a_fragment_is_never_part_of_the_host() -> None:
    assert parse_target("http://bank.example#@127.0.0.1/", PLAIN).host == "bank.example"
    assert parse_target("http://bank.example?@127.0.0.1/", PLAIN).host == "bank.example"


@given(st.text() | st.text(string.printable).map("http://".__add__))
def test_whatever_is_written_there_the_host_is_a_plain_name(text: str) -> None:
    try:
        target = parse_target(text, PLAIN)
    except RemoteAddressRefused:
        return
    assert set(target.host) <= set(string.ascii_lowercase + string.digits + "._-")
    assert target.host.rpartition(".")[2][0] in string.ascii_lowercase
    assert (target.scheme, target.port) in {("http", 80), ("https", 443)}
    assert target.path.startswith("/")
    assert target.path.isascii()
    assert not set(target.path) & set(" \\#\t\r\n\x00")


FROM = parse_target("http://bank.example/a/b?c", PLAIN)


@pytest.mark.parametrize(
    ("location", "wanted"),
    [
        (b"/d", "http bank.example /d"),
        (b"d", "http bank.example /a/d"),
        (b"?d", "http bank.example /a/b?d"),
        (b"//other.example/d", "http other.example /d"),
        (b"https://other.example/d#e", "https other.example /d"),
    ],
)
def test_a_redirect_is_read_as_a_browser_reads_it(location: bytes, wanted: str) -> None:
    target = follow(FROM, location, PLAIN)
    assert f"{target.scheme} {target.host} {target.path}" == wanted


@pytest.mark.parametrize(
    "location",
    [
        b"http://127.0.0.1/",
        b"//localhost/",
        b"http:\\\\bank.example",
        b"\\\\127.0.0.1\\x",
        b"http://user@bank.example/",
        b"file:///etc/passwd",
        b"http://[::1]/",
        b"http://[bank/",
        b"/a b",
        b"/\xc3\xa9",
        b"/a\tb",
        b"/" + b"x" * 4_096,
    ],
)
def test_a_redirect_is_judged_as_what_was_asked_for(location: bytes) -> None:
    with pytest.raises(RemoteAddressRefused):
        follow(FROM, location, PLAIN)


def test_a_way_back_into_the_open_is_not_taken() -> None:
    private = parse_target("https://bank.example/", PLAIN)
    assert follow(private, b"/x", PLAIN).is_encrypted
    with pytest.raises(RemoteAddressRefused):
        follow(private, b"http://bank.example/x", PLAIN)


@given(st.binary(max_size=60))
def test_any_redirect_is_followed_to_a_plain_name_or_refused(location: bytes) -> None:
    try:
        target = follow(FROM, location, PLAIN)
    except RemoteAddressRefused:
        return
    assert parse_target(f"{target.scheme}://{target.authority}{target.path}", PLAIN) == target
