"""transit.tls: a handshake with each listener, and every way around it tried."""

import re
import secrets
import ssl
from collections.abc import Callable, Iterator

import httpx

from tempory.policy import Finding
from tempory.probes.dialogues import dialogue
from tempory.probes.doors import Door, knock, other_doors, page_door, reach_handshake, trusting_context
from tempory.probes.examination import Examination, Target, broken, kept, unknown
from tempory.probes.handshakes import OldTls, is_old_tls_accepted
from tempory.values import RemoteProtocolError

# RFC 6797 §11.2 leaves the time open; half a year is what the common checkers ask for.
MIN_HSTS_SECONDS = 15_768_000
_MAX_AGE = re.compile(r'max-age\s*=\s*"?(\d+)', re.IGNORECASE)
_READ_OCTETS = 4_096
# What the protocols say to begin a handshake: RFC 3207 §4, RFC 9051 §6.2.1, RFC 2595 §4.
_GOES_ON = re.compile(rb"220|p1 OK|\+OK")


def examine_transit(target: Target) -> Iterator[Finding]:
    """Visit each listener once for each question."""
    page = page_door(target)
    yield from _answered(page, target, "tls.certificate", _check_certificate)
    yield from _answered(page, target, "tls.versions", _check_versions)
    yield from _answered(page, target, "http.plain", _check_plain_http)
    yield from _answered(page, target, "http.hsts", _check_hsts)
    try:
        doors = other_doors(target)
    except (httpx.HTTPError, ValueError, LookupError) as error:
        yield from _unreached(f"the service does not name its listeners: {type(error).__name__}: {error}")
        return
    if not any(door.tls == "starttls" for door in doors):
        yield from _unreached("the service names no listener with STARTTLS")
    for door in doors:
        yield from _answered(door, target, "tls.certificate", _check_certificate)
        yield from _answered(door, target, "tls.versions", _check_versions)
        if door.tls == "starttls":
            yield from _answered(door, target, "starttls.offered", _check_starttls)
            yield from _answered(door, target, "starttls.injection", _check_injection)
            yield from _answered(door, target, "auth.clear", _check_auth)


def _unreached(text: str) -> Iterator[Finding]:
    for probe in ("tls.certificate", "tls.versions", "starttls.offered", "starttls.injection", "auth.clear"):
        yield unknown(probe, text)


Check = Callable[[str, Door, Target], Finding]


def _answered(door: Door, target: Target, probe: str, check: Check) -> Iterator[Finding]:
    """Run one check; what keeps it from looking makes its answer unknown and leaves the others alone."""
    try:
        yield check(probe, door, target)
    except (OSError, httpx.HTTPError, RemoteProtocolError) as error:
        yield unknown(probe, f"{door}: {type(error).__name__}: {error}")


def _check_certificate(probe: str, door: Door, target: Target) -> Finding:
    with reach_handshake(door, target) as connection:
        try:
            with trusting_context(target).wrap_socket(connection, server_hostname=door.host) as encrypted:
                return kept(probe, f"{door}: {encrypted.version()}, certificate valid for {door.host}")
        except ssl.SSLCertVerificationError as error:
            return broken(probe, f"{door}: certificate refused: {error.verify_message}")
        except ssl.SSLError as error:
            return broken(probe, f"{door}: no handshake with TLS 1.2 or later: {error.reason}")


def _check_versions(probe: str, door: Door, target: Target) -> Finding:
    for version in OldTls:
        with reach_handshake(door, target) as connection:
            if is_old_tls_accepted(connection, version, secrets.token_bytes(32)):
                return broken(probe, f"{door}: accepts {version.title}")
    return kept(probe, f"{door}: TLS 1.0 and 1.1 refused")


def _check_starttls(probe: str, door: Door, target: Target) -> Finding:
    with knock(door, target) as connection:
        if dialogue(door.name, connection).greet():
            return kept(probe, f"{door}: encryption is offered")
    return broken(probe, f"{door}: encryption is not offered")


def _check_auth(probe: str, door: Door, target: Target) -> Finding:
    with knock(door, target) as connection:
        spoken = dialogue(door.name, connection)
        spoken.greet()
        if spoken.offers_auth():
            return broken(probe, f"{door}: a log-in is offered before encryption")
        refused, answer = spoken.log_in()
    if refused:
        return kept(probe, f"{door}: a log-in in clear is refused ({answer})")
    return broken(probe, f"{door}: a log-in in clear is answered with {answer}")


def _check_injection(probe: str, door: Door, target: Target) -> Finding:
    """Send a command in one packet with STARTTLS: the only safe answer is to hang up (RFC 3207 §4.2, CVE-2011-0411)."""
    with knock(door, target) as connection:
        spoken = dialogue(door.name, connection)
        spoken.greet()
        connection.sendall(spoken.injection)
        answered = b""
        try:
            while octets := connection.recv(_READ_OCTETS):
                answered = (answered + octets)[:_READ_OCTETS]
        except ConnectionError:
            pass  # A reset is a way to hang up.
        except TimeoutError:
            return broken(probe, f"{door}: stays open after a command was slipped in before the handshake")
    if _GOES_ON.match(answered):
        return broken(probe, f"{door}: goes on with STARTTLS although a command was slipped in before it")
    return kept(probe, f"{door}: hangs up on a command slipped in before the handshake")


def _check_plain_http(probe: str, door: Door, target: Target) -> Finding:
    with knock(door, target) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {door.host}\r\nConnection: close\r\n\r\n".encode("ascii"))
        try:
            answer = connection.recv(_READ_OCTETS)
        except ConnectionError:
            answer = b""
    status = answer[9:12].decode("ascii", "replace") if answer.startswith(b"HTTP/") else ""
    if status.startswith("2") or (status.startswith("3") and b"location: https://" not in answer.lower()):
        return broken(probe, f"{door}: answers plain HTTP with {status}")
    return kept(probe, f"{door}: plain HTTP refused")


def _check_hsts(probe: str, door: Door, target: Target) -> Finding:
    with httpx.Client(verify=trusting_context(target), timeout=target.patience, trust_env=False) as client:
        header = client.get(target.server).headers.get("strict-transport-security", "")
    found = _MAX_AGE.search(header)
    seconds = int(found[1]) if found else 0
    if seconds < MIN_HSTS_SECONDS:
        return broken(probe, f"{door}: Strict-Transport-Security holds for {seconds} s, not {MIN_HSTS_SECONDS}")
    return kept(probe, f"{door}: Strict-Transport-Security for {seconds // 86_400} days")


TRANSIT = Examination(
    probes=(
        "tls.versions",
        "tls.certificate",
        "starttls.offered",
        "starttls.injection",
        "auth.clear",
        "http.plain",
        "http.hsts",
    ),
    examine=examine_transit,
)
