"""How long what holders report to the security team is kept."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.kinds import Setting
from tempory.watch import KEEP_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Messages that holders of mailboxes hand over to the security team."""

    keep_days: Annotated[
        int,
        Setting(kinds.number(1, 3650), "Days after which a report goes, decided or not, with what was handed over."),
    ] = KEEP_DAYS
