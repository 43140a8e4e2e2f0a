"""An authoritative name server on loopback, for tests: zones from files, over UDP and TCP, with real ones' faults.

By the first label of a name: `mute` is never answered, `broken` with SERVFAIL, `garbage` with octets that are no
message, `wordy` with more than fits a datagram. A resolver in front of DNS would set AD where it has validated; this
one does for `signed`.
"""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import dns.zone

ZONES = Path(__file__).with_name("zones")
DATAGRAM_OCTETS = 1_232


class NameServer:
    """Answers for the zones of tests/zones and for what is added. `asked` says what came in, as `name TYPE`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_mute = False
        self._zones: dict[dns.name.Name, dns.zone.Zone] = {}
        for path in sorted(ZONES.glob("*.zone")):
            zone = dns.zone.from_file(str(path), relativize=False)
            assert zone.origin is not None
            self._zones[zone.origin] = zone
        self.port = 0

    @property
    def setting(self) -> str:
        """What `[dns] servers` says of it."""
        return f"127.0.0.1:{self.port}"

    def add(self, name: str, kind: str, *values: str) -> None:
        """Add a record to the zone that `name` is in."""
        owner = dns.name.from_text(name)
        zone = self._zone_of(owner)
        assert zone is not None
        rrset = dns.rrset.from_text(owner, 300, "IN", kind, *values)
        zone.replace_rdataset(owner, rrset.to_rdataset())

    def add_text(self, name: str, text: str) -> None:
        """Add a TXT record of any length."""
        self.add(name, "TXT", " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250)))

    def answer(self, octets: bytes, *, is_datagram: bool) -> bytes | None:
        """Return the answer to one message."""
        query = dns.message.from_wire(octets)
        question = query.question[0]
        self.asked.append(f"{question.name.to_text(omit_final_dot=True)} {dns.rdatatype.to_text(question.rdtype)}")
        first = question.name.labels[0]
        if self.is_mute or first == b"mute":
            return None
        if first == b"garbage":
            return b"\x00garbage"
        response = dns.message.make_response(query, recursion_available=True)
        self._fill(response, question)
        if first == b"broken":
            response.set_rcode(dns.rcode.SERVFAIL)
        elif first == b"signed":
            response.flags |= dns.flags.AD
        wire = response.to_wire(max_size=65_535)
        if is_datagram and len(wire) > DATAGRAM_OCTETS:
            response = dns.message.make_response(query)
            response.flags |= dns.flags.TC
            wire = response.to_wire()
        return wire

    def _zone_of(self, name: dns.name.Name) -> dns.zone.Zone | None:
        return next((zone for origin, zone in self._zones.items() if name.is_subdomain(origin)), None)

    def _fill(self, response: dns.message.Message, question: dns.rrset.RRset) -> None:
        zone = self._zone_of(question.name)
        if zone is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
            return
        assert zone.origin is not None
        if zone.get_node(question.name) is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        rrset = zone.get_rrset(question.name, question.rdtype) or zone.get_rrset(question.name, "CNAME")
        if rrset is not None:
            response.answer.append(rrset)
        else:
            soa = zone.get_rrset(zone.origin, "SOA")
            assert soa is not None
            response.authority.append(soa)


@contextmanager
def serve_names() -> Iterator[NameServer]:
    """Serve on one free port of loopback, TCP and UDP.

    The port is chosen for TCP, where a connection that ended a minute ago still holds its own; UDP forgets at once.
    """
    names = NameServer()

    class Datagrams(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            octets, sock = self.request
            answer = names.answer(octets, is_datagram=True)
            if answer is not None:
                sock.sendto(answer, self.client_address)

    class Streams(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (length,) = struct.unpack("!H", self.rfile.read(2))
            answer = names.answer(self.rfile.read(length), is_datagram=False)
            if answer is not None:
                self.wfile.write(struct.pack("!H", len(answer)) + answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Streams) as streams:
        names.port = streams.server_address[1]
        with socketserver.ThreadingUDPServer(("127.0.0.1", names.port), Datagrams) as datagrams:
            servers = (datagrams, streams)
            threads = [threading.Thread(target=server.serve_forever, args=(0.05,)) for server in servers]
            for thread in threads:
                thread.start()
            try:
                yield names
            finally:
                for server in servers:
                    server.shutdown()
                for thread in threads:
                    thread.join()
