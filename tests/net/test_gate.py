from ipaddress import ip_address

import pytest

from tempory.net import Admission, Gate, GateSettings, parse_peer


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def make_gate(clock: Clock | None = None, **settings: object) -> Gate:
    return Gate(GateSettings(**settings), now=clock or Clock())  # type: ignore[arg-type]


def enter(gate: Gate, text: str) -> Admission | str:
    return gate.enter(parse_peer(text))


def admit(gate: Gate, text: str) -> Admission:
    entered = enter(gate, text)
    assert isinstance(entered, Admission)
    return entered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8::1", "2001:db8::1"),
    ],
)
def test_peers(text: str, expected: str) -> None:
    assert parse_peer(text) == ip_address(expected)


@pytest.mark.parametrize("text", ["", "x", "/run/socket"])
def test_what_is_no_peer(text: str) -> None:
    assert parse_peer(text) is None


def test_a_peer_has_so_many_places() -> None:
    gate = make_gate(per_peer=2)
    first = admit(gate, "192.0.2.1")
    admit(gate, "192.0.2.1")
    assert enter(gate, "192.0.2.1") == "peer_limit"
    admit(gate, "192.0.2.2")
    gate.leave(first)
    admit(gate, "192.0.2.1")
    assert gate.connected == 3


def test_a_network_has_so_many_places() -> None:
    gate = make_gate(per_network=3)
    for host in (1, 2, 3):
        admit(gate, f"192.0.2.{host}")
    assert enter(gate, "192.0.2.4") == "network_limit"
    admit(gate, "192.0.3.1")


def test_an_ipv6_peer_is_a_64() -> None:
    gate = make_gate(per_peer=1, per_network=2)
    admit(gate, "2001:db8:0:1::1")
    assert enter(gate, "2001:db8:0:1:ffff::2") == "peer_limit"
    admit(gate, "2001:db8:0:2::1")
    assert enter(gate, "2001:db8:0:3::1") == "network_limit"
    admit(gate, "2001:db8:1::1")


def test_everybody_together_has_so_many_places() -> None:
    gate = make_gate(total=2, trusted=("10.0.0.0/8",))
    admit(gate, "10.0.0.1")
    place = admit(gate, "192.0.2.1")
    assert enter(gate, "10.0.0.1") == "server_limit"
    gate.leave(place)
    admit(gate, "10.0.0.1")


def test_trusted_networks_and_sockets_without_address() -> None:
    gate = make_gate(per_peer=1, per_network=1, rate=1, trusted=("10.0.0.0/8", "fd00::/8"))
    places = [admit(gate, "10.1.2.3") for _ in range(5)] + [admit(gate, "fd00::1") for _ in range(5)]
    places += [admit(gate, "") for _ in range(5)]
    for place in places:
        gate.leave(place)
    assert gate.connected == 0


def test_so_many_connections_a_minute() -> None:
    clock = Clock()
    gate = make_gate(clock, rate=300)
    for _ in range(300):
        gate.leave(admit(gate, "192.0.2.1"))
    assert enter(gate, "192.0.2.1") == "rate"
    gate.leave(admit(gate, "192.0.2.2"))
    clock.seconds += 1.0
    for _ in range(5):
        gate.leave(admit(gate, "192.0.2.1"))
    assert enter(gate, "192.0.2.1") == "rate"
    clock.seconds += 60.0
    for _ in range(300):
        gate.leave(admit(gate, "192.0.2.1"))
    assert enter(gate, "192.0.2.1") == "rate"


def test_what_is_remembered_is_bounded() -> None:
    clock = Clock()
    gate = make_gate(clock, total=100_000, rate=1)
    for number in range(70_000):
        clock.seconds += 0.0001
        enter(gate, str(ip_address(number)))
    assert len(gate._due) <= 65_536
    clock.seconds += 100.0
    enter(gate, "192.0.2.1")
    assert len(gate._due) == 1


def test_nothing_is_left_of_those_who_left() -> None:
    gate = make_gate()
    for place in [admit(gate, f"192.0.2.{host}") for host in range(20)]:
        gate.leave(place)
    assert not gate._peers
    assert not gate._networks


def test_proxies() -> None:
    gate = make_gate(proxies=("192.0.2.0/28", "2001:db8::/32"))
    assert gate.is_proxy(parse_peer("192.0.2.15"))
    assert gate.is_proxy(parse_peer("2001:db8::5"))
    assert not gate.is_proxy(parse_peer("192.0.2.16"))
    assert not gate.is_proxy(None)
