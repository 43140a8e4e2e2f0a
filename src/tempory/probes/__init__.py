"""What the policy asks, asked of the running server: handshakes, canary mailboxes, a look at its process and its files.

Knows nothing of how the server is built: it comes in by the front door like anybody, and reads the data folder as a
thief would. Never run it inside the server's own process (see `residue`). Each probe can fail: a test makes it fail.
RFC 3207 (STARTTLS), RFC 6797 (HSTS), RFC 8446 and 8996 (TLS versions).
Enter at `run_audit`; `Auditor` has a server examine itself.
"""

from tempory.probes.audit import EXAMINATIONS, run_audit
from tempory.probes.auditor import Auditor
from tempory.probes.examination import Target

__all__ = ["EXAMINATIONS", "Auditor", "Target", "run_audit"]
