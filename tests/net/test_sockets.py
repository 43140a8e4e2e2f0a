import socket

import pytest

from tempory.net import bind, endpoint


def test_a_free_port() -> None:
    [sock] = bind("127.0.0.1", 0)
    with sock:
        host, port = endpoint(sock)
        assert host == "127.0.0.1"
        assert port > 0
        assert not sock.getblocking()


def test_all_addresses_of_a_name_share_a_port() -> None:
    sockets = bind("localhost", 0)
    try:
        assert len({endpoint(sock)[1] for sock in sockets}) == 1
    finally:
        for sock in sockets:
            sock.close()


def test_bound_is_not_yet_listening() -> None:
    [sock] = bind("127.0.0.1", 0)
    with sock, pytest.raises(ConnectionRefusedError):
        socket.create_connection(endpoint(sock), timeout=1)


def test_a_port_that_is_taken() -> None:
    [sock] = bind("127.0.0.1", 0)
    with sock:
        sock.listen()
        with pytest.raises(OSError, match="in use"):
            bind("127.0.0.1", endpoint(sock)[1])


def test_several_processes_may_share_a_port() -> None:
    [one] = bind("127.0.0.1", 0, reuse_port=True)
    [other] = bind("127.0.0.1", endpoint(one)[1], reuse_port=True)
    with one, other:
        assert endpoint(one) == endpoint(other)


def test_ipv6_alone() -> None:
    try:
        [sock] = bind("::1", 0)
    except OSError:
        pytest.skip("no IPv6 here")
    with sock:
        assert sock.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) == 1
