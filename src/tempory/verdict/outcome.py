"""What a verdict says: a level, a score, and why."""

from dataclasses import dataclass
from enum import StrEnum

MAX_REASONS = 12
MAX_EVIDENCE_CHARACTERS = 120


class Level(StrEnum):
    """How a reader is warned. `DANGEROUS` opens as text behind a warning."""

    NONE = "none"
    SUSPICIOUS = "suspicious"
    DANGEROUS = "dangerous"


class Code(StrEnum):
    """Why, as codes that page and API translate. Several may hold; order is from certain to vague within a group."""

    # Who says they are who.
    SENDER_PRETENDS = "sender_pretends"
    SENDER_UNVERIFIED = "sender_unverified"
    SENDER_LOOKS_ALIKE = "sender_looks_alike"
    SENDER_MISSING = "sender_missing"
    NAME_IMITATES = "name_imitates"
    NAME_SHOWS_ADDRESS = "name_shows_address"
    NAME_CLAIMS_INSIDER = "name_claims_insider"
    NAME_MIXES_SCRIPTS = "name_mixes_scripts"
    REPLY_ELSEWHERE = "reply_elsewhere"
    # Where links lead.
    LINK_TEXT_DIFFERS = "link_text_differs"
    LINK_LOOKS_ALIKE = "link_looks_alike"
    LINK_HIDES_HOST = "link_hides_host"
    LINK_BRAND_IN_SUBDOMAIN = "link_brand_in_subdomain"
    LINK_BRAND_IN_PATH = "link_brand_in_path"
    LINK_TO_ADDRESS = "link_to_address"
    LINK_ODD_PORT = "link_odd_port"
    LINK_MANY_LABELS = "link_many_labels"
    LINK_MIXES_SCRIPTS = "link_mixes_scripts"
    LINK_RUNS_CODE = "link_runs_code"
    LINK_SHORTENED = "link_shortened"
    LINK_REDIRECTS = "link_redirects"
    LINK_FREE_HOST = "link_free_host"
    LINK_CHEAP_ENDING = "link_cheap_ending"
    LINK_ASKS_LOGIN = "link_asks_login"
    LINK_NAMES_READER = "link_names_reader"
    LINKS_LEAVE_SENDER = "links_leave_sender"
    LINK_IN_PICTURE = "link_in_picture"
    # What the markup does.
    FORM_IN_MAIL = "form_in_mail"
    PASSWORD_IN_MAIL = "password_in_mail"  # noqa: S105 (a code, not a password)
    SCRIPT_IN_MAIL = "script_in_mail"
    HIDDEN_TEXT = "hidden_text"
    PICTURE_ONLY = "picture_only"
    # What the words want.
    ASKS_CREDENTIALS = "asks_credentials"
    THREATENS_LOSS = "threatens_loss"
    PRESSES_TIME = "presses_time"
    OFFERS_MONEY = "offers_money"
    EXTORTS = "extorts"
    ASKS_FAVOUR = "asks_favour"
    CHANGES_PAYMENT = "changes_payment"
    ASKS_CALL = "asks_call"
    MAILBOX_PRETEXT = "mailbox_pretext"
    PARCEL_PRETEXT = "parcel_pretext"
    REFUND_PRETEXT = "refund_pretext"
    DOCUMENT_PRETEXT = "document_pretext"
    ANONYMOUS_GREETING = "anonymous_greeting"
    BAIT_LEADS_AWAY = "bait_leads_away"
    BRAND_MISUSED = "brand_misused"
    WORDS_LIKE_PHISHING = "words_like_phishing"
    # What is attached.
    FILE_PROGRAM = "file_program"
    FILE_DOUBLE_ENDING = "file_double_ending"
    FILE_TURNED_NAME = "file_turned_name"
    FILE_LIES = "file_lies"
    FILE_MARKUP = "file_markup"
    FILE_MARKUP_ACTIVE = "file_markup_active"
    FILE_MACROS = "file_macros"
    FILE_ENCRYPTED = "file_encrypted"
    FILE_HOLDS_PROGRAM = "file_holds_program"
    FILE_BOMB = "file_bomb"
    FILE_NESTED = "file_nested"
    FILE_ESCAPES = "file_escapes"
    FILE_ACTIVE_DOCUMENT = "file_active_document"
    # What could not be looked at, and what a scanner says.
    PICTURE_UNREAD = "picture_unread"
    MALWARE = "malware"
    SCANNER_DOWN = "scanner_down"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `evidence` is what of the message it rests on, cut short; "" where there is nothing to show."""

    code: Code
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`score` is the probability that the message is phishing or harmful, as calibrated on the corpus of the card."""

    level: Level
    score: float
    reasons: tuple[Reason, ...] = ()
