"""The part of the field register that speaks of reports: each column's what, why and how long."""

from collections.abc import Mapping

from tempory.policy.people_fields import Column

_REPORT = "90 days unless configured otherwise, or until it is taken back"
_OPEN = "as the report, and no longer than the mailbox"
_TEAM = "as long as a report is sealed to it, or it is in use"
_FINGERPRINT = "14 days, and no longer than the message"

WATCH: Mapping[str, tuple[Column, ...]] = {
    "reports": (
        ("id", "16 random octets, drawn by who reports", "the report's seal is bound to it", _REPORT),
        ("mailbox", "the mailbox's random id; none for a stranger", "the reporter is shown what became of it", _OPEN),
        ("message", "the message's random id; none if it was forwarded", "the same message is reported once", _OPEN),
        ("channel", "page, API, keyword or forwarded", "the team knows how reports come", _REPORT),
        ("filed_at", "instant it was filed", "the eldest is looked at first", _REPORT),
        ("key", "the id of the team's key", "the officer's page finds the key that opens it", _REPORT),
        ("size", "size of what was handed over, sealed", "the queue is bounded", _REPORT),
        ("state", "open, confirmed or harmless", "the reporter is told", _REPORT),
        ("decided_at", "instant of the decision", "the reporter is told", _REPORT),
        ("decided_by", "the officer's random id", "who decided can be asked", _REPORT),
        ("answer", "the team's words, sealed to the mailbox", "the reporter reads them", _OPEN),
        ("found", "in how many mailboxes its traces were found", "the team knows how far it reached", _REPORT),
    ),
    "report_parts": (
        ("report", "the report's id", "names what these octets are of", _REPORT),
        ("part", "the part's place", "parts are put together in order", _REPORT),
        ("octets", "what was handed over, sealed to the security team", "the team judges it", _REPORT),
    ),
    "report_agreements": (
        (
            "mailbox",
            "the mailbox's random id",
            "names whose choice it is",
            "until it is taken back or the mailbox gone",
        ),
        ("agreed_at", "instant of the choice", "the keyword reports from then on", "as the choice"),
    ),
    "report_filings": (
        ("mailbox", "the mailbox's random id", "a mailbox does not flood the team", "a day, or until it is forgotten"),
        ("filed_at", "instant it filed a report", "what it filed in a day is counted", "a day, or as the mailbox"),
    ),
    "team_keys": (
        ("id", "16 random octets", "seals are bound to it", _TEAM),
        ("public_key", "the security team's public key", "reports are sealed to it", _TEAM),
        ("made_at", "instant it was made", "the newest is the one in use", _TEAM),
    ),
    "team_wraps": (
        ("key", "the id of the team's key", "names what is in the wrap", "as long as the officer reads reports"),
        ("mailbox", "the officer's mailbox, by its random id", "each finds their own", "as the officer's role"),
        ("wrap", "the team's private key, sealed to the officer", "the officer opens reports", "as the officer's role"),
    ),
    "fingerprints": (
        ("day", "the number of the day", "names the key that it was made under", _FINGERPRINT),
        (
            "hash",
            "a keyed hash of a link or a file of mail that was warned of",
            "a forgery is found again",
            _FINGERPRINT,
        ),
        ("object", "the number of the message's ciphertexts", "it goes with the message", _FINGERPRINT),
        ("mailbox", "the mailbox's number", "it goes with the mailbox, and mailboxes are counted", _FINGERPRINT),
    ),
}
