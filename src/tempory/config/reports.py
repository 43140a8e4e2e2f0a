"""Where reports to the security team are forwarded to, and how long what was reported is kept."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from tempory.config import kinds
from tempory.config.kinds import Kind, Setting
from tempory.mailboxes.names import OPERATOR_NAMES, is_reserved
from tempory.watch import KEEP_DAYS, REPORT_ADDRESS

_ATOM: Final = re.compile(r"[a-z0-9-]{2,64}", re.ASCII)


def _name(value: object) -> str:
    name = msgspec.convert(value, str)
    # Of the names that nobody can take for a mailbox; postmaster and abuse have one already.
    if name and (name != name.lower() or name in OPERATOR_NAMES or not _ATOM.fullmatch(name) or not is_reserved(name)):
        raise ValueError(name)
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Messages that holders of mailboxes hand over to the security team."""

    address: Annotated[
        str,
        Setting(
            Kind('a name that the service keeps for itself, such as "phishing" or "report", or "" for none', _name),
            "What stands before the @ of the address that takes what is forwarded to it as reports, in every domain. A "
            "mailbox that has this address keeps its mail.",
        ),
    ] = REPORT_ADDRESS
    keep_days: Annotated[
        int,
        Setting(kinds.number(1, 3650), "Days after which a report goes, decided or not, with what was handed over."),
    ] = KEEP_DAYS
