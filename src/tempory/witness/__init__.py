"""A second pair of eyes on the access log: a witness cosigns checkpoints that continue what it cosigned before.

Run on another machine (`tempory witness`), it makes it impossible to rewrite the log, or to show two people two logs,
without being seen. C2SP tlog-witness (`add-checkpoint`) and tlog-cosignature, over HTTP; RFC 6962 §2.1.2 (consistency).

`WitnessState` is what it remembers, on disk before it signs; `make_witness_app` serves it; `WitnessClient` asks one.
Knows nothing of mail, of mailboxes, or of what the log says.
"""

from tempory.witness.asking import WitnessClient, ask_all, parse_witness
from tempory.witness.serving import make_witness_app
from tempory.witness.state import WitnessState

__all__ = ["WitnessClient", "WitnessState", "ask_all", "make_witness_app", "parse_witness"]
