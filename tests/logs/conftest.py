import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from tempory.logs import set_up_logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where this test's log goes. What `set_up_logs` changed is as before afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook, warnings.showwarning
    yield io.StringIO()
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level, sys.excepthook, threading.excepthook, warnings.showwarning = before
    structlog.reset_defaults()


@pytest.fixture
def entries(stream: io.StringIO) -> Callable[[], list[dict[str, Any]]]:
    """Log as JSON from here on, and return what was logged when called."""
    set_up_logs("json", "info", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
