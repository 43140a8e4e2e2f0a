"""Why something is not done for a member or about one. The HTTP face maps each to a problem type (RFC 9457)."""

from tempory.values import Refusal


class LogInRefused(Refusal):
    """Unknown, wrong, suspended and not yet enrolled look alike."""


class TooManyAttempts(Refusal):
    """Too many failed attempts of late, for this account or from this network."""


class SessionGone(Refusal):
    """No living session: ended, expired, or never there."""


class StepUpNeeded(Refusal):
    """The session is good, but who sits there has to show it again first."""


class NotAllowed(Refusal):
    """The session's roles do not have the permission."""


class FactorRefused(Refusal):
    """The second factor was wrong, used before, or not asked for."""


class LastFactorKept(Refusal):
    """The last second factor of the last owner stays: nobody could administrate any more."""


class LinkGone(Refusal):
    """A one-time link was used, has expired, or never was."""


class MemberGone(Refusal):
    """No such member."""


class RecordGone(Refusal):
    """No such factor, app password, session, review or request."""


class Conflict(Refusal):
    """It cannot be done as things stand; the reason says why."""


class AppPasswordRefused(Refusal):
    """No app password answers for this address and protocol."""


class SecondPersonNeeded(Refusal):
    """Nobody decides alone about themselves, or about their own request."""
