from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.fetching import Reach, is_public

NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170
192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.175.48.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::127.0.0.1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b::8.8.8.8 64:ff9b:1::a00:1 100::1 100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1
2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:808:808::1 2620:4f:8000::1 3fff::1 4000::1
5f00::1 fc00::1 fd00::1 fd00:ec2::254 fe80::1 fe80::a9fe:a9fe fec0::1 ff02::1 ff0e::1
2a00:1450:4007:80c::5efe:a00:1 2a00:1450:4007:80c:200:5efe:808:808 fe80::1%eth0 2606:4700::1%eth0
"""
PUBLIC = """
1.1.1.1 8.8.8.8 9.9.9.9 93.184.215.14 100.63.255.255 100.128.0.1 168.63.129.15 172.32.0.1 223.255.255.254
2606:4700:4700::1111 2a00:1450:4007:80c::200e 2001:4860:4860::8888 2003::1
"""


@pytest.mark.parametrize("text", NOT_PUBLIC.split())
def test_what_is_somebodys_own_or_leads_there_by_a_detour_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC.split())
def test_what_everybody_reaches_is(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_nothing_that_python_knows_to_be_special_is_public(address: IPv4Address) -> None:
    special = address.is_private or address.is_multicast or address.is_reserved or address.is_link_local
    assert not (is_public(address) and (special or address.is_loopback or address.is_unspecified))


@given(st.integers(0, 2**32 - 1))
def test_no_ipv4_address_is_public_within_an_ipv6_one(bits: int) -> None:
    detours = (0, 0xFFFF << 32, 0xFFFF << 48, 0x64FF9B << 96, 0x64FF9B0001 << 80, 0x20010000 << 96)
    assert not any(is_public(IPv6Address(prefix | bits)) for prefix in detours)
    assert not is_public(IPv6Address(0x2002 << 112 | bits << 80))


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_a_public_ipv6_address_is_of_the_block_that_is_given_out(address: IPv6Address) -> None:
    assert not is_public(address) or (int(address) >> 125 == 1 and not address.is_private)


def test_loopback_is_reached_only_where_it_is_handed_in() -> None:
    assert not Reach().allows(ip_address("127.0.0.2"))
    assert Reach(spared=(IPv4Network("127.0.0.2/32"),)).allows(ip_address("127.0.0.2"))
    assert not Reach(spared=(IPv4Network("127.0.0.2/32"),)).allows(ip_address("127.0.0.1"))
