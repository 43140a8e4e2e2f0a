"""Where the system says its resolvers are."""

from pathlib import Path

from tempory.dns import Server, read_system_servers


def test_the_systems_servers_are_read(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text("# mine\nsearch example\nnameserver 192.0.2.53\nnameserver 2001:db8::53\noptions edns0\n")
    assert read_system_servers(file) == (Server("192.0.2.53"), Server("2001:db8::53"))
    file.write_text("".join(f"nameserver 192.0.2.{number}\n" for number in range(9)))
    assert len(read_system_servers(file)) == 3


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert read_system_servers(tmp_path / "missing") == ()
    (tmp_path / "odd").write_bytes(b"\xff\xfe nameserver\nnameserver\n")
    assert read_system_servers(tmp_path / "odd") == ()
