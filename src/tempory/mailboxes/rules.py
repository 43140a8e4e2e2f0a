"""The operator's rules for disposable mailboxes, with the defaults nobody needs to change."""

from dataclasses import dataclass

from tempory.values import Domain

MINUTE = 60
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Lifetimes and the quarantine in seconds, quotas in messages and octets."""

    domains: tuple[Domain, ...]
    lifetime_min: int = 10 * MINUTE
    lifetime_max: int = 30 * DAY
    lifetime_default: int = 60 * MINUTE
    quota_messages: int = 200
    quota_bytes: int = 100 * 1024 * 1024
    quarantine: int = 90 * DAY
