"""Texts without regard to case and form, as SEARCH, SORT and THREAD compare them. RFC 5051 (i;unicode-casemap)."""

from unicodedata import normalize

_DECOMPOSED = 64 * 1024
"""Characters of which also the compatible forms are taken apart: one of them may become eighteen."""


def casemap(text: str) -> str:
    """Return `text` in one case, accents apart from their letters. RFC 5051 §2; upper case stands for title case."""
    if text.isascii():
        return text.upper()
    return normalize("NFKD" if len(text) <= _DECOMPOSED else "NFD", text.upper())
