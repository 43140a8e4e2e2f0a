"""What the service writes to standard error: structured lines, for people or for programs.

A log line names what happened with ids, sizes and reasons. It never holds a mail address, a whole network address, a
secret or a piece of a message: callers don't pass them, and `tempory.logs.redaction` and `tempory.logs.tracebacks` take
them out if one did. Knows nothing of the rest of the service. Enter at `set_up_logs`; then `structlog.get_logger()`.
"""

from tempory.logs.redaction import redact_text
from tempory.logs.writing import set_up_logs

__all__ = ["redact_text", "set_up_logs"]
