"""ARC: what those that passed a message on found, and whether their chain of seals is whole. RFC 8617, receiving side.

Must not know sockets or clocks. At most 50 instances (RFC 8617 §4.2.1); a chain that is broken anywhere
fails as a whole.
Enter at `validate_arc`.
"""

from tempory.mailauth.arc.sets import ArcReason, ArcSet, collect_sets
from tempory.mailauth.arc.validation import ArcResult, validate_arc

__all__ = ["ArcReason", "ArcResult", "ArcSet", "collect_sets", "validate_arc"]
