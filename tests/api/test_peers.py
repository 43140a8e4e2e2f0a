from ipaddress import ip_network
from typing import Any

import pytest

from tempory.api import Peers
from tempory.api.peers import Peer

TRUSTED = ip_network("127.0.0.0/8")
PROXY = ip_network("10.0.0.0/8")
PEERS = Peers(trusted=(TRUSTED,), proxies=(PROXY, ip_network("fd00::/8")))


def find(client: str | None, *forwarded: str) -> Peer:
    scope: dict[str, Any] = {
        "client": None if client is None else (client, 1),
        "headers": [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded],
    }
    return PEERS.find(scope)


@pytest.mark.parametrize(
    ("client", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_peer_is_an_address_or_a_network(client: str | None, key: str) -> None:
    assert find(client) == Peer(key=key, is_trusted=False)


def test_trusted_networks_are_known() -> None:
    assert find("127.0.0.1") == Peer(key="127.0.0.1", is_trusted=True)
    assert find("::ffff:127.0.0.1").is_trusted
    assert not find("128.0.0.1").is_trusted


@pytest.mark.parametrize(
    ("client", "forwarded", "key"),
    [
        ("10.0.0.1", ("203.0.113.1",), "203.0.113.1"),
        ("fd00::1", ("203.0.113.1",), "203.0.113.1"),
        ("10.0.0.1", ("spoofed, 203.0.113.1",), "203.0.113.1"),
        ("10.0.0.1", ("198.51.100.1, 203.0.113.1, 10.9.9.9",), "203.0.113.1"),
        ("10.0.0.1", ("198.51.100.1", "203.0.113.1"), "203.0.113.1"),
        ("10.0.0.1", ("10.0.0.2, 10.0.0.3",), "10.0.0.2"),
        ("10.0.0.1", ("rubbish",), "unknown"),
        ("10.0.0.1", ("",), "unknown"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("2001:db8::7",), "2001:db8::/64"),
        ("10.0.0.1", (",".join(["10.0.0.2"] * 1_000),), "10.0.0.2"),
        ("192.0.2.1", ("203.0.113.1",), "192.0.2.1"),
    ],
)
def test_only_our_proxies_name_the_peer(client: str, forwarded: tuple[str, ...], key: str) -> None:
    assert find(client, *forwarded).key == key


def test_a_forwarded_loopback_address_is_trusted_only_as_far_as_the_proxy_is() -> None:
    assert find("10.0.0.1", "127.0.0.1").is_trusted
    assert not find("192.0.2.1", "127.0.0.1").is_trusted


def test_a_proxy_holds_connections_for_others() -> None:
    assert PEERS.find_connected(("10.0.0.1", 1)).is_trusted
    assert PEERS.find_connected(("127.0.0.1", 1)).is_trusted
    assert PEERS.find_connected(("192.0.2.1", 1)) == Peer(key="192.0.2.1", is_trusted=False)
    assert PEERS.find_connected(None) == Peer(key="unknown", is_trusted=False)
