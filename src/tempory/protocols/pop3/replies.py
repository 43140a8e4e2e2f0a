"""Answers as octets. RFC 1939 §3: one line, `+OK` or `-ERR`; RFC 2449 §8: a code in brackets for programs."""

from enum import StrEnum

CRLF = b"\r\n"
END = b".\r\n"


class Code(StrEnum):
    """Why not, for programs."""

    NONE = ""
    AUTH = "AUTH"  # RFC 3206 §4: the credentials are the trouble
    IN_USE = "IN-USE"  # RFC 2449 §8.1.1: another session holds the maildrop
    LOGIN_DELAY = "LOGIN-DELAY"  # RFC 2449 §8.1.2
    SYS_TEMP = "SYS/TEMP"  # RFC 3206 §3: ours, and it may pass
    SYS_PERM = "SYS/PERM"
    UTF8 = "UTF8"  # RFC 6856 §5


def encode_ok(text: str) -> bytes:
    """Write a `+OK` line."""
    return f"+OK {text}\r\n".encode()


def encode_error(text: str, code: Code = Code.NONE) -> bytes:
    """Write a `-ERR` line."""
    return f"-ERR [{code}] {text}\r\n".encode() if code else f"-ERR {text}\r\n".encode()


def encode_lines(first: str, lines: list[str]) -> bytes:
    """Write a multi-line answer whose lines cannot begin with a dot."""
    return b"".join((encode_ok(first), *(line.encode() + CRLF for line in lines), END))


def encode_content(first: str, content: bytes) -> bytes:
    """Write a message as a multi-line answer: dots doubled, a last line without an end completed. RFC 1939 §3."""
    stuffed = content.replace(b"\n.", b"\n..")
    parts = [encode_ok(first), b"." if stuffed.startswith(b".") else b"", stuffed]
    if stuffed and not stuffed.endswith(CRLF):
        parts.append(CRLF)
    return b"".join((*parts, END))


def cut(content: bytes, lines: int) -> bytes:
    """Return the header, the blank line and the first `lines` lines of the body. RFC 1939 §7, TOP."""
    end = content.find(b"\r\n\r\n")
    if end < 0:
        return content
    at = end + 4
    for _ in range(lines):
        following = content.find(CRLF, at)
        if following < 0:
            return content
        at = following + 2
    return content[:at]
