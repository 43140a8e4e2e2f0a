"""People: members with permanent mailboxes, their credentials and sessions, and the roles that run the service.

Knows nothing of HTTP, SQL or mail protocols; builds on `tempory.mailboxes`, which keeps the mail. No permission reads
mail, and the server never sees a password: the page derives its halves (docs/sealing.md, "Members"). Every act is told
to the access log before it is done, through `acts.OnAct`.

Enter at `People`, which holds the parts: `login`, `sessions`, `factors`, `enrolment`, `app_passwords`, `directory`,
`retention`, `reviews`, `break_glass`. RFC 6238 (TOTP), W3C WebAuthn Level 3, NIST SP 800-63B.
"""

from tempory.people.acts import Act, Actor, OnAct, tell_nobody
from tempory.people.app_passwords import AppPasswords, NewAppPassword, Sender
from tempory.people.break_glass import BreakGlass, BrokenGlass
from tempory.people.directory import Directory
from tempory.people.enrolment import Enrolment, Invitation, NewMailbox, NewPassword
from tempory.people.factors import Factors, Proof
from tempory.people.keyring import Keyring
from tempory.people.login import Login, Ticket
from tempory.people.members import (
    AppPassword,
    Factor,
    FactorKind,
    Grant,
    Link,
    LinkPurpose,
    Member,
    MemberStatus,
    PasswordRecord,
    Scope,
    Session,
    SessionMode,
    Wrap,
    WrapKind,
)
from tempory.people.office import Office, Rules, Site
from tempory.people.people import People
from tempory.people.permissions import PERMISSIONS, Permission, Role, permissions_of, roles_with
from tempory.people.records import Decision, GlassRequest, Review, ReviewItem
from tempory.people.refusals import (
    AppPasswordRefused,
    Conflict,
    FactorRefused,
    LastFactorKept,
    LinkGone,
    LogInRefused,
    MemberGone,
    NotAllowed,
    RecordGone,
    SecondPersonNeeded,
    SessionGone,
    StepUpNeeded,
    TooManyAttempts,
)
from tempory.people.reviews import Reviews
from tempory.people.sessions import Browser, Sessions, SignedIn
from tempory.people.store import Overdue, PeopleStore, RetentionRule

__all__ = [
    "PERMISSIONS",
    "Act",
    "Actor",
    "AppPassword",
    "AppPasswordRefused",
    "AppPasswords",
    "BreakGlass",
    "BrokenGlass",
    "Browser",
    "Conflict",
    "Decision",
    "Directory",
    "Enrolment",
    "Factor",
    "FactorKind",
    "FactorRefused",
    "Factors",
    "GlassRequest",
    "Grant",
    "Invitation",
    "Keyring",
    "LastFactorKept",
    "Link",
    "LinkGone",
    "LinkPurpose",
    "LogInRefused",
    "Login",
    "Member",
    "MemberGone",
    "MemberStatus",
    "NewAppPassword",
    "NewMailbox",
    "NewPassword",
    "NotAllowed",
    "Office",
    "OnAct",
    "Overdue",
    "PasswordRecord",
    "People",
    "PeopleStore",
    "Permission",
    "Proof",
    "RecordGone",
    "RetentionRule",
    "Review",
    "ReviewItem",
    "Reviews",
    "Role",
    "Rules",
    "Scope",
    "SecondPersonNeeded",
    "Sender",
    "Session",
    "SessionGone",
    "SessionMode",
    "Sessions",
    "SignedIn",
    "Site",
    "StepUpNeeded",
    "Ticket",
    "TooManyAttempts",
    "Wrap",
    "WrapKind",
    "permissions_of",
    "roles_with",
    "tell_nobody",
]
