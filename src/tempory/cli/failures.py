"""How a failure ends a command: one or two lines on standard error that say what to do next, and an exit status."""

import json
import sys
from enum import IntEnum
from typing import IO, Any

import click

from tempory.cli.options import Choices
from tempory.cli.terminal import safe_text
from tempory.values import (
    ConfigurationError,
    IntegrityError,
    InvalidValueError,
    Refusal,
    RemoteProtocolError,
    Unavailable,
)


class ExitStatus(IntEnum):
    """docs: README of the command line. 2 is click's own for a command that was not understood."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    REFUSED = 4


class Failure(click.ClickException):
    """Ends the command. `message` says what happened, `hint` what to do next."""

    def __init__(self, message: str, *, hint: str = "", status: ExitStatus = ExitStatus.FAILED) -> None:
        super().__init__(message)
        self.hint = hint
        self.exit_code = int(status)  # type: ignore[misc]  # click reads it from the instance
        # When click shows it, the context that knows what was chosen is gone.
        context = click.get_current_context(silent=True)
        choices = context.find_object(Choices) if context else None
        self.as_json = choices is not None and choices.as_json

    def show(self, file: IO[Any] | None = None) -> None:
        stream = sys.stderr if file is None else file
        if self.as_json:
            stream.write(json.dumps({"error": self.message, "hint": self.hint, "status": self.exit_code}) + "\n")
            return
        stream.write(f"tempory: {safe_text(self.message)}\n")
        if self.hint:
            stream.write(f"  {safe_text(self.hint)}\n")


def failure_of(error: Exception) -> Failure | None:
    """Return how `error` ends a command, or None if nobody raised it on purpose: a bug shows its traceback."""
    match error:
        case Refusal():
            return Failure(error.public_reason, hint=getattr(error, "hint", ""), status=ExitStatus.REFUSED)
        case Unavailable():
            return Failure(str(error), hint=getattr(error, "hint", ""), status=ExitStatus.UNREACHABLE)
        case IntegrityError() | ConfigurationError() | InvalidValueError() | RemoteProtocolError():
            return Failure(_sentence(str(error)))
        case _:
            return None


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?")) else ".")
