"""Whether a message is dangerous: a level, a calibrated score, and reasons that a person can read. Pure.

Must not know mailboxes, sealing, sockets, clocks or who verified the sender how: what that came to is handed in. Every
input is hostile: facts are read once and bounded (`facts`, `wording`, `attached`), rules are linear in them, archives
are never unpacked. It fails open: what cannot be read gives no reason, and the message is kept.
RFC 5322, 2045, 2183, 3986, 3492; Unicode TR36, TR39. Enter at `Judge`.
"""

from tempory.verdict.codes import NO_CODES, Codes
from tempory.verdict.facts import Facts, Link, Standing, read_facts
from tempory.verdict.judging import NOT_SCANNED, Judge, Scan, find_reasons, judge, weigh
from tempory.verdict.lookalikes import Imitated, Likeness
from tempory.verdict.model import NO_MODEL, Model, encode_model, parse_model
from tempory.verdict.outcome import Code, Level, Reason, Verdict

__all__ = [
    "NOT_SCANNED",
    "NO_CODES",
    "NO_MODEL",
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
    "judge",
    "parse_model",
    "read_facts",
    "weigh",
]
