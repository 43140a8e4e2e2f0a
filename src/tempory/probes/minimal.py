"""data.minimal: the schema against the register, and our own address and origin searched for in every octet."""

from collections.abc import Iterator

import apsw

from tempory.client import Client
from tempory.policy import Finding, undeclared_columns, vanished_columns
from tempory.probes.canary import canary_mailbox, send_canary
from tempory.probes.examination import Examination, Target, broken, kept, unknown, unknown_without_data
from tempory.probes.residue import Search, search_folder, text_trace
from tempory.probes.store import read_schema

PROBES = ("fields.declared", "address.clear", "peer.stored")


def examine_minimal(target: Target) -> Iterator[Finding]:
    """Compare, then use a mailbox and search for it while it lives."""
    data = target.data
    if data is None:
        yield from unknown_without_data(*PROBES)
        return
    try:
        schema = read_schema(data)
    except apsw.Error as error:
        yield unknown("fields.declared", f"the databases cannot be read: {error}")
    else:
        undeclared, vanished = undeclared_columns(schema), vanished_columns(schema)
        if undeclared:
            yield broken("fields.declared", f"stored without being declared: {', '.join(undeclared)}")
        elif vanished:
            yield broken("fields.declared", f"declared and not there: {', '.join(vanished)}")
        else:
            columns = sum(len(found) for found in schema.values())
            yield kept("fields.declared", f"{columns} columns, each declared with reason and time")
    with Client(target.server, ca=target.ca) as client, canary_mailbox(client) as fresh:
        canary, _ = send_canary(fresh, target)
        traces = [text_trace("address", str(canary.mailbox.address))]
        if canary.source is not None:
            traces.append(text_trace("origin", canary.source))
        search = search_folder(data, traces)
        yield report_search("address.clear", "address", search)
        if canary.source is None:
            yield unknown("peer.stored", "only from this machine can we come from an address that is ours alone")
        else:
            yield report_search("peer.stored", "origin", search)


def report_search(probe: str, trace: str, search: Search) -> Finding:
    """Say what a search for one trace saw."""
    seen = sorted(sighting for sighting in search.sightings if sighting.trace == trace)
    if seen:
        return broken(probe, "; ".join(f"{each.file} holds the {trace} ({each.form})" for each in seen[:5]))
    if search.unread:
        return unknown(probe, f"not read to the end: {', '.join(sorted(search.unread)[:5])}")
    return kept(probe, f"no {trace} in {search.octets} octets of {search.files} files")


MINIMAL = Examination(probes=PROBES, examine=examine_minimal, timeout=600)
