"""The resolver against a name server of ours on loopback, with everything that real ones do wrong."""

import asyncio
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from tempory.dns import CachingResolver, DnsSettings, Server
from tempory.mailauth import Outcome
from tests.nameserver import NameServer, serve_names

pytestmark = pytest.mark.anyio


@pytest.fixture
def names() -> Iterator[NameServer]:
    with serve_names() as server:
        yield server


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def now(self) -> float:
        return self.seconds


def resolver(*servers: NameServer | int, clock: Clock | None = None, **settings: float) -> CachingResolver:
    ports = [each if isinstance(each, int) else each.port for each in servers]
    options = {"timeout": 0.3, **settings}
    asked = DnsSettings(servers=tuple(Server("127.0.0.1", port) for port in ports), **options)  # type: ignore[arg-type]
    return CachingResolver(asked, now=(clock or Clock()).now)


async def test_each_kind_of_record_is_read(names: NameServer) -> None:
    ask = resolver(names)
    assert (await ask.look_up_texts("Bank.Example.")).records == (b"v=spf1 ip4:127.0.0.1 -all",)
    assert (await ask.look_up_exchangers("bank.example")).records == ("mail.bank.example", "backup.bank.example")
    assert (await ask.look_up_exchangers("null.bank.example")).records == (".",)
    assert (await ask.look_up_addresses("mail.bank.example", 4)).records == (ip_address("192.0.2.2"),)
    assert (await ask.look_up_addresses("mail.bank.example", 6)).records == (ip_address("2001:db8::2"),)
    assert (await ask.look_up_pointers(ip_address("192.0.2.2"))).records == ("mail.bank.example",)


async def test_what_is_not_there_is_told_apart(names: NameServer) -> None:
    ask = resolver(names)
    assert (await ask.look_up_texts("mail.bank.example")).outcome is Outcome.NO_DATA
    assert (await ask.look_up_texts("nowhere.bank.example")).outcome is Outcome.NO_NAME
    assert (await ask.look_up_texts("elsewhere.test")).outcome is Outcome.NO_NAME


async def test_aliases_are_followed_and_go_round_in_circles_at_nobodys_cost(names: NameServer) -> None:
    ask = resolver(names)
    assert (await ask.look_up_addresses("www.bank.example", 4)).records == (ip_address("192.0.2.2"),)
    assert (await ask.look_up_addresses("far.bank.example", 4)).records == (ip_address("192.0.2.9"),)
    assert (await ask.look_up_addresses("round.bank.example", 4)).outcome is Outcome.FAILED
    assert len(names.asked) < 20


async def test_an_answer_too_long_for_a_datagram_comes_over_tcp(names: NameServer) -> None:
    names.add_text("wordy.bank.example", "x" * 5_000)
    assert (await resolver(names).look_up_texts("wordy.bank.example")).records == (b"x" * 5_000,)


async def test_whether_an_answer_was_validated_is_kept(names: NameServer) -> None:
    names.add_text("signed.bank.example", "yes")
    ask = resolver(names)
    for _ in range(2):
        assert (await ask.look_up_texts("signed.bank.example")).is_authentic
        assert not (await ask.look_up_texts("bank.example")).is_authentic


@pytest.mark.parametrize("name", ["mute.bank.example", "broken.bank.example", "garbage.bank.example"])
async def test_a_server_that_fails_is_asked_twice_and_then_given_up(names: NameServer, name: str) -> None:
    ask = resolver(names)
    assert (await ask.look_up_texts(name)).outcome is Outcome.FAILED
    assert names.asked.count(f"{name} TXT") == 2


async def test_the_next_server_answers_for_one_that_does_not(names: NameServer) -> None:
    with serve_names() as dead:
        dead.is_mute = True
        found = await resolver(dead, names).look_up_texts("bank.example")
    assert found.outcome is Outcome.FOUND


async def test_an_answer_is_kept_within_bounds(names: NameServer) -> None:
    clock = Clock()
    ask = resolver(names, clock=clock, min_ttl=5, max_ttl=100, max_negative_ttl=50)

    async def count(name: str, after: float) -> int:
        clock.seconds += after
        await ask.look_up_addresses(name, 4)
        return names.asked.count(f"{name} A")

    assert await count("brief.bank.example", 0) == 1  # lasts one second, is kept for five
    assert await count("brief.bank.example", 4) == 1
    assert await count("brief.bank.example", 1) == 2
    assert await count("mail.bank.example", 0) == 1  # lasts 300 seconds, is kept for 100
    assert await count("mail.bank.example", 99) == 1
    assert await count("mail.bank.example", 1) == 2
    assert await count("no.bank.example", 0) == 1  # its zone says 120 seconds
    assert await count("no.bank.example", 49) == 1
    assert await count("no.bank.example", 1) == 2
    assert await count("broken.bank.example", 0) == 2  # a failure is not kept
    assert await count("broken.bank.example", 0) == 4


async def test_the_same_question_goes_out_once_at_a_time(names: NameServer) -> None:
    ask = resolver(names)
    answers = await asyncio.gather(*(ask.look_up_texts("bank.example") for _ in range(50)))
    assert {each.outcome for each in answers} == {Outcome.FOUND}
    assert names.asked == ["bank.example TXT"]


async def test_one_that_gives_up_does_not_take_the_answer_from_the_others(names: NameServer) -> None:
    ask = resolver(names)
    impatient = asyncio.create_task(ask.look_up_texts("bank.example"))
    patient = asyncio.create_task(ask.look_up_texts("bank.example"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).outcome is Outcome.FOUND


@pytest.mark.parametrize("name", ["", ".", "a..b", "x" * 64 + ".example", "é.example", "a.example\n", "y." * 130])
async def test_an_absurd_name_is_not_asked_for(names: NameServer, name: str) -> None:
    ask = resolver(names)
    assert (await ask.look_up_texts(name)).outcome is Outcome.NO_NAME
    assert not names.asked


async def test_a_name_with_odd_octets_is_asked_as_it_stands(names: NameServer) -> None:
    await resolver(names).look_up_texts(r'o\d"d name.bank.example')
    assert len(names.asked) == 1


async def test_without_servers_nothing_is_waited_for() -> None:
    assert (await resolver().look_up_texts("bank.example")).outcome is Outcome.FAILED


async def test_when_nobody_answers_the_others_do_not_wait_either(names: NameServer) -> None:
    clock = Clock()
    names.is_mute = True
    ask = resolver(names, clock=clock, timeout=0.05, silent_after=4, silence=10)
    for number in range(9):
        assert (await ask.look_up_texts(f"n{number}.bank.example")).outcome is Outcome.FAILED
    assert len([question for question in names.asked if question.endswith("TXT")]) == 4
    names.is_mute = False
    assert (await ask.look_up_texts("bank.example")).outcome is Outcome.FAILED
    clock.seconds += 10
    assert (await ask.look_up_texts("bank.example")).outcome is Outcome.FOUND


async def test_a_domain_with_slow_servers_silences_nobody(names: NameServer) -> None:
    ask = resolver(names, silent_after=2)
    for _ in range(2):
        await ask.look_up_texts("mute.bank.example")
    assert (await ask.look_up_texts("bank.example")).outcome is Outcome.FOUND


async def test_a_port_where_nobody_listens_is_given_up_at_once(names: NameServer) -> None:
    with serve_names() as gone:
        port = gone.port
    assert (await resolver(port, names).look_up_texts("bank.example")).outcome is Outcome.FOUND
