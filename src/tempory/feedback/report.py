"""A DMARC aggregate report: one policy domain's day, as the XML that its owner's programs read.

RFC 9990 §3.1.1 (elements), §3.5.2 (file name), Appendix A (schema). RFC 7489's readers take it too: the elements are
theirs, in a namespace. Everything that a peer chose is escaped, and what XML cannot hold is replaced.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final

from tempory.feedback.counts import Tally
from tempory.feedback.observed import Override, Seen
from tempory.feedback.store import DAY_SECONDS
from tempory.values import Address, Domain

NAMESPACE: Final = "urn:ietf:params:xml:ns:dmarc-2.0"
GENERATOR: Final = "Tempory"
# XML 1.0 §2.2 has no other control characters; tabs and line ends are left out with them, for one value is one line.
_NOT_XML: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_REASONS: Final = {
    Override.TEST_MODE: ("policy_test_mode", ""),
    Override.LOCAL_POLICY: ("local_policy", ""),
    Override.SAMPLED_OUT: ("other", "sampled out (pct)"),
    Override.DNS: ("other", "DNS did not answer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who reports: the organisation by its domain, the host that received, and whom to ask."""

    organization: Domain
    host: Domain
    contact: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `tally` says of one UTC day (days since 1970-01-01). The same day and domain give the same id and name."""

    reporter: Reporter
    day: int
    tally: Tally

    @property
    def domain(self) -> str:
        """The policy domain, A-labels."""
        return self.tally.published.domain

    @property
    def begin(self) -> int:
        """First second of the day, since the epoch."""
        return self.day * DAY_SECONDS

    @property
    def end(self) -> int:
        """Last second of the day."""
        return self.begin + DAY_SECONDS - 1

    @property
    def id(self) -> str:
        """The Report-ID, without angle brackets (RFC 9990 §3.5.1)."""
        return f"{self.begin}.{self.domain}@{self.reporter.host}"

    @property
    def file_name(self) -> str:
        """The name of the compressed file (RFC 9990 §3.5.2). Domains have no "!" in them, nor "/"."""
        return f"{self.reporter.host}!{self.domain}!{self.begin}!{self.end}.xml.gz"

    def encode(self) -> str:
        """Return the XML document."""
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<feedback xmlns="{NAMESPACE}">',
            "  <version>1.0</version>",
        ]
        lines += _indent([*self._metadata(), *self._policy()])
        for seen, count in sorted(self.tally.kinds.items(), key=lambda kind: (-kind[1], kind[0].source)):
            lines += _indent(_record(seen, count))
        return "\n".join([*lines, "</feedback>", ""])

    def compress(self) -> bytes:
        """Return the file: gzip without a time, so that the same report is the same file."""
        return gzip.compress(self.encode().encode("utf-8"), mtime=0)

    def _metadata(self) -> Iterator[str]:
        left_out = self.tally.left_out
        yield "<report_metadata>"
        yield from _indent(
            [
                _element("org_name", str(self.reporter.organization)),
                _element("email", str(self.reporter.contact)),
                _element("report_id", self.id),
                "<date_range>",
                *_indent([_element("begin", str(self.begin)), _element("end", str(self.end))]),
                "</date_range>",
                *([_element("error", f"{left_out} messages are in no record: too many kinds")] if left_out else []),
                _element("generator", GENERATOR),
            ]
        )
        yield "</report_metadata>"

    def _policy(self) -> Iterator[str]:
        published = self.tally.published
        yield "<policy_published>"
        yield from _indent(
            [
                _element("domain", published.domain),
                _element("discovery_method", "treewalk"),
                _element("p", published.policy),
                _element("sp", published.subdomains),
                _element("np", published.missing),
                _element("adkim", "s" if published.is_dkim_strict else "r"),
                _element("aspf", "s" if published.is_spf_strict else "r"),
                _element("testing", "y" if published.is_testing else "n"),
            ]
        )
        yield "</policy_published>"


def format_day(day: int) -> str:
    """Return a day as people write it: `2026-11-30`."""
    return datetime.fromtimestamp(day * DAY_SECONDS, UTC).strftime("%Y-%m-%d")


def _record(seen: Seen, count: int) -> Iterator[str]:
    yield "<record>"
    yield from _indent(_row(seen, count))
    yield from _indent(
        [
            "<identifiers>",
            *_indent([_element("header_from", seen.header_from), _element("envelope_from", seen.envelope_from)]),
            "</identifiers>",
            "<auth_results>",
            *_indent(_results(seen)),
            "</auth_results>",
        ]
    )
    yield "</record>"


def _row(seen: Seen, count: int) -> Iterator[str]:
    yield "<row>"
    yield from _indent([_element("source_ip", seen.source), _element("count", str(count)), "<policy_evaluated>"])
    yield from _indent(
        [
            f"  {_element('disposition', seen.disposition)}",
            f"  {_element('dkim', _verdict(is_aligned=seen.is_dkim_aligned))}",
            f"  {_element('spf', _verdict(is_aligned=seen.is_spf_aligned))}",
            *(f"  {line}" for override in seen.overrides for line in _reason(override)),
            "</policy_evaluated>",
        ]
    )
    yield "</row>"


def _reason(override: Override) -> Iterator[str]:
    type_, comment = _REASONS[override]
    yield "<reason>"
    yield from _indent([_element("type", type_), *([_element("comment", comment)] if comment else [])])
    yield "</reason>"


def _results(seen: Seen) -> Iterator[str]:
    for signature in seen.signatures:
        yield "<dkim>"
        yield from _indent(
            [
                _element("domain", signature.domain),
                _element("selector", signature.selector),
                _element("result", signature.result),
            ]
        )
        yield "</dkim>"
    yield "<spf>"
    # RFC 9990 §3.1.1.13: "mfrom" is the only scope, also where the null path was asked about by its greeting.
    spf = [_element("domain", seen.spf_domain), _element("scope", "mfrom"), _element("result", seen.spf_result)]
    yield from _indent(spf)
    yield "</spf>"


def _verdict(*, is_aligned: bool) -> str:
    return "pass" if is_aligned else "fail"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(_NOT_XML.sub('?', text))}</{name}>"


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
