"""data.limited: everything the server keeps, tried against a sealed message of our own; and a neighbour's secret."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tempory.client import Client, Mailbox, Message, Refused
from tempory.policy import Finding
from tempory.probes import store
from tempory.probes.canary import canary_mailbox, send_canary
from tempory.probes.examination import Examination, Target, broken, kept, unknown, unknown_without_data
from tempory.probes.residue import key_trace, search_folder, text_trace
from tempory.sealing import (
    SecretKind,
    split_token,
    strip_shred_layer,
    unwrap_private_key,
)
from tempory.values import IntegrityError, MailboxId, Secret

PROBES = ("seal.keys", "seal.secrets", "seal.neighbour")
_LINK_FILE = "operator.link"


def examine_limited(target: Target) -> Iterator[Finding]:
    """Send ourselves a message, then try every way to it but the right one."""
    with Client(target.server, ca=target.ca) as client, canary_mailbox(client) as fresh:
        canary, message = send_canary(fresh, target)
        if message.summary is None or canary.mark.encode() not in canary.mailbox.raw(message):
            yield broken("seal.keys", "the holder's own secret does not open the message")
            return
        with canary_mailbox(client) as other:
            yield _check_neighbour(other.mailbox, message)
        if target.data is None:
            yield from unknown_without_data("seal.keys", "seal.secrets")
            return
        yield _check_keys(target.data, canary.mailbox)
        yield _check_secrets(target.data, canary.mailbox, message)


def _check_neighbour(neighbour: Mailbox, message: Message) -> Finding:
    try:
        neighbour.message(message.id)
    except Refused as refusal:
        return kept("seal.neighbour", f"another mailbox's secret is refused the message ({refusal})")
    return broken("seal.neighbour", "another mailbox's secret is given the message")


def _check_keys(data: Path, mailbox: Mailbox) -> Finding:
    """Take the shred key's layer off, as the server can, and try every key there is on what is left."""
    probe = "seal.keys"
    wrap, key = store.outer_wrap(data, mailbox.id.octets), store.shred_key(data, mailbox.id.octets)
    if wrap is None or key is None:
        return unknown(probe, "the mailbox's wrap or its shred key is not found in the data folder")
    inner = strip_shred_layer(wrap, shred_key=Secret(key), mailbox=mailbox.id)
    tried = 0
    for name, candidate in chain(store.every_key(data), _operator_secrets(data)):
        tried += 1
        if _opens(inner, candidate, mailbox.id):
            return broken(probe, f"{name} of the data folder opens the private key")
    if not _opens(inner, SecretKind.TOKEN.parse(mailbox.secret).reveal(), mailbox.id):
        return unknown(probe, "even the holder's secret does not open the wrap, so the trial proves nothing")
    return kept(probe, f"none of {tried} keys in the data folder opens the private key, and the holder's secret does")


def _opens(inner: bytes, candidate: bytes, mailbox: MailboxId) -> bool:
    """Try a key as it is, and as the token whose key half it might give."""
    key = Secret(candidate)
    for half in (key, split_token(key).key):
        try:
            unwrap_private_key(inner, key_half=half, mailbox=mailbox)
        except IntegrityError:
            continue
        return True
    return False


def _operator_secrets(data: Path) -> Iterator[tuple[str, bytes]]:
    link = data / _LINK_FILE
    if link.exists():
        yield _LINK_FILE, SecretKind.TOKEN.parse(link.read_text().strip()).reveal()


def _check_secrets(data: Path, mailbox: Mailbox, message: Message) -> Finding:
    """Search every octet for what only the holder may have."""
    probe = "seal.secrets"
    token = SecretKind.TOKEN.parse(mailbox.secret)
    halves = split_token(token)
    traces = [
        text_trace("secret", mailbox.secret),
        key_trace("secret", token.reveal()),
        key_trace("auth half", halves.auth.reveal()),
        key_trace("key half", halves.key.reveal()),
    ]
    if message.summary is not None:
        traces.append(key_trace("content key", message.summary.content_key.reveal()))
    search = search_folder(data, traces)
    if search.sightings:
        seen = sorted(search.sightings)[:5]
        return broken(probe, "; ".join(f"{each.file} holds the {each.trace} ({each.form})" for each in seen))
    if search.unread:
        return unknown(probe, f"not read to the end: {', '.join(sorted(search.unread)[:5])}")
    return kept(probe, f"neither token, halves nor content key in {search.octets} octets of {search.files} files")


LIMITED = Examination(probes=PROBES, examine=examine_limited, timeout=600)
