"""Processes beside this one that take messages apart, judge them and seal them: what costs the most of a message.

A sealer knows the public keys it is told, the words of the verdict and our domains; no store, no address book, no
private key, and no network. What it is given comes over a socket pair and stays in memory, and it may not write a
file. It ends when its socket does. Must not know SMTP, HTTP or SQL. Enter at `Sealers`.
"""

from tempory.sealers.pool import Sealers

__all__ = ["Sealers"]
