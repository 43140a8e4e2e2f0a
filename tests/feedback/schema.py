"""The schema of RFC 9990, Appendix A, written anew: which elements, how often, with what in them.

`check` says what is wrong with a document. Elements of a `Group` whose order is free are marked so, as `xs:all` is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from xml.etree import ElementTree as ET

NAMESPACE = "urn:ietf:params:xml:ns:dmarc-2.0"
ANY = re.compile(r"[^\n\r\t]*")
NUMBER = re.compile(r"[0-9]+")
MANY = 1 << 30


@dataclass(frozen=True)
class Element:
    name: str
    content: "re.Pattern[str] | Group"
    least: int = 1
    most: int = 1


@dataclass(frozen=True)
class Group:
    elements: tuple[Element, ...]
    is_ordered: bool = False


def one_of(*values: str) -> re.Pattern[str]:
    return re.compile("|".join(values))


RESULT = one_of("pass", "fail")
DKIM = one_of("none", "pass", "fail", "policy", "neutral", "temperror", "permerror")
SPF = one_of("none", "pass", "fail", "softfail", "neutral", "temperror", "permerror")
POLICY = one_of("none", "quarantine", "reject")
ALIGNMENT = one_of("r", "s")
OVERRIDE = one_of("local_policy", "mailing_list", "other", "policy_test_mode", "trusted_forwarder")

METADATA = Group(
    (
        Element("org_name", ANY),
        Element("email", re.compile(r"[^@\s]+@[^@\s]+")),
        Element("extra_contact_info", ANY, 0),
        Element("report_id", re.compile(r"[A-Za-z0-9._-]+(@[A-Za-z0-9._-]+)?")),
        Element("date_range", Group((Element("begin", NUMBER), Element("end", NUMBER)))),
        Element("error", ANY, 0),
        Element("generator", ANY, 0),
    )
)
PUBLISHED = Group(
    (
        Element("domain", ANY),
        Element("discovery_method", one_of("psl", "treewalk"), 0),
        Element("p", POLICY),
        Element("sp", POLICY, 0),
        Element("np", POLICY, 0),
        Element("adkim", ALIGNMENT, 0),
        Element("aspf", ALIGNMENT, 0),
        Element("testing", one_of("n", "y"), 0),
        Element("fo", ANY, 0),
    )
)
REASON = Group((Element("type", OVERRIDE), Element("comment", ANY, 0)))
EVALUATED = Group(
    (
        Element("disposition", one_of("none", "pass", "quarantine", "reject")),
        Element("dkim", RESULT),
        Element("spf", RESULT),
        Element("reason", REASON, 0, MANY),
    ),
    is_ordered=True,
)
ROW = Group(
    (
        Element("source_ip", re.compile(r"[0-9a-f.:]+")),
        Element("count", NUMBER),
        Element("policy_evaluated", EVALUATED),
    ),
    is_ordered=True,
)
IDENTIFIERS = Group((Element("envelope_to", ANY, 0), Element("envelope_from", ANY, 0), Element("header_from", ANY)))
SIGNATURE = Group(
    (Element("domain", ANY), Element("selector", ANY), Element("result", DKIM), Element("human_result", ANY, 0))
)
HOST = Group(
    (
        Element("domain", ANY),
        Element("scope", one_of("mfrom"), 0),
        Element("result", SPF),
        Element("human_result", ANY, 0),
    )
)
RESULTS = Group((Element("dkim", SIGNATURE, 0, MANY), Element("spf", HOST, 0)), is_ordered=True)
RECORD = Group(
    (Element("row", ROW), Element("identifiers", IDENTIFIERS), Element("auth_results", RESULTS)), is_ordered=True
)
FEEDBACK = Group(
    (
        Element("version", one_of("1.0"), 0),
        Element("report_metadata", METADATA),
        Element("policy_published", PUBLISHED),
        Element("record", RECORD, 1, MANY),
    ),
    is_ordered=True,
)


def read(document: str) -> ET.Element:
    return ET.fromstring(document.encode("utf-8"))  # noqa: S314 (our own document; entities are looked for elsewhere)


def check(document: str) -> list[str]:
    root = read(document)
    if root.tag != f"{{{NAMESPACE}}}feedback":
        return [f"the root is {root.tag}"]
    return [*_check(root, FEEDBACK, "feedback"), *_check_addresses(root)]


def _check(node: ET.Element, group: Group, path: str) -> Iterator[str]:
    if node.attrib or any((text or "").strip() for text in (node.text, *(child.tail for child in node))):
        yield f"{path}: text or attributes between elements"
    names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in node]
    known = {element.name: element for element in group.elements}
    yield from (f"{path}: {name} is not known there" for name in names if name not in known)
    for element in group.elements:
        if not element.least <= names.count(element.name) <= element.most:
            yield f"{path}: {names.count(element.name)} × {element.name}"
    if group.is_ordered:
        order = [list(known).index(name) for name in names if name in known]
        if order != sorted(order):
            yield f"{path}: out of order"
    for child, name in zip(node, names, strict=True):
        if name not in known:
            continue
        content = known[name].content
        if isinstance(content, Group):
            yield from _check(child, content, f"{path}/{name}")
        elif len(child) or child.attrib or not content.fullmatch(child.text or ""):
            yield f"{path}/{name}: {child.text!r}"


def _check_addresses(root: ET.Element) -> Iterator[str]:
    for source in root.iter(f"{{{NAMESPACE}}}source_ip"):
        try:
            ip_address(source.text or "")
        except ValueError:
            yield f"{source.text!r} is no address"
