"""Whom we ask of DNS, and what becomes of mail whose domain disowns it."""

from ipaddress import ip_address

import msgspec
import pytest

from tempory.config import Configuration
from tempory.config.authenticity import Dns, MailAuth
from tempory.config.composition import authenticity_settings, dns_settings, reporter
from tempory.config.sections import Service, settings_of
from tempory.delivery import Handling
from tempory.dns import Server
from tempory.values import ConfigurationError


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("127.0.0.1", Server("127.0.0.1", 53)),
        ("127.0.0.1:5353", Server("127.0.0.1", 5353)),
        ("::1", Server("::1", 53)),
        ("[::1]", Server("::1", 53)),
        ("[2001:db8::53]:5353", Server("2001:db8::53", 5353)),
    ],
)
def test_a_resolver_is_named_by_address_and_port(text: str, server: Server) -> None:
    setting = settings_of("dns")["servers"]
    written = setting.kind.read([text])
    assert dns_settings(Configuration(dns=Dns(servers=written)), ()).servers == (server,)


@pytest.mark.parametrize("text", ["dns.example", "127.0.0.1:", "1.2.3.4:x", ""])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        settings_of("dns")["servers"].kind.read([text])


def test_an_address_that_only_looks_like_one_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"dns\.servers"):
        dns_settings(Configuration(dns=Dns(servers=("999.1.1.1",))), ())


def test_the_systems_resolvers_are_asked_unless_others_are_named() -> None:
    assert dns_settings(Configuration(), (Server("192.0.2.53"),)).servers == (Server("192.0.2.53"),)


def test_our_own_machine_is_spared_unless_we_say_whom_to_ask() -> None:
    def spares(configuration: Configuration) -> bool:
        loopback = ip_address("127.0.0.1")
        return any(loopback in network for network in authenticity_settings(configuration).exempt)

    assert spares(Configuration())
    assert not spares(Configuration(dns=Dns(servers=("127.0.0.1",))))


def test_what_becomes_of_mail_is_handed_on() -> None:
    settings = authenticity_settings(Configuration(mail_auth=MailAuth(on_reject="mark", on_unanswered="defer")))
    assert (settings.on_reject, settings.on_quarantine) == (Handling.MARK, Handling.JUNK)
    assert settings.defers_unanswered


def test_who_reports_is_named_by_its_domains() -> None:
    assert not MailAuth().aggregate_reports, "peers' addresses are not kept unless the operator says so"
    who = reporter(Configuration())
    assert (str(who.organization), str(who.host)) == ("tempory.test", "tempory.test")
    assert str(who.contact) == "postmaster@tempory.test"
    with pytest.raises(ConfigurationError):
        reporter(Configuration(service=Service(hostname="a..example")))
