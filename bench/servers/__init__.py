"""The servers that are measured, each started in a folder and on a port of its own and stopped at the end.

Every one is a context manager that yields a `Running`. Peers know nothing of Tempory.
"""

from bench.servers.running import NotAvailable, Running

__all__ = ["NotAvailable", "Running"]
