"""transit.tls, asked of a house whose doors are sound, and of one whose doors are not."""

import socket
from pathlib import Path

import pytest

from tempory.policy import State
from tempory.probes.doors import Door
from tempory.probes.examination import Target
from tempory.probes.handshakes import OldTls, encode_client_hello
from tempory.probes.transit import TRANSIT, examine_transit
from tempory.values import InvalidValueError
from tests.probes.conftest import Judge
from tests.probes.fake_house import Faults, open_house

# Nobody but a test of this may offer TLS 1.0, and the standard library says so.
pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning")

PROTOCOLS = ["smtp", "submission", "imap", "pop3"]


def examine(folder: Path, faults: Faults, judge: Judge) -> dict[str, State]:
    with open_house(folder, faults) as house:
        return judge(examine_transit(Target(server=house.url, ca=house.ca, patience=1.0)))


def kept_but(*probes: str, state: State = State.NOT_KEPT) -> dict[str, State]:
    return dict.fromkeys(TRANSIT.probes, State.KEPT) | dict.fromkeys(probes, state)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_sound_house_keeps_everything(tmp_path: Path, judge: Judge, protocol: str) -> None:
    assert examine(tmp_path, Faults(listeners=(protocol,)), judge) == kept_but(), judge.texts


def test_every_door_is_visited(tmp_path: Path, judge: Judge) -> None:
    assert examine(tmp_path, Faults(listeners=tuple(PROTOCOLS)), judge) == kept_but()
    for name in ("https", *PROTOCOLS):
        assert f"{name} at 127.0.0.1:" in judge.texts["tls.certificate"]
        assert f"{name} at 127.0.0.1:" in judge.texts["tls.versions"]


@pytest.mark.breaks("tls.versions")
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_old_tls_is_seen(tmp_path: Path, judge: Judge, protocol: str) -> None:
    assert examine(tmp_path, Faults(old_tls=True, listeners=(protocol,)), judge) == kept_but("tls.versions")
    assert f"{protocol} at" in judge.texts["tls.versions"]
    assert "accepts TLS 1.0" in judge.texts["tls.versions"]


@pytest.mark.breaks("tls.certificate")
@pytest.mark.parametrize("faults", [Faults(stranger=True), Faults(expired=True)], ids=["stranger", "expired"])
def test_a_certificate_that_nobody_should_trust_is_seen(tmp_path: Path, judge: Judge, faults: Faults) -> None:
    assert examine(tmp_path, faults, judge) == kept_but("tls.certificate")


@pytest.mark.breaks("tls.certificate")
def test_a_certificate_for_another_name_is_seen(tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names loopback's addresses; so we look for one of the same machine that it does not name."""
    with open_house(tmp_path, Faults()) as house:
        port = house.ports["smtp"]
        monkeypatch.setattr(socket, "create_connection", _reach_loopback(socket.create_connection))
        astray = Door(name="smtp", host="mail.elsewhere.example", port=port, tls="starttls")
        monkeypatch.setattr("tempory.probes.transit.other_doors", lambda _: (astray,))
        states = judge(examine_transit(Target(server=house.url, ca=house.ca, patience=1.0)))
    assert states == kept_but("tls.certificate")
    assert "Hostname mismatch" in judge.texts["tls.certificate"]


def _reach_loopback(connect: object) -> object:
    def reach(address: tuple[str, int], *rest: object, **options: object) -> object:
        return connect(("127.0.0.1", address[1]), *rest, **options)  # type: ignore[operator]

    return reach


@pytest.mark.breaks("starttls.offered")
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_door_that_hides_encryption_is_seen(tmp_path: Path, judge: Judge, protocol: str) -> None:
    assert examine(tmp_path, Faults(hides_starttls=True, listeners=(protocol,)), judge) == kept_but("starttls.offered")


def test_a_door_that_refuses_encryption_proves_nothing(tmp_path: Path, judge: Judge) -> None:
    states = examine(tmp_path, Faults(refuses_starttls=True), judge)
    assert states["tls.certificate"] is states["tls.versions"] is State.UNKNOWN


@pytest.mark.breaks("starttls.injection")
@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("goes_on", [True, False], ids=["goes-on", "stays"])
def test_a_door_that_is_slipped_something_is_seen(tmp_path: Path, judge: Judge, protocol: str, goes_on: bool) -> None:
    faults = Faults(goes_on_after_injection=goes_on, stays_after_injection=not goes_on, listeners=(protocol,))
    assert examine(tmp_path, faults, judge) == kept_but("starttls.injection")


@pytest.mark.breaks("auth.clear")
@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("offered", [True, False], ids=["offered", "taken"])
def test_a_log_in_in_clear_is_seen(tmp_path: Path, judge: Judge, protocol: str, offered: bool) -> None:
    faults = Faults(offers_auth=offered, takes_auth=not offered, listeners=(protocol,))
    assert examine(tmp_path, faults, judge) == kept_but("auth.clear")


@pytest.mark.breaks("http.plain")
@pytest.mark.parametrize(
    "answer",
    ["HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.1 301 Moved\r\nLocation: http://fake.test/\r\n\r\n"],
    ids=["page", "redirect-in-clear"],
)
def test_plain_http_is_seen(tmp_path: Path, judge: Judge, answer: str) -> None:
    assert examine(tmp_path, Faults(plain_page=answer), judge) == kept_but("http.plain")


@pytest.mark.parametrize(
    "answer",
    ["HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/1.1 308 Moved\r\nLocation: https://fake.test/\r\n\r\n"],
    ids=["refused", "redirect-to-https"],
)
def test_plain_http_may_be_refused_in_words(tmp_path: Path, judge: Judge, answer: str) -> None:
    assert examine(tmp_path, Faults(plain_page=answer), judge) == kept_but()


@pytest.mark.breaks("http.hsts")
@pytest.mark.parametrize("header", ["", "max-age=0", "max-age=86400", "includeSubDomains"])
def test_a_page_that_may_be_opened_in_clear_again_is_seen(tmp_path: Path, judge: Judge, header: str) -> None:
    assert examine(tmp_path, Faults(hsts=header), judge) == kept_but("http.hsts")


def test_a_server_that_is_not_there_is_unknown_throughout(judge: Judge) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    states = judge(examine_transit(Target(server=f"https://127.0.0.1:{port}", ca=None, patience=1.0)))
    assert states == kept_but(*TRANSIT.probes, state=State.UNKNOWN)


def test_a_server_that_says_nothing_is_unknown_throughout(judge: Judge) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        states = judge(examine_transit(Target(server=f"https://127.0.0.1:{port}", ca=None, patience=0.2)))
    assert states == kept_but(*TRANSIT.probes, state=State.UNKNOWN)


def test_a_house_without_doors_for_mail_is_unknown(tmp_path: Path, judge: Judge) -> None:
    states = examine(tmp_path, Faults(listeners=()), judge)
    unseen = set(TRANSIT.probes) - {"http.plain", "http.hsts"}
    assert states == kept_but(*unseen, state=State.UNKNOWN)


def test_a_listener_of_an_unknown_protocol_is_no_proof(tmp_path: Path, judge: Judge) -> None:
    states = examine(tmp_path, Faults(listeners=("smtp", "gopher")), judge)
    assert "no probe speaks gopher" in judge.texts["starttls.offered"]
    assert states["starttls.offered"] is states["tls.versions"] is State.UNKNOWN


def test_a_client_hello_has_its_random_octets() -> None:
    with pytest.raises(InvalidValueError):
        encode_client_hello(OldTls.TLS_1_1, b"short")
