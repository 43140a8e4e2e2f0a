"""How much each reason weighs, in log-odds: set by hand, out of what each means on its own. Data.

They are not trained: no corpus of which the licence allows it says how often forgers do each
(docs/verdict-model.md). The trained words move the sum by a bounded amount; the calibration that turns the sum into a
probability is trained.
"""

from typing import Final

from tempory.verdict.outcome import Code

BIAS: Final = -5.0

WEIGHTS: Final[dict[Code, float]] = {
    Code.SENDER_PRETENDS: 4.0,
    Code.SENDER_UNVERIFIED: 2.0,
    Code.SENDER_LOOKS_ALIKE: 4.0,
    Code.SENDER_MISSING: 1.5,
    Code.NAME_IMITATES: 3.6,
    Code.NAME_SHOWS_ADDRESS: 2.0,
    Code.NAME_CLAIMS_INSIDER: 2.2,
    Code.NAME_MIXES_SCRIPTS: 4.0,
    Code.REPLY_ELSEWHERE: 1.8,
    Code.LINK_TEXT_DIFFERS: 3.5,
    Code.LINK_LOOKS_ALIKE: 4.0,
    Code.LINK_HIDES_HOST: 4.0,
    Code.LINK_BRAND_IN_SUBDOMAIN: 3.0,
    Code.LINK_BRAND_IN_PATH: 2.5,
    Code.LINK_TO_ADDRESS: 3.0,
    Code.LINK_ODD_PORT: 0.8,
    Code.LINK_MANY_LABELS: 1.5,
    Code.LINK_MIXES_SCRIPTS: 4.0,
    Code.LINK_RUNS_CODE: 4.0,
    Code.LINK_SHORTENED: 1.2,
    Code.LINK_REDIRECTS: 0.6,
    Code.LINK_FREE_HOST: 1.5,
    Code.LINK_CHEAP_ENDING: 1.3,
    Code.LINK_ASKS_LOGIN: 1.0,
    Code.LINK_NAMES_READER: 1.5,
    Code.LINKS_LEAVE_SENDER: 2.5,
    Code.LINK_IN_PICTURE: 2.0,
    Code.FORM_IN_MAIL: 1.5,
    Code.PASSWORD_IN_MAIL: 3.5,
    Code.SCRIPT_IN_MAIL: 1.0,
    Code.HIDDEN_TEXT: 2.5,
    Code.PICTURE_ONLY: 0.8,
    Code.ASKS_CREDENTIALS: 1.3,
    Code.THREATENS_LOSS: 1.4,
    Code.PRESSES_TIME: 0.7,
    Code.OFFERS_MONEY: 3.0,
    Code.EXTORTS: 5.0,
    Code.ASKS_FAVOUR: 3.6,
    Code.CHANGES_PAYMENT: 3.8,
    Code.ASKS_CALL: 3.2,
    Code.MAILBOX_PRETEXT: 1.5,
    Code.PARCEL_PRETEXT: 1.0,
    Code.REFUND_PRETEXT: 1.2,
    Code.DOCUMENT_PRETEXT: 0.5,
    Code.ANONYMOUS_GREETING: 0.8,
    Code.BAIT_LEADS_AWAY: 1.6,
    Code.BRAND_MISUSED: 2.2,
    Code.FILE_PROGRAM: 5.5,
    Code.FILE_DOUBLE_ENDING: 6.0,
    Code.FILE_TURNED_NAME: 6.5,
    Code.FILE_LIES: 1.5,
    Code.FILE_MARKUP: 2.0,
    Code.FILE_MARKUP_ACTIVE: 5.0,
    Code.FILE_MACROS: 4.5,
    Code.FILE_ENCRYPTED: 2.5,
    Code.FILE_HOLDS_PROGRAM: 6.0,
    Code.FILE_BOMB: 6.0,
    Code.FILE_NESTED: 1.5,
    Code.FILE_ESCAPES: 6.0,
    Code.FILE_ACTIVE_DOCUMENT: 2.0,
    Code.PICTURE_UNREAD: 0.0,
    Code.SCANNER_DOWN: 0.0,
}

# Of the vague reasons only so much counts together, so that long ordinary mail does not add up to a forgery.
VAGUE: Final = frozenset(
    {
        Code.ASKS_CREDENTIALS,
        Code.THREATENS_LOSS,
        Code.PRESSES_TIME,
        Code.MAILBOX_PRETEXT,
        Code.PARCEL_PRETEXT,
        Code.REFUND_PRETEXT,
        Code.DOCUMENT_PRETEXT,
        Code.ANONYMOUS_GREETING,
    }
)
MOST_VAGUE: Final = 3.5
MOST_VAGUE_ALONE: Final = 2.0
"""The same where there is neither a link to a stranger nor a file: nothing that words could lead to."""
MOST_VAGUE_ANONYMOUS: Final = 3.5
"""The same where the sender does not know its reader's name, but has a link for him."""

# Reasons that settle it, whatever else is there: level at least this.
DANGEROUS: Final = frozenset({Code.MALWARE, Code.FILE_TURNED_NAME, Code.FILE_BOMB, Code.FILE_ESCAPES})
SUSPICIOUS: Final = frozenset({Code.SENDER_PRETENDS, Code.FILE_PROGRAM, Code.FILE_MACROS, Code.FILE_HOLDS_PROGRAM})
# What speaks for a message: its sender is verified and one that we know; it answers one of ours; a list it is on.
VERIFIED_KNOWN: Final = -3.0
VERIFIED: Final = -0.5
ANSWER: Final = -1.0
BULK: Final = -1.0
