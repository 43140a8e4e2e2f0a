"""Untagged responses as octets: pure functions, none of which knows a connection or a mailbox.

RFC 9051 §7 and the extensions each file names. `fetch` is the hot path; `codes` are what a `Completion` may carry.
"""
