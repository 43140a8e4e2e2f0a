"""Every error Tempory raises on purpose.

    TemporyError
    ├ InvalidValueError          a value could not be made from what was given
    ├ ProtocolError
    │ ├ LocalProtocolError       our own code drove an engine wrongly: a bug
    │ └ RemoteProtocolError      the peer broke the protocol
    ├ Refusal                    a considered no; `public_reason` may be shown to the peer
    ├ Unavailable                not now: the peer may try again later
    ├ IntegrityError             stored or received data is not what it should be
    └ ConfigurationError         the operator has to change something

Each face (SMTP, HTTP, command line) has one table that maps these to its own codes. A peer is shown a public reason
only, never the text of an exception.
"""


class TemporyError(Exception):
    """The root of every error Tempory raises on purpose."""


class InvalidValueError(TemporyError, ValueError):
    """A value object could not be made from what was given."""


class ProtocolError(TemporyError):
    """A rule of a wire protocol was broken."""


class LocalProtocolError(ProtocolError):
    """Our side drove an engine in a way its state does not allow. A bug in Tempory."""


class RemoteProtocolError(ProtocolError):
    """The peer sent what the protocol does not allow."""


class Refusal(TemporyError):  # noqa: N818 (a considered answer, not a fault)
    """A considered no.

    `public_reason` is plain words that may be shown to the peer; `private_detail` is for our own log and never leaves.
    """

    def __init__(self, public_reason: str, private_detail: str = "") -> None:
        super().__init__(public_reason)
        self.public_reason = public_reason
        self.private_detail = private_detail


class Unavailable(TemporyError):  # noqa: N818 (a state, not a fault of the caller)
    """Not now; the peer may try again later."""


class IntegrityError(TemporyError):
    """Stored or received data is not what it should be: altered, torn, or sealed to somebody else."""


class ConfigurationError(TemporyError):
    """The operator has to change something before this can run."""
