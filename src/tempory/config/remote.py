"""Whether pictures that messages only point at are fetched for their readers, and how much of that there may be."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.defaults import FETCH, PICTURES, RATES
from tempory.config.kinds import KIB, MIB, Network, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteContent:
    """Pictures that messages only point at: fetched when their reader asks, by this server, made anew, never kept."""

    fetch: Annotated[
        bool,
        Setting(kinds.FLAG, "Whether readers may ask for them at all. Otherwise this server connects to no such host."),
    ] = True
    timeout: Annotated[
        int, Setting(kinds.duration(1, 60), "Time for one picture: names, redirects, every octet, and its decoding.")
    ] = int(FETCH.seconds)
    picture_size: Annotated[int, Setting(kinds.size(16 * KIB, 20 * MIB), "Octets of one picture.")] = (
        FETCH.picture_octets
    )
    picture_pixels: Annotated[
        int, Setting(kinds.number(10_000, 40_000_000), "Pixels of one picture, read before it is decoded.")
    ] = FETCH.picture_pixels
    refused: Annotated[
        tuple[Network, ...],
        Setting(
            kinds.NETWORKS,
            "Public networks that are not to be reached either, such as your own. What is not public never is.",
        ),
    ] = ()
    at_once: Annotated[int, Setting(kinds.number(1, 1_000), "Pictures fetched at once, for everybody together.")] = (
        PICTURES.at_once
    )
    at_once_per_peer: Annotated[
        int, Setting(kinds.number(1, 1_000), "The same for one peer (an IPv4 address or an IPv6 /64).")
    ] = PICTURES.per_peer
    at_once_per_mailbox: Annotated[int, Setting(kinds.number(1, 1_000), "The same for one mailbox.")] = (
        PICTURES.per_mailbox
    )
    mailbox_burst: Annotated[
        int, Setting(kinds.number(1, 100_000), "Pictures for one mailbox in quick succession.")
    ] = RATES.mailbox_pictures.burst
    mailbox_per_minute: Annotated[int, Setting(kinds.number(1, 100_000), "Pictures a minute after that.")] = int(
        RATES.mailbox_pictures.per_minute
    )
    peer_burst: Annotated[int, Setting(kinds.number(1, 100_000), "Pictures for one peer in quick succession.")] = (
        RATES.pictures.burst
    )
    peer_per_minute: Annotated[int, Setting(kinds.number(1, 100_000), "Pictures a minute after that.")] = int(
        RATES.pictures.per_minute
    )
