"""A member's account from a terminal: enrol, sign in, and do what one's roles allow.

The password is split here, as in the page; the server sees its auth half. Parameters below the floor are refused.
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, final

import httpx
import msgspec

from tempory.client.answers import check_status
from tempory.client.failures import MisunderstoodError
from tempory.client.transport import CONNECT_SECONDS, check_length, failures, parse_server, trust
from tempory.sealing import (
    MEMBER_PARAMETERS,
    PASSWORD_SALT_OCTETS,
    RECOVERY_OCTETS,
    Argon2Parameters,
    KeyPair,
    PublicKey,
    SecretKind,
    TokenHalves,
    derive_recovery_key,
    encode_recovery,
    seal_to_escrow,
    split_app_password,
    split_password,
    unwrap_private_key,
    wrap_private_key,
)
from tempory.values import MailboxId, Secret

JsonObject = dict[str, Any]
SECONDS = 30.0
ShowFactor = Callable[[Sequence[str]], Mapping[str, str]]
"""Is told which second factors there are, and returns `{"code": …}` or `{"recovery_code": …}`."""


@final
class Account:
    """One server, one session. Raises `Refused`, `Unreachable`, `MisunderstoodError` or `InvalidValueError`."""

    def __init__(self, server: str, *, ca: Path | None = None, network: httpx.BaseTransport | None = None) -> None:
        """Speak to `server` (https://host:port), trusting the authority in the PEM file `ca`, or the machine's own."""
        self._server = parse_server(server)
        timeout = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
        self._http = httpx.Client(
            base_url=self._server, verify=trust(ca), trust_env=False, timeout=timeout, transport=network
        )
        self.session: JsonObject = {}
        self.seed: Secret | None = None

    def ask(self, method: str, path: str, body: object = None) -> JsonObject:
        """Ask for something below /api/v1 and return the answer; `{}` for none."""
        headers = {"x-csrf-token": str(self.session.get("csrf", ""))}
        with failures(self._server):
            response = self._http.request(method, f"/api/v1{path}", json=body, headers=headers)
        check_length(bytearray(response.content))
        check_status(response.status_code, response.content, retry_after=response.headers.get("retry-after"))
        if not response.content:
            return {}
        try:
            answer: JsonObject = msgspec.json.decode(response.content)
        except msgspec.DecodeError as error:
            message = "the server's answer is no JSON"
            raise MisunderstoodError(message) from error
        return answer

    def fetch(self, path: str) -> bytes:
        """Return octets that lie below /api/v1."""
        with failures(self._server):
            response = self._http.get(f"/api/v1{path}")
        check_length(bytearray(response.content))
        check_status(response.status_code, response.content, retry_after=response.headers.get("retry-after"))
        return response.content

    def log_in(self, address: str, password: str, show_factor: ShowFactor) -> JsonObject:
        """Sign in; `show_factor` is asked if there is a second factor. The mailbox's key is unwrapped in memory."""
        halves = self._split(address, password)
        auth_half = SecretKind.MEMBER_AUTH.encode(halves.auth)
        answer = self.ask("POST", "/account/session", {"address": address, "auth_half": auth_half})
        if answer.get("state") == "second-factor":
            shown = {"ticket": answer["ticket"], **show_factor(answer["methods"])}
            answer = self.ask("POST", "/account/session/second-factor", shown)
        self.session = answer
        mailbox = MailboxId.parse(answer["mailbox"])
        self.seed = unwrap_private_key(b64decode(answer["password_wrap"]), key_half=halves.key, mailbox=mailbox)
        return answer

    def show_link(self, link: str) -> JsonObject:
        """Return what a one-time link is for."""
        return self.ask("POST", "/enrolment/show", {"link": link})

    def enrol(self, link: str, password: str) -> str:
        """Make the mailbox and sign in; return the recovery secret, which is kept nowhere."""
        shown = self.show_link(link)
        mailbox, keys = MailboxId(secrets.token_bytes(16)), KeyPair.draw(secrets.token_bytes)
        recovery = Secret(secrets.token_bytes(RECOVERY_OCTETS))
        body = {
            **make_password(password, keys.seed, mailbox),
            "link": link,
            "id": str(mailbox),
            "public_key": _b64(keys.public_key.octets),
            "recovery_wrap": _wrap(keys.seed, derive_recovery_key(recovery), mailbox),
        }
        if shown["escrow_key"] is not None:
            escrow = PublicKey(b64decode(shown["escrow_key"]))
            body["escrow_wrap"] = _b64(seal_to_escrow(keys.seed, escrow, mailbox=mailbox))
        self.session = self.ask("POST", "/enrolment", body)
        self.seed = keys.seed
        return encode_recovery(recovery)

    def make_app_password(self, name: str, scopes: Sequence[str]) -> str:
        """Draw an app password, have it kept, and return it: it is kept nowhere else."""
        secret = Secret(secrets.token_bytes(32))
        halves = split_app_password(secret)
        body: JsonObject = {"name": name, "scopes": list(scopes), "auth_half": _b64(halves.auth.reveal())}
        if self.seed is not None and set(scopes) != {"submission"}:
            body["wrapped_key"] = _wrap(self.seed, halves.key, MailboxId.parse(self.session["mailbox"]))
        self.ask("POST", "/account/app-passwords", body)
        return SecretKind.APP_PASSWORD.encode(secret)

    def close(self) -> None:
        """Close the connections. The session ends by itself, or by `ask("DELETE", "/account/session")`."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _split(self, address: str, password: str) -> TokenHalves:
        asked = self.ask("POST", "/account/parameters", {"address": address})
        parameters = Argon2Parameters(
            passes=asked["passes"], lanes=asked["lanes"], memory_kibibytes=asked["memory_kibibytes"]
        )
        return split_password(password, b64decode(asked["salt"]), parameters)


def make_password(password: str, seed: Secret, mailbox: MailboxId) -> JsonObject:
    """Return what the server is told of a new password."""
    salt = secrets.token_bytes(PASSWORD_SALT_OCTETS)
    halves = split_password(password, salt)
    return {
        "salt": _b64(salt),
        "passes": MEMBER_PARAMETERS.passes,
        "lanes": MEMBER_PARAMETERS.lanes,
        "memory_kibibytes": MEMBER_PARAMETERS.memory_kibibytes,
        "auth_half": SecretKind.MEMBER_AUTH.encode(halves.auth),
        "wrapped_key": _wrap(seed, halves.key, mailbox),
    }


def _wrap(seed: Secret, key_half: Secret, mailbox: MailboxId) -> str:
    return _b64(wrap_private_key(seed, key_half=key_half, mailbox=mailbox, random=secrets.token_bytes))


def _b64(octets: bytes) -> str:
    return b64encode(octets).decode()
