from ipaddress import ip_network

from tempory.api.settings import ApiSettings
from tempory.config import Configuration, parse
from tempory.config.composition import api_settings, fetch_settings
from tempory.config.remote import RemoteContent
from tempory.fetching import GROWTH, FetchSettings


def test_pictures_are_fetched_within_the_packages_own_bounds_unless_somebody_says_otherwise() -> None:
    assert fetch_settings(Configuration()) == FetchSettings()
    assert api_settings(Configuration()).pictures == ApiSettings().pictures
    assert api_settings(Configuration()).rates == ApiSettings().rates


def test_they_are_not_where_they_are_switched_off() -> None:
    assert fetch_settings(Configuration(remote_content=RemoteContent(fetch=False))) is None


def test_what_is_set_arrives() -> None:
    written = """[remote_content]
timeout = "5s"
picture_size = "1 MiB"
picture_pixels = 500000
refused = ["192.0.2.0/24"]
at_once = 9
at_once_per_peer = 5
at_once_per_mailbox = 3
mailbox_burst = 7
mailbox_per_minute = 6
peer_burst = 21
peer_per_minute = 20
"""
    configuration = parse(written).configuration
    wanted = FetchSettings(
        seconds=5.0, picture_octets=1024**2, picture_pixels=500_000, refused=(ip_network("192.0.2.0/24"),)
    )
    assert fetch_settings(configuration) == wanted
    api = api_settings(configuration)
    assert (api.pictures.at_once, api.pictures.per_peer, api.pictures.per_mailbox) == (9, 5, 3)
    assert api.pictures.octets == 1024**2 * (1 + GROWTH)
    assert (api.rates.mailbox_pictures.burst, api.rates.mailbox_pictures.per_minute) == (7, 6)
    assert (api.rates.pictures.burst, api.rates.pictures.per_minute) == (21, 20)
