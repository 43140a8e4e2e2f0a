import asyncio
import gc
import io
import logging
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any, Never

import pytest
import structlog

from tempory.logs import set_up_logs
from tempory.values import ConfigurationError, Secret

CANARY = "canary-8d1f"
Entries = Callable[[], list[dict[str, Any]]]


def quote(_secret: Secret, body: str) -> Never:
    """Fail as a parser does: with the message in the exception, in its cause, and in the local variables."""
    try:
        int(body)
    except ValueError as error:
        raise KeyError(body) from error
    raise AssertionError


def failure() -> Exception:
    try:
        quote(Secret(CANARY.encode()), CANARY)
    except KeyError as error:
        return error


def test_an_entry_has_its_instant_its_level_and_what_was_said(entries: Entries) -> None:
    structlog.get_logger().info("listening", listener="smtp", port=25)
    (entry,) = entries()
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {"event": "listening", "level": "info", "listener": "smtp", "port": 25}


def test_below_the_level_nothing_is_written(entries: Entries) -> None:
    structlog.get_logger().debug("detail")
    logging.getLogger("x").debug("detail")
    assert not entries()


@pytest.mark.parametrize("form", ["json", "pretty"])
def test_a_traceback_shows_where_and_never_with_what(form: str, stream: io.StringIO) -> None:
    set_up_logs(form, "debug", stream)
    structlog.get_logger().error("not delivered", exc_info=failure())
    logging.getLogger("uvicorn").error("not answered", exc_info=failure())
    written = stream.getvalue()
    assert CANARY not in written
    assert written.count("KeyError") == written.count("ValueError") == 2
    assert "test_writing.py" in written
    assert " quote" in written


def test_an_error_of_ours_keeps_its_text_without_the_address_in_it(entries: Entries) -> None:
    structlog.get_logger().error("stopped", exc_info=ConfigurationError("ann@example.org is no folder"))
    structlog.get_logger().error("stopped", exc_info=OSError(2, "No such file"))
    texts = [entry["exception"][0]["text"] for entry in entries()]
    assert texts == ["(address) is no folder", "[Errno 2] No such file"]


def test_a_unicode_error_quotes_nothing(entries: Entries) -> None:
    with pytest.raises(UnicodeDecodeError) as raised:
        (CANARY.encode() + b"\xff").decode()
    structlog.get_logger().error("stopped", exc_info=(raised.type, raised.value, raised.tb))
    assert CANARY not in str(entries())


def test_every_error_of_a_group_is_shown_and_a_circle_ends(entries: Entries) -> None:
    first, second = TypeError("one"), OSError("two")
    first.__context__, second.__context__ = second, first
    structlog.get_logger().error("stopped", exc_info=ExceptionGroup(CANARY, [first, second]))
    (entry,) = entries()
    assert [link["type"] for link in entry["exception"]] == ["ExceptionGroup", "TypeError", "OSError"]
    assert CANARY not in str(entry)


def test_a_suppressed_context_is_not_shown(entries: Entries) -> None:
    error = TypeError("shown")
    error.__context__, error.__suppress_context__ = OSError("hidden"), True
    structlog.get_logger().error("stopped", exc_info=error)
    assert [link["type"] for link in entries()[0]["exception"]] == ["TypeError"]


def test_an_endless_chain_is_cut(entries: Entries) -> None:
    error = TypeError("0")
    for number in range(100):
        outer = TypeError(str(number))
        outer.__cause__, error = error, outer
    structlog.get_logger().error("stopped", exc_info=error)
    assert len(entries()[0]["exception"]) == 5


def test_the_exception_is_passed_itself(entries: Entries) -> None:
    with pytest.raises(TypeError, match="pass the exception itself"):
        structlog.get_logger().error("stopped", exc_info=True)
    assert not entries()


def test_asyncio_s_words_about_tasks_and_calls_are_left_out(entries: Entries) -> None:
    async def fail() -> None:
        raise ValueError(CANARY)

    async def forget_a_task() -> None:
        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        asyncio.get_running_loop().call_soon(int, CANARY)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(forget_a_task())
    gc.collect()
    assert {entry["event"] for entry in entries()} == {
        "Task exception was never retrieved",
        "Exception in callback int…",
    }
    assert CANARY not in str(entries())


def test_a_bug_nobody_caught_is_logged_without_what_it_quotes(entries: Entries) -> None:
    error = failure()
    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert [entry["event"] for entry in entries()] == ["stopped by a bug"]
    assert CANARY not in str(entries())


def test_a_bug_in_a_thread_is_logged_without_what_it_quotes(entries: Entries) -> None:
    for work in (lambda: quote(Secret(b""), CANARY), sys.exit):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert [entry["event"] for entry in entries()] == ["a thread was stopped by a bug"]
    assert CANARY not in str(entries())


def test_warnings_are_logged(entries: Entries) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("soon gone", DeprecationWarning, stacklevel=1)
    assert entries()[0]["logger"] == "py.warnings"


def test_a_terminal_gets_lines_for_people_and_a_file_lines_for_programs(stream: io.StringIO) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    set_up_logs("auto", "info", terminal)
    structlog.get_logger().info("listening")
    set_up_logs("auto", "info", stream)
    structlog.get_logger().info("listening")
    assert "listening" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert stream.getvalue().startswith("{")


def test_without_a_stream_standard_error_is_written_to(capsys: pytest.CaptureFixture[str], stream: io.StringIO) -> None:
    set_up_logs()
    structlog.get_logger().info("listening")
    assert "listening" in capsys.readouterr().err
    assert not stream.getvalue()
