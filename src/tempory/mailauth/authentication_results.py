"""The Authentication-Results field: ours written, forged ones taken out. RFC 8601."""

import re
from collections.abc import Iterator
from typing import Final

from tempory.mailauth.dkim.verification import DkimResult
from tempory.mailauth.dmarc.evaluation import DmarcResult
from tempory.mailauth.findings import Findings
from tempory.mailauth.letter import split_header, split_logical_lines
from tempory.mailauth.lookups import IPAddress
from tempory.mailauth.results import Result
from tempory.mailauth.spf.evaluation import SpfResult
from tempory.values import Domain, InvalidValueError

FIELD_NAME: Final = "Authentication-Results"
_FIELD: Final = re.compile(rb"authentication-results[ \t]*+:", re.IGNORECASE)
_HINT: Final = re.compile(rb"authentication-results", re.IGNORECASE)
# RFC 2045 §5.1 (token); a value that is none is quoted.
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+", re.ASCII)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+./=?^_`{|}~-]{1,64}@[A-Za-z0-9._-]{1,253}", re.ASCII)
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|\[[0-9A-Za-z:.]{1,60}\]", re.ASCII)
# An authserv-id as it may be written: a quoted string, or anything up to what divides (RFC 8601 §2.2, RFC 6532).
_ID: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"|([^\s;()"/=]++)', re.DOTALL)
_QUOTED_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)


def encode_authentication_results(host: str, findings: Findings | None, *, address: IPAddress, sender: str) -> bytes:
    """Return our field, its line end included. `findings` None: nothing was checked ("none", RFC 8601 §2.2).

    `host` is our authserv-id, `address` the peer, `sender` what followed MAIL FROM.
    """
    stanzas = ["none"] if findings is None else list(_encode_stanzas(findings, address, sender))
    lines = "".join(f";\r\n\t{stanza}" for stanza in stanzas)
    return f"{FIELD_NAME}: {host}{lines}\r\n".encode("ascii")


def encode_submission_results(host: str, *, sender: str) -> bytes:
    """Return our field for what somebody submitted who had logged in (RFC 8601 §2.7.4), its line end included.

    `sender` is their address, which followed MAIL FROM. By what name they logged in is not for others to know.
    """
    named = f" smtp.mailfrom={sender}" if _ADDRESS.fullmatch(sender) else ""
    return f"{FIELD_NAME}: {host};\r\n\tauth=pass{named}\r\n".encode("ascii")


def _encode_stanzas(findings: Findings, address: IPAddress, sender: str) -> Iterator[str]:
    yield from (_encode_dmarc(each) for each in findings.dmarc)
    yield from (_encode_dkim(each) for each in findings.dkim)
    if not findings.dkim:
        yield "dkim=none"
    yield _encode_spf(findings.spf, sender)
    if findings.helo is not None:
        yield _encode_spf(findings.helo, sender)
    if findings.arc.result is not Result.NONE:
        yield f"arc={findings.arc.result} reason={findings.arc.reason}"
    name = f" policy.iprev.name={_value(findings.iprev.name)}" if _HOST.fullmatch(findings.iprev.name) else ""
    yield f"iprev={findings.iprev.result} policy.iprev={_value(str(address))}{name}"


def _encode_dmarc(result: DmarcResult) -> str:
    policy = f" policy.dmarc={result.discovery.policy}" if result.discovery.record is not None else ""
    return f"dmarc={result.result} reason={result.reason} header.from={_value(result.domain)}{policy}"


def _encode_dkim(result: DkimResult) -> str:
    text = f"dkim={result.result} reason={result.reason}"
    if result.domain:
        text += f" header.d={_value(result.domain)} header.s={_value(result.selector)}"
        text += f" header.a={_value(result.algorithm)} header.b={_value(result.tag)}"
    return text


def _encode_spf(result: SpfResult, sender: str) -> str:
    if result.identity == "helo":
        property_, value = "smtp.helo", result.domain if _HOST.fullmatch(result.domain) else ""
    else:
        property_, value = "smtp.mailfrom", sender if _ADDRESS.fullmatch(sender) else result.domain
    named = f" {property_}={value if _ADDRESS.fullmatch(value) else _value(value)}" if value else ""
    return f"spf={result.result} reason={result.reason}{named}"


def _value(text: str) -> str:
    """Write a value that has no quotes, control characters or letters beyond ASCII in it."""
    return text if _TOKEN.fullmatch(text) else f'"{text}"'


def remove_forged_results(content: bytes, host: str) -> bytes:
    """Return a message without the Authentication-Results that claim to be ours (RFC 8601 §5), however written.

    Removed too: those whose claim cannot be read. The rest of the message stays octet for octet.
    """
    header, body = split_header(content)
    if _HINT.search(header) is None:
        return content
    lines = split_logical_lines(header)
    kept = [line for line in lines if not _is_forged(line, host)]
    if len(kept) == len(lines):
        return content
    end = content[len(header.removesuffix(b"\r\n")) :] if kept else b"\r\n" + body
    return b"\r\n".join(kept) + end


def _is_forged(line: bytes, host: str) -> bool:
    match = _FIELD.match(line)
    if match is None:
        return False
    claimed = read_authserv_id(line[match.end() :])
    return claimed is None or _same_host(claimed, host)


def read_authserv_id(raw_value: bytes) -> str | None:
    """Return who a field claims to be written by; None if that cannot be read."""
    value = raw_value.decode("utf-8", "replace")
    match = _ID.match(value, _skip_comments(value))
    if match is None:
        return None
    return match[2] if match[1] is None else _QUOTED_PAIR.sub(r"\1", match[1])


def _skip_comments(value: str) -> int:
    """Return where white space and comments, nested or not, end (RFC 5322 §3.2.2). One pass."""
    depth = 0
    at = 0
    while at < len(value):
        character = value[at]
        if depth and character == "\\":
            at += 1
        elif character == "(":
            depth += 1
        elif depth and character == ")":
            depth -= 1
        elif not depth and not character.isspace():
            return at
        at += 1
    return at


def _same_host(one: str, other: str) -> bool:
    return _normalise(one) == _normalise(other)


def _normalise(host: str) -> str:
    host = "".join(host.split())
    try:
        return Domain.parse(host).name
    except InvalidValueError:
        return host.lower()
