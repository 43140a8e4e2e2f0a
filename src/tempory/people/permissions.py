"""Who may do what: permissions, and the roles that are sets of them. docs/permissions.md is written from here.

No permission reads mail: there is none to give. `reports.read` opens what a holder has handed over, and nothing else.
Nothing is allowed that no permission names.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """What an operation asks for. Every route and every command names one, or says that it needs none."""

    ACCOUNT_USE = "account.use"
    PEOPLE_READ = "people.read"
    PEOPLE_INVITE = "people.invite"
    PEOPLE_SUSPEND = "people.suspend"
    PEOPLE_REMOVE = "people.remove"
    ROLES_GRANT = "roles.grant"
    SESSIONS_END = "sessions.end"
    REVIEWS_READ = "reviews.read"
    REVIEWS_DECIDE = "reviews.decide"
    BREAK_GLASS_ASK = "break-glass.ask"
    BREAK_GLASS_APPROVE = "break-glass.approve"
    REPORTS_READ = "reports.read"
    REPORTS_DECIDE = "reports.decide"
    LOG_READ = "log.read"
    SERVICE_READ = "service.read"


class Role(StrEnum):
    """A name for a set of permissions. Every member has `MEMBER`; the others are administrative."""

    OWNER = "owner"
    OPERATOR = "operator"
    SECURITY_OFFICER = "security-officer"
    SUPPORT = "support"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data-protection-officer"
    MEMBER = "member"

    @property
    def is_administrative(self) -> bool:
        return self is not Role.MEMBER


_P = Permission
PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.OWNER: frozenset(Permission),
    Role.OPERATOR: frozenset({_P.ACCOUNT_USE, _P.PEOPLE_READ, _P.SESSIONS_END, _P.SERVICE_READ, _P.LOG_READ}),
    Role.SECURITY_OFFICER: frozenset(
        {
            _P.ACCOUNT_USE, _P.PEOPLE_READ, _P.PEOPLE_SUSPEND, _P.SESSIONS_END, _P.REVIEWS_READ, _P.REVIEWS_DECIDE,
            _P.BREAK_GLASS_ASK, _P.BREAK_GLASS_APPROVE, _P.REPORTS_READ, _P.REPORTS_DECIDE, _P.LOG_READ,
            _P.SERVICE_READ,
        }
    ),
    Role.SUPPORT: frozenset({_P.ACCOUNT_USE, _P.PEOPLE_READ, _P.PEOPLE_INVITE, _P.SESSIONS_END}),
    Role.AUDITOR: frozenset({_P.ACCOUNT_USE, _P.PEOPLE_READ, _P.REVIEWS_READ, _P.LOG_READ, _P.SERVICE_READ}),
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {_P.ACCOUNT_USE, _P.PEOPLE_READ, _P.PEOPLE_REMOVE, _P.REVIEWS_READ, _P.BREAK_GLASS_APPROVE, _P.LOG_READ}
    ),
    Role.MEMBER: frozenset({_P.ACCOUNT_USE}),
}  # fmt: skip


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return what all of `roles` allow together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that have `permission`, in their order."""
    return tuple(role for role in Role if permission in PERMISSIONS[role])
