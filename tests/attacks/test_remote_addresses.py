"""Whoever writes a message chooses what its reader asks us to fetch: every way to reach inside by it (SSRF)."""

import io
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_network

import pytest
from PIL import Image

from tempory.dns import CachingResolver, DnsSettings, Server
from tempory.fetching import PictureFetcher, Reach, RemoteAddressRefused, RemoteUnavailable, RemoteUnsuitable
from tests.nameserver import serve_names
from tests.picture_hosts import INSIDE, PUBLIC, QUICK, Book, Scene, draw, host_pictures, respond, send_on, set_scene

pytestmark = pytest.mark.anyio


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with set_scene() as made:
        yield made


# What is asked, and by whom


async def test_a_picture_comes_made_anew_and_the_host_learns_nothing(scene: Scene) -> None:
    picture = await scene.fetch("/")
    assert picture.media_type == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size == (30, 20)
    lines = scene.out.asked[0].rstrip("\r\n").split("\r\n")
    assert lines[0] == "GET / HTTP/1.1"
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Connection",
    ]
    assert "Accept-Encoding: identity" in lines
    assert f"Host: list.example:{scene.out.port}" in lines


async def test_no_cookie_of_one_answer_goes_with_the_next_question(scene: Scene) -> None:
    scene.out.says["/a"] = send_on("/b").replace(b"\r\n\r\n", b"\r\nSet-Cookie: id=1; Path=/\r\n\r\n")
    scene.out.says["/b"] = respond(draw(), "image/png", "200 OK", "Set-Cookie: id=2")
    fetcher = scene.fetcher()
    for _ in range(2):
        await fetcher.fetch(scene.url("/a"))
    assert len(scene.out.asked) == 4
    assert not [head for head in scene.out.asked if "cookie" in head.lower() or "referer" in head.lower()]


# Names that lead inside

INSIDES = [
    [INSIDE],
    [PUBLIC, INSIDE],
    [INSIDE, PUBLIC],
    [PUBLIC, "10.0.0.1"],
    ["169.254.169.254"],
    ["0.0.0.0"],
    ["::1"],
    ["::ffff:127.0.0.2"],
    [PUBLIC, "::ffff:127.0.0.1"],
    [PUBLIC, "::1"],
    [PUBLIC, "fe80::1"],
    [PUBLIC, "fd00:ec2::254"],
    ["64:ff9b::7f00:2"],
    ["2002:7f00:2::"],
    ["2001:0:7f00:2::"],
]


@pytest.mark.parametrize("addresses", INSIDES, ids=",".join)
async def test_one_address_that_is_not_public_condemns_a_name(scene: Scene, addresses: list[str]) -> None:
    scene.book.add("evil.example", addresses)
    with pytest.raises(RemoteUnavailable):
        await scene.fetch(host="evil.example")
    assert scene.out.connections == 0


async def test_a_name_that_leads_inside_fails_as_one_that_leads_nowhere(scene: Scene) -> None:
    scene.book.add("inside.example", [INSIDE])
    told = []
    for host in ("inside.example", "nowhere.example"):
        with pytest.raises(RemoteUnavailable) as failure:
            await scene.fetch(host=host)
        told.append(failure.value.public_reason)
    assert len(set(told)) == 1


async def test_a_name_is_resolved_once_and_its_second_answer_never_counts(scene: Scene) -> None:
    """DNS rebinding: public when it is judged, private when it is connected to."""
    scene.book.add("rebind.example", [PUBLIC], [INSIDE])
    assert (await scene.fetch(host="rebind.example")).media_type == "image/png"
    assert scene.book.asked == ["rebind.example 4", "rebind.example 6"]
    assert scene.out.connections == 1


async def test_a_redirect_to_the_same_name_judges_it_anew(scene: Scene) -> None:
    scene.out.says["/"] = send_on("/again")
    scene.out.says["/again"] = respond(draw())
    scene.book.add("rebind.example", [PUBLIC], [INSIDE])
    with pytest.raises(RemoteUnavailable):
        await scene.fetch(host="rebind.example")
    assert scene.out.connections == 1


async def test_what_a_real_resolver_says_is_judged_as_well(scene: Scene) -> None:
    """Aliases into the network, addresses within addresses, over DNS itself."""
    with serve_names() as names:
        names.add("inside.bank.example", "A", INSIDE)
        names.add("alias.bank.example", "CNAME", "inside.bank.example.")
        names.add("mapped.bank.example", "AAAA", "::ffff:127.0.0.2")
        names.add("both.bank.example", "A", PUBLIC)
        names.add("both.bank.example", "AAAA", "::1")
        names.add("out.bank.example", "A", PUBLIC)
        names.add("alias-out.bank.example", "CNAME", "out.bank.example.")
        settings = DnsSettings(servers=(Server("127.0.0.1", names.port),), timeout=1.0)
        fetcher = PictureFetcher(CachingResolver(settings, now=time.monotonic), QUICK, reach=scene.reach)
        for label in ("inside", "alias", "mapped", "both", "broken", "mute", "round", "nowhere"):
            with pytest.raises(RemoteUnavailable):
                await fetcher.fetch(scene.url("/", f"{label}.bank.example"))
        assert scene.out.connections == 0
        await fetcher.fetch(scene.url("/", "alias-out.bank.example"))
    assert scene.out.connections == 1


async def test_networks_of_the_operators_choice_are_not_reached_either(scene: Scene) -> None:
    with pytest.raises(RemoteUnavailable):
        await scene.fetch(settings=replace(QUICK, refused=(ip_network("127.0.0.0/30"),)))
    assert scene.out.connections == 0


@pytest.mark.parametrize("hand_in", [False, True])
async def test_the_machine_does_not_reach_itself_by_an_address_that_looks_public(hand_in: bool) -> None:
    """As if 127.0.0.1 were our own public address: allowed by its number, found out by the connection."""

    class OwnAddress(Reach):
        def allows(self, address: object) -> bool:
            return True

    async with host_pictures(INSIDE) as own:
        own.says["/"] = respond(draw())
        book = Book()
        book.add("own.example", [INSIDE])
        spared = (ip_network("127.0.0.1/32"),) if hand_in else ()
        fetcher = PictureFetcher(book, QUICK, reach=OwnAddress(spared=spared, ports=frozenset({own.port})))
        if hand_in:
            await fetcher.fetch(f"http://own.example:{own.port}/")
        else:
            with pytest.raises(RemoteUnavailable):
                await fetcher.fetch(f"http://own.example:{own.port}/")
        assert len(own.asked) == hand_in


async def test_loopback_is_refused_unless_it_was_handed_in(scene: Scene) -> None:
    fetcher = PictureFetcher(scene.book, QUICK, reach=Reach(ports=frozenset({scene.out.port})))
    with pytest.raises(RemoteUnavailable):
        await fetcher.fetch(scene.url("/"))
    with pytest.raises(RemoteAddressRefused):
        await PictureFetcher(scene.book, QUICK).fetch(scene.url("/"))  # nor is another port
    assert scene.out.connections == 0


async def test_ipv6_is_spoken_and_judged() -> None:
    async with host_pictures("::1") as six:
        six.says["/"] = respond(draw())
        book = Book()
        book.add("six.example", ["::1"])
        reach = Reach(spared=(ip_network("::1/128"),), ports=frozenset({six.port}))
        assert (await PictureFetcher(book, QUICK, reach=reach).fetch(f"http://six.example:{six.port}/")).content


async def test_the_next_address_is_tried_when_one_does_not_answer(scene: Scene) -> None:
    reach = replace(scene.reach, spared=(ip_network("127.0.0.2/31"),))
    scene.book.add("two.example", ["127.0.0.3", PUBLIC])
    assert await PictureFetcher(scene.book, QUICK, reach=reach).fetch(scene.url("/", "two.example"))


# Redirects


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:{port}/",
        "http://inside.example:{port}/",
        "//inside.example:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0x7f000001:{port}/",
        "http://2130706433:{port}/",
        "http://0:{port}/",
        "http://localhost:{port}/",
        "http://list.example@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}\\@list.example/",
        "\\\\127.0.0.1:{port}/",
        "http://list.example:22/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "gopher://127.0.0.1:{port}/_GET",
    ],
)
async def test_a_redirect_inside_is_not_followed(scene: Scene, location: str) -> None:
    scene.book.add("inside.example", [INSIDE])
    scene.out.says["/"] = send_on(location.format(port=scene.out.port))
    with pytest.raises(RemoteUnavailable):
        await scene.fetch()
    assert scene.out.connections == 1


async def test_redirects_are_few(scene: Scene) -> None:
    for number in range(9):
        scene.out.says[f"/{number}"] = send_on(f"/{number + 1}")
    scene.out.says["/3"] = respond(draw())
    assert await scene.fetch("/0")
    scene.out.says["/3"] = send_on("/4")
    scene.out.says["/4"] = respond(draw())
    with pytest.raises(RemoteUnavailable):
        await scene.fetch("/0")
    scene.out.says["/loop"] = send_on("/loop")
    before = scene.out.connections
    with pytest.raises(RemoteUnavailable):
        await scene.fetch("/loop")
    assert scene.out.connections - before == 4


async def test_a_redirect_that_leads_nowhere_or_in_two_directions_is_none(scene: Scene) -> None:
    scene.out.says["/none"] = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"
    scene.out.says["/two"] = b"HTTP/1.1 302 Found\r\nLocation: /\r\nLocation: //inside.example/\r\n\r\n"
    for path in ("/none", "/two"):
        with pytest.raises(RemoteUnavailable):
            await scene.fetch(path)


async def test_nothing_that_goes_wrong_tells_the_log_what_was_asked(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scene.book.add("secret-inside.example", [INSIDE])
    scene.out.says["/secret"] = send_on("http://secret-inside.example/secret")
    scene.out.says["/secret-text"] = respond(b"secret", "text/html")
    for host, path in (("list", "/secret"), ("list", "/secret-text"), ("secret-nowhere", "/secret")):
        with pytest.raises((RemoteUnavailable, RemoteUnsuitable, RemoteAddressRefused)) as failure:
            await scene.fetch(path, host=f"{host}.example")
        assert "secret" not in f"{failure.value} {failure.value.args} {failure.value.private_detail}"
    assert "secret" not in caplog.text
