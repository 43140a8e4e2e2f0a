"""Sets structlog up, and leads the standard library's loggers (asyncio, uvicorn) through the same processors."""

import logging
import re
import sys
import threading
from collections.abc import Callable, MutableMapping, Sequence
from types import TracebackType
from typing import Any, TextIO

import structlog

from tempory.logs.redaction import redact
from tempory.logs.tracebacks import explain_exception

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

_CALL_OR_TASK = re.compile(r"[(<].*")
Processor = Callable[[Any, str, MutableMapping[str, Any]], Any]


def set_up_logs(form: str = "auto", level: str = "info", stream: TextIO | None = None) -> None:
    """Write log lines to `stream` (standard error) from now on. Call once, from `tempory.app` or the command line.

    `form` is `json`, `pretty`, or `auto`: pretty when `stream` is a terminal.
    """
    stream = sys.stderr if stream is None else stream
    pretty = form == "pretty" or (form == "auto" and stream.isatty())
    safe: Sequence[Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        explain_exception,
        redact,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    render = _pretty(colours=stream.isatty()) if pretty else (structlog.processors.JSONRenderer(ensure_ascii=True),)
    structlog.configure(
        processors=[*safe, *render],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _lead_standard_loggers(safe, render, LEVELS[level], stream)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _pretty(*, colours: bool) -> tuple[Processor, ...]:
    return (_indent_exception, structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0))


def _indent_exception(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write the chain as lines under the entry: the renderer prints a text called `exception` so."""
    links = event.pop("exception", None)
    if links:
        lines = []
        for link in links:
            lines += [f"  {link['type']}: {link['text']}" if "text" in link else f"  {link['type']}"]
            lines += [f"    {frame}" for frame in link["where"]]
        event["exception"] = "\n".join(lines)
    return event


def _lead_standard_loggers(safe: Sequence[Processor], render: Sequence[Processor], level: int, stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_reprs, *safe],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.INFO))
    logging.captureWarnings(capture=True)


def _without_reprs(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the first line, and of asyncio's no call and no task: their repr shows arguments, which may be mail."""
    record: logging.LogRecord = event["_record"]
    line = record.getMessage().partition("\n")[0]
    event["event"] = _CALL_OR_TASK.sub("…", line) if record.name == "asyncio" else line
    event["logger"] = record.name
    event.pop("positional_args", None)
    if record.exc_info:
        event["exc_info"] = record.exc_info
    return event


def _log_uncaught(kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().error("stopped by a bug", exc_info=error)


def _log_uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
        structlog.get_logger().error("a thread was stopped by a bug", exc_info=arguments.exc_value)
