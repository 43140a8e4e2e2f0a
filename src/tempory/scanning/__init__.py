"""Malware: each message is shown to a scanner that the operator runs, before it is sealed.

Must not know what a verdict is made of, nor mailboxes. Nothing is written to disk: a message goes over clamd's socket
as a stream (clamd(8), INSTREAM). Fails open or closed, as configured; failing open, the verdict says that nobody
looked.
Enter at `ClamdScanner`.
"""

from tempory.scanning.clamd import ClamdScanner, ScanSettings

__all__ = ["ClamdScanner", "ScanSettings"]
