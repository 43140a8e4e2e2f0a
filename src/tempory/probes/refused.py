"""access.admin, access.mfa, access.least: what the running server refuses to whom has no right to it."""

import imaplib
import poplib
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import httpx

from tempory.client.transport import trust
from tempory.policy import Finding
from tempory.probes.examination import Examination, Target, broken, kept, unknown
from tempory.sealing import SecretKind
from tempory.values import Secret

PROBES: Final = ("admin.proof", "mfa.protocols", "least.routes")
_API: Final = "/api/v1"
_STEP_UP: Final = "step-up-needed"
# Ending sessions and revoking wait for nothing: who is attacked wants them at once.
_URGENT: Final = frozenset({"endSessionsOf"})
_ABOUT_OTHERS: Final = ("/people", "/reviews", "/break-glass")
_PARAMETERS: Final = {"{role}": "auditor", "{index}": "0"}
_FORGED: Final = f"__Host-tempory-session={'A' * 43}"
_SECRETS: Final = (
    "a heron stands in the reeds",
    SecretKind.MEMBER_AUTH.encode(Secret(bytes(32))),
    SecretKind.APP_PASSWORD.encode(Secret(bytes(32))),
)
_NAME: Final = "probe@{domain}"


def examine_refused(target: Target) -> Iterator[Finding]:
    """Ask for everything that nobody may have without a right."""
    trusting = trust(target.ca)
    with httpx.Client(base_url=target.server, verify=trusting, timeout=target.patience, trust_env=False) as http:
        document = http.get(f"{_API}/openapi.json").json()
        service = http.get(f"{_API}/service").json()
        yield _check_proof(document)
        yield _check_routes(http, document)
        yield _check_protocols(http, service, trusting, target.patience)


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _check_proof(document: Mapping[str, Any]) -> Finding:
    """See that whatever changes something about others asks again who is there."""
    probe, count = "admin.proof", 0
    for method, path, operation in _operations(document):
        if method == "GET" or not path.removeprefix(_API).startswith(_ABOUT_OTHERS):
            continue
        examples = str(operation["responses"].get("403", {}))
        if _STEP_UP not in examples and operation["operationId"] not in _URGENT:
            return broken(probe, f"{method} {path} does not ask for a fresh proof")
        count += 1
    if not count:
        return unknown(probe, "the server offers nothing that changes people")
    return kept(probe, f"{count} operations about others, each asking for a proof not older than five minutes")


def _check_routes(http: httpx.Client, document: Mapping[str, Any]) -> Finding:
    """Ask for everything without a session and with a forged one; nothing that needs a permission may be given."""
    probe, count = "least.routes", 0
    for method, path, operation in _operations(document):
        if "x-permission" not in operation:
            if path.removeprefix(_API).startswith(_ABOUT_OTHERS):
                return broken(probe, f"{method} {path} is open to anybody")
            continue
        for headers in ({}, {"cookie": _FORGED}):
            response = http.request(method, _concrete(path), headers=headers)
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return broken(probe, f"{method} {path} answers {response.status_code} to nobody")
        count += 1
    if not count:
        return unknown(probe, "the server names no operation that needs a permission")
    return kept(probe, f"{count} operations that need a permission refuse who has no session, and a forged one")


def _concrete(path: str) -> str:
    for name, value in _PARAMETERS.items():
        path = path.replace(name, value)
    return path.replace("{id}", "0" * 32).replace("{message}", "0" * 32)


def _check_protocols(
    http: httpx.Client, service: Mapping[str, Any], trusting: ssl.SSLContext, patience: float
) -> Finding:
    """Try an account's password, half of one and a made-up app password wherever mail is read or sent."""
    probe, tried = "mfa.protocols", 0
    name = _NAME.format(domain=service["domains"][0])
    for secret in _SECRETS:
        answer = http.get(f"{_API}/mailbox", headers={"authorization": f"Bearer {secret}"})
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            return broken(probe, "the API takes an account's password")
        tried += 1
        for protocol, listener in service["listeners"].items():
            takes = _TAKES.get(protocol)
            if takes is None:
                continue
            if takes(listener["host"], listener["port"], name, secret, trusting, patience):
                return broken(probe, f"{protocol} takes an account's password")
            tried += 1
    return kept(
        probe, f"{tried} attempts with an account's password were refused on every protocol that reads or sends mail"
    )


def _imap_takes(host: str, port: int, name: str, secret: str, trusting: ssl.SSLContext, patience: float) -> bool:  # noqa: PLR0917 (one shape for all protocols)
    client = imaplib.IMAP4_SSL(host, port, ssl_context=trusting, timeout=patience)
    try:
        client.login(name, secret)
    except imaplib.IMAP4.error:
        return False
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            client.shutdown()
    return True


def _pop3_takes(host: str, port: int, name: str, secret: str, trusting: ssl.SSLContext, patience: float) -> bool:  # noqa: PLR0917 (one shape for all protocols)
    client = poplib.POP3_SSL(host, port, context=trusting, timeout=patience)
    try:
        client.user(name)
        client.pass_(secret)
    except poplib.error_proto:
        return False
    finally:
        client.close()
    return True


def _submission_takes(host: str, port: int, name: str, secret: str, trusting: ssl.SSLContext, patience: float) -> bool:  # noqa: PLR0917 (one shape for all protocols)
    client = smtplib.SMTP_SSL(host, port, context=trusting, timeout=patience)
    try:
        client.login(name, secret)
    except smtplib.SMTPAuthenticationError:
        return False
    finally:
        client.close()
    return True


_TAKES: Final = {"imaps": _imap_takes, "pop3s": _pop3_takes, "submissions": _submission_takes}

REFUSED = Examination(probes=PROBES, examine=examine_refused, timeout=120)
