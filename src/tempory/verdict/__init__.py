"""Whether a message is dangerous: a level, a calibrated score, and reasons that a person can read. Pure.

Must not know mailboxes, sealing, sockets, clocks or who verified the sender how: what that came to is handed in. Every
input is hostile: facts are read once and bounded (`facts`, `wording`, `attached`), rules are linear in them, archives
are never unpacked. It fails open: what cannot be read gives no reason, and the message is kept. By its `traces` a
message that was judged is found again.
RFC 5322, 2045, 2183, 3986, 3492; Unicode TR36, TR39. Enter at `Judge`.
"""

from tempory.verdict.codes import NO_CODES, Codes
from tempory.verdict.facts import Facts, Link, Standing, read_facts
from tempory.verdict.judging import NOT_SCANNED, Judge, Scan, find_reasons, judge, weigh
from tempory.verdict.lookalikes import Imitated, Likeness
from tempory.verdict.model import NO_MODEL, Model, encode_model, parse_model
from tempory.verdict.outcome import Code, Level, Reason, Verdict
from tempory.verdict.traces import (
    TRACE_OCTETS,
    find_traces,
    normalise_link,
    take_fingerprint,
    trace_file,
    trace_link,
)

__all__ = [
    "NOT_SCANNED",
    "NO_CODES",
    "NO_MODEL",
    "TRACE_OCTETS",
    "Code",
    "Codes",
    "Facts",
    "Imitated",
    "Judge",
    "Level",
    "Likeness",
    "Link",
    "Model",
    "Reason",
    "Scan",
    "Standing",
    "Verdict",
    "encode_model",
    "find_reasons",
    "find_traces",
    "judge",
    "normalise_link",
    "parse_model",
    "read_facts",
    "take_fingerprint",
    "trace_file",
    "trace_link",
    "weigh",
]
