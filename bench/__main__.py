"""`python -m bench`: what `make bench` promises. `python -m bench NAME [ARGUMENTS]`: one benchmark.

ingest    accepted messages/s and CPU against Postfix and aiosmtpd
reading   IMAP against Dovecot: listing, bodies, search, append, log-in, idle connections
latency   from the 250 to the event on an open page
memory    resident memory with 10,000 mailboxes and 1,000 open event streams
scale     cost of accept, list, open and forget at 1,000,000 messages against 10,000
accesslog delivery and reading with the access log and without it; --verify times going over a log
feedback  what counting a message for DMARC reports costs
verdict   what judging a message costs and catches, beside bogofilter
profile   where the server's time goes under the target load
"""

import importlib
import sys

NAMES = ("ingest", "latency", "memory", "scale", "reading", "accesslog", "profile", "verdict", "feedback")
ALWAYS = ("ingest", "reading", "latency", "memory")


def main(arguments: list[str]) -> int:
    """Run one benchmark by name, or those that take minutes only; return 1 if any missed what is promised."""
    if arguments and arguments[0] in NAMES:
        return int(importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:]))
    if not set(arguments) <= {"--quick", "--document"}:
        print(__doc__)
        return 2
    status = 0
    for name in ALWAYS:
        print(f"\n# {name}\n", flush=True)
        own = arguments if name == "ingest" else [argument for argument in arguments if argument != "--quick"]
        status |= int(importlib.import_module(f"bench.{name}").main(own))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
