"""Members: how much their mailboxes hold, how long their bins keep, and whether the organisation keeps keys."""

from dataclasses import dataclass
from typing import Annotated

from tempory.config import kinds
from tempory.config.kinds import GIB, MIB, Setting
from tempory.people import Rules

RULES = Rules()
_DAYS = kinds.number(1, 3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Permanent mailboxes for the people of the organisation. Changes hold for those who enrol from then on."""

    quota_messages: Annotated[
        int, Setting(kinds.number(1, 10_000_000), "Messages that a member's mailbox holds at once.")
    ] = RULES.quota_messages
    quota_bytes: Annotated[
        int, Setting(kinds.size(10 * MIB, 10_000 * GIB), "What a member's messages may amount to together.")
    ] = RULES.quota_bytes
    trash_days: Annotated[int, Setting(_DAYS, "Days after which messages leave the Trash; a member may change it.")] = (
        RULES.trash_days
    )
    junk_days: Annotated[int, Setting(_DAYS, "Days after which messages leave Junk; a member may change it.")] = (
        RULES.junk_days
    )
    escrow_key: Annotated[
        str,
        Setting(
            kinds.text(r"|[A-Za-z0-9+/]{1622}==|[A-Za-z0-9+/]{1623}=|[A-Za-z0-9+/]{1624}", "a public key in base64"),
            "The organisation's escrow key (X-Wing, public half): who has the private half can read members' mail. "
            "Members are told. Empty: there is none, and a lost password without recovery secret loses the mail.",
        ),
    ] = ""
