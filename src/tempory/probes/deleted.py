"""data.deleted: mailboxes that have outlived their time, and what is left of one that was forgotten."""

from collections.abc import Iterator

import apsw

from tempory.client import Client
from tempory.policy import Finding
from tempory.probes.canary import canary_mailbox, is_address_alive, send_canary
from tempory.probes.examination import Examination, Target, broken, kept, unknown, unknown_without_data
from tempory.probes.minimal import report_search
from tempory.probes.residue import key_trace, search_folder, text_trace
from tempory.probes.store import longest_overdue, shred_key

# The sweeper comes every second; a minute is a server that was asleep, more is one that forgets to forget.
MAX_LAG_SECONDS = 60.0
PROBES = ("sweep.lag", "residue.message", "residue.key", "address.forgotten")


def examine_deleted(target: Target) -> Iterator[Finding]:
    """Look at the clock first, then live through one mailbox's life and search for it."""
    yield from _check_lag(target)
    with Client(target.server, ca=target.ca) as client, canary_mailbox(client) as fresh:
        canary, message = send_canary(fresh, target)
        content = canary.mailbox.raw(message)
        if canary.mark.encode() not in content:
            yield unknown("residue.message", "the canary's message came back without its mark")
            return
        address, identity = str(canary.mailbox.address), canary.mailbox.id.octets
        key = None if target.data is None else shred_key(target.data, identity)
        canary.mailbox.forget()
    alive, code = is_address_alive(address, target)
    text = f"the forgotten address is answered with {code}"
    yield broken("address.forgotten", text) if alive else kept("address.forgotten", text)
    if target.data is None:
        yield from unknown_without_data("residue.message", "residue.key")
        return
    traces = [text_trace("message", canary.mark), text_trace("message", address)]
    if key is not None:
        traces.append(key_trace("key", key))
    search = search_folder(target.data, traces)
    yield report_search("residue.message", "message", search)
    if key is None:
        yield unknown("residue.key", "the key store did not show the mailbox's key while it lived")
    elif shred_key(target.data, identity) is not None:
        yield broken("residue.key", "the key store still answers for the forgotten mailbox")
    else:
        yield report_search("residue.key", "key", search)


def _check_lag(target: Target) -> Iterator[Finding]:
    if target.data is None:
        yield from unknown_without_data("sweep.lag")
        return
    try:
        lag = longest_overdue(target.data)
    except apsw.Error as error:
        yield unknown("sweep.lag", f"the database cannot be read: {error}")
        return
    text = f"the longest overdue mailbox has been so for {lag:.0f} s"
    yield kept("sweep.lag", text) if lag <= MAX_LAG_SECONDS else broken("sweep.lag", text)


DELETED = Examination(probes=PROBES, examine=examine_deleted, timeout=600)
