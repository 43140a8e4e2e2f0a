"""What is logged when a handler fails in a way nobody foresaw: where, never what.

An exception's text can hold a line of somebody's mail. Its type and the places in our code are enough to find the bug.
"""

import traceback

import structlog

_log = structlog.get_logger("tempory.api")


def log_failure(error: BaseException, *, route: str) -> None:
    """Log `error`, raised while answering `route` (its pattern), by type and place."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    _log.error("request_failed", route=route, error=type(error).__name__, places=places[-12:])
