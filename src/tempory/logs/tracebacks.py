"""A traceback that shows where, never with what: no local variables, and no text that may quote data.

The text of an exception is kept when it is ours or speaks of the system or of code; a `ValueError`, a `KeyError` or a
`UnicodeDecodeError` quotes what it was given, which may be a message.
"""

import traceback
from collections.abc import MutableMapping
from typing import Any

from tempory.values import TemporyError

MAX_CHAIN = 5
MAX_FRAMES = 30

_TEXT_SPEAKS_OF_CODE = (
    TemporyError,
    OSError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    MemoryError,
    NameError,
    TypeError,
)
_MODULES_THAT_QUOTE_NOTHING = frozenset({"apsw", "ssl"})


def explain_exception(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by `exception`: one entry an exception of the chain, the raised one first. A processor."""
    error = event.pop("exc_info", None)
    if error is True:
        message = "pass the exception itself: exc_info=error"
        raise TypeError(message)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = [_explained(link) for link in _chain(error)]
    return event


def _chain(error: BaseException) -> list[BaseException]:
    """Return `error` and what led to it; of a group, its members too."""
    chain: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting and len(chain) < MAX_CHAIN:
        link = waiting.pop(0)
        if link is None or any(link is seen for seen in chain):
            continue
        chain.append(link)
        if isinstance(link, BaseExceptionGroup):
            waiting.extend(link.exceptions)
        waiting.append(link.__cause__ or (None if link.__suppress_context__ else link.__context__))
    return chain


def _explained(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-MAX_FRAMES:]]
    is_safe = isinstance(error, _TEXT_SPEAKS_OF_CODE) and not isinstance(error, UnicodeError)
    if is_safe or kind.__module__ in _MODULES_THAT_QUOTE_NOTHING:
        return {"type": name, "text": str(error), "where": where}
    return {"type": name, "where": where}
