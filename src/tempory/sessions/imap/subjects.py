"""The base subject of a message: without Re:, Fwd: and the like. RFC 5256 §2.1."""

import re

from tempory.sessions.imap.casemap import casemap

_BLANK = re.compile(r"\s+")
_TRAILER = re.compile(r"\s*\(fwd\)\s*$", re.IGNORECASE)
_BLOB = re.compile(r"\[[^\[\]]*\]\s*")
_LEADER = re.compile(r"(?:\[[^\[\]]*\]\s*)*(?:re|fwd?)\s*(?:\[[^\[\]]*\])?\s*:\s*", re.IGNORECASE)
_FORWARDED = re.compile(r"\[fwd:(.*)\]", re.IGNORECASE)
_LONGEST = 1000


def base_subject(subject: str) -> tuple[str, bool]:
    """Return the base subject in one case, and whether the subject was that of a reply or a forwarded message."""
    text = _BLANK.sub(" ", subject[:_LONGEST]).strip()
    is_reply = False
    while True:
        before = text
        while match := _TRAILER.search(text):
            text, is_reply = text[: match.start()].rstrip(), True
        while True:
            if match := _LEADER.match(text):
                text, is_reply = text[match.end() :], True
            elif (match := _BLOB.match(text)) and text[match.end() :]:
                text = text[match.end() :]
            else:
                break
        if match := _FORWARDED.fullmatch(text):
            text, is_reply = match[1].strip(), True
        if text == before:
            return casemap(text), is_reply
