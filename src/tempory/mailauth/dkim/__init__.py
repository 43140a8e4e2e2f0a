"""DKIM: whether a domain signed this message.

RFC 6376, with RFC 8301 (algorithms), RFC 8463 (Ed25519) and RFC 8616 (U-labels).

Must not know sockets or clocks. Stricter than the RFCs where they leave holes: `l=` is refused, so is SHA-1, so is a
message with several From fields; at most 5 signatures are looked at, keys have 1024 to 4096 bits.
Enter at `verify_dkim`.
"""

from tempory.mailauth.dkim.keys import KeyRecord, KeyRecordError, parse_key_record
from tempory.mailauth.dkim.signature import DkimReason, Signature, SignatureError, parse_signature
from tempory.mailauth.dkim.verification import MAX_SIGNATURES, DkimResult, prepare, verify_dkim

__all__ = [
    "MAX_SIGNATURES",
    "DkimReason",
    "DkimResult",
    "KeyRecord",
    "KeyRecordError",
    "Signature",
    "SignatureError",
    "parse_key_record",
    "parse_signature",
    "prepare",
    "verify_dkim",
]
