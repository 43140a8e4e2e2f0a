"""How it is found out who sent a message, and what becomes of one whose domain disowns it."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.kinds import Setting

# The address itself is read when it is used; here only that it looks like one.
_SERVER = r"[0-9.]{7,15}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,40}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dns:
    """Whom we ask. Take a validating resolver on this machine or network: nothing is validated here."""

    servers: Annotated[
        tuple[str, ...],
        Setting(
            kinds.texts(_SERVER, 'a list of addresses such as ["127.0.0.1", "[::1]:5353"]'),
            "Resolvers to ask, one after the other. Empty: those that the system names.",
        ),
    ] = ()
    timeout: Annotated[
        int, Setting(kinds.duration(1, 10), "How long one resolver has for one answer. Each is asked twice.")
    ] = 3
    cache: Annotated[int, Setting(kinds.number(100, 1_000_000), "Answers kept in memory while they last.")] = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAuth:
    """Who sent a message: SPF, DKIM, ARC and DMARC, looked into before it is sealed."""

    check: Annotated[
        bool,
        Setting(
            kinds.FLAG,
            "Whether it is looked into. Networks in peers.trusted are spared; loopback too, unless dns.servers is set.",
        ),
    ] = True
    timeout: Annotated[
        int, Setting(kinds.duration(1, 10), "Time for all questions about one message; then it counts as unverified.")
    ] = 10
    on_reject: Annotated[
        str,
        Setting(
            kinds.choice("reject", "junk", "mark"),
            'What becomes of mail that its domain wants refused (DMARC). "junk": the Junk folder, where there is one.',
        ),
    ] = "reject"
    on_quarantine: Annotated[
        str, Setting(kinds.choice("reject", "junk", "mark"), "The same for mail that its domain wants set apart.")
    ] = "junk"
    on_unanswered: Annotated[
        str,
        Setting(
            kinds.choice("accept", "defer"),
            "Whether mail is taken, as unverified, or told to come again while DNS does not say who may send it.",
        ),
    ] = "accept"
    aggregate_reports: Annotated[
        bool,
        Setting(
            kinds.FLAG,
            "Whether mail is counted for DMARC aggregate reports to the domains that ask for them. The counts name the "
            "hosts that sent it, for two days at most. No report is sent yet; `tempory dmarc report` writes them.",
        ),
    ] = False
