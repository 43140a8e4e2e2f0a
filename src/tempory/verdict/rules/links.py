"""Where links lead, and what they pretend."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from tempory.verdict.facts import Facts, Link
from tempory.verdict.hosts import is_address, parse_host, registrable
from tempory.verdict.lists import CHEAP_ENDINGS, FORMS, HOSTED, MAILERS, SHORTENERS
from tempory.verdict.lookalikes import mixes_scripts
from tempory.verdict.outcome import Code, Reason

_MANY_LABELS: Final = 6
_LONG_HOST: Final = 60
_LONG_NAME: Final = 20  # characters of user information; nobody types so many
# Words of a link that look like a web address: with a scheme, "www.", or a bare host with a path.
_SHOWN_HOST: Final = re.compile(
    r"(?:https?://|www\.)([\w.-]{3,253})|^([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})(?:/\S*)?$", re.IGNORECASE
)
_FILE_NAME: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|txt|html?|zip|py|js|png|jpg|md)$", re.IGNORECASE)
_LOGIN: Final = re.compile(
    r"(?:log-?in|sign-?in|signon|verif|webscr|secure|account|update|confirm|password|wallet|auth|webmail|owa|banking"
    r"|connexion|identif|compte|espace-?client|securi|anmeld|konto|acceso|cuenta|accesso)",
    re.IGNORECASE,
)
_REDIRECT: Final = re.compile(
    r"[?&;](?:url|u|q|link|target|dest|destination|redirect|redir|redirect_ur[il]|next|goto|continue|return|to)=https?(?::|%3a)",
    re.IGNORECASE,
)
_CODE: Final = ("data:text/html", "data:application", "javascript:", "vbscript:", "file:")
_SYSTEM_PORTS: Final = frozenset({"", "80", "443", "8080", "8443"})


def link_text_differs(facts: Facts) -> Iterator[Reason]:
    """Notice: the words show one host, the target is another's."""
    for link in facts.links:
        if link.url is None or "." not in link.text:
            continue
        shown = _SHOWN_HOST.search(link.text.strip())
        if shown is None or _FILE_NAME.search(link.text):
            continue
        host = parse_host(shown[1] or shown[2]).removeprefix("www.")
        domain, target = registrable(host), registrable(link.url.host)
        # Newsletters count clicks at a host of their own or of their sender's; a name worth imitating never needs that.
        is_senders = target == facts.author or (
            (facts.is_bulk or domain == facts.author) and not facts.imitated.owner_of(host)
        )
        same = domain == target or (
            (owner := facts.imitated.owner_of(host)) and owner == facts.imitated.owner_of(link.url.host)
        )
        if "." in domain and not same and not is_senders and not facts.imitated.owner_of(link.url.host):
            yield Reason(Code.LINK_TEXT_DIFFERS, f"{host} → {link.url.host}")
            return


def _looks_alike(facts: Facts, link: Link) -> str:
    likeness = facts.likeness(link.url.host) if link.url and link.url.host != facts.host else None
    return f"{link.url.host} ~ {likeness.name}" if likeness and link.url else ""


def _hides_host(_: Facts, link: Link) -> str:
    return (
        link.target
        if link.url and ("." in link.url.userinfo or "@" in link.url.userinfo or len(link.url.userinfo) > _LONG_NAME)
        else ""
    )


def _brand_in_subdomain(facts: Facts, link: Link) -> str:
    if link.url is None or is_address(link.url.host):
        return ""
    domain = registrable(link.url.host)
    before = link.url.host.removesuffix(domain).rstrip(".")
    if not before or facts.imitated.owner_of(link.url.host) or domain == facts.author:
        return ""
    labels = [word for label in before.split(".") for word in (label, *label.split("-"))]
    return link.url.host if any(len(word) > 3 and facts.imitated.named_in(word) for word in labels) else ""  # noqa: PLR2004 (www, api, cdn are nobody's names)


def _brand_in_path(facts: Facts, link: Link) -> str:
    if link.url is None or facts.imitated.owner_of(link.url.host) or registrable(link.url.host) == facts.author:
        return ""
    for part in link.url.path.lower().split("/")[1:6]:
        if facts.imitated.owner_of(part.removeprefix("www.")):
            return f"{link.url.host}{link.url.path}"
    return ""


def _to_address(_: Facts, link: Link) -> str:
    return link.url.host if link.url and is_address(link.url.host) else ""


def _odd_port(_: Facts, link: Link) -> str:
    return f"{link.url.host}:{link.url.port}" if link.url and link.url.port not in _SYSTEM_PORTS else ""


def _many_labels(facts: Facts, link: Link) -> str:
    if link.url is None or facts.imitated.owner_of(link.url.host):
        return ""
    return link.url.host if link.url.host.count(".") >= _MANY_LABELS or len(link.url.host) > _LONG_HOST else ""


def _mixes_scripts(_: Facts, link: Link) -> str:
    return link.url.host if link.url and mixes_scripts(link.url.host) else ""


def _runs_code(_: Facts, link: Link) -> str:
    return link.target[:40] if link.url is None and link.target[:40].lower().lstrip().startswith(_CODE) else ""


def _shortened(_: Facts, link: Link) -> str:
    return link.url.host if link.url and link.url.host.removeprefix("www.") in SHORTENERS else ""


def _redirects(facts: Facts, link: Link) -> str:
    if link.url is None or registrable(link.url.host) == facts.author:
        return ""
    return link.url.host if _REDIRECT.search(link.url.rest[:1_000]) else ""


def _free_host(facts: Facts, link: Link) -> str:
    if link.url is None or registrable(link.url.host) == facts.author:
        return ""
    host = link.url.host
    is_free = host in FORMS or any(host.endswith(f".{rented}") for rented in _rented(host))
    return host if is_free else ""


def _rented(host: str) -> tuple[str, ...]:
    labels = host.split(".")
    return tuple(end for count in (2, 3, 4) if (end := ".".join(labels[-count:])) in HOSTED)


def _cheap_ending(facts: Facts, link: Link) -> str:
    if link.url is None or registrable(link.url.host) == facts.author:
        return ""
    return link.url.host if link.url.host.rpartition(".")[2] in CHEAP_ENDINGS else ""


def _asks_login(facts: Facts, link: Link) -> str:
    if link.url is None or facts.imitated.owner_of(link.url.host):
        return ""
    if registrable(link.url.host) == facts.author or registrable(link.url.host) in MAILERS:
        return ""
    return f"{link.url.host}{link.url.path[:60]}" if _LOGIN.search(f"{link.url.host}{link.url.path[:200]}") else ""


def _names_reader(facts: Facts, link: Link) -> str:
    if link.url is None or facts.is_bulk or registrable(link.url.host) == facts.author:
        return ""
    rest = f"{link.url.path}{link.url.rest}"[:500].lower().replace("%40", "@")
    return link.url.host if any(address and address in rest for address in facts.recipients) else ""


_OF_ONE_LINK: Final[tuple[tuple[Code, Callable[[Facts, Link], str]], ...]] = (
    (Code.LINK_LOOKS_ALIKE, _looks_alike),
    (Code.LINK_HIDES_HOST, _hides_host),
    (Code.LINK_BRAND_IN_SUBDOMAIN, _brand_in_subdomain),
    (Code.LINK_BRAND_IN_PATH, _brand_in_path),
    (Code.LINK_TO_ADDRESS, _to_address),
    (Code.LINK_ODD_PORT, _odd_port),
    (Code.LINK_MANY_LABELS, _many_labels),
    (Code.LINK_MIXES_SCRIPTS, _mixes_scripts),
    (Code.LINK_RUNS_CODE, _runs_code),
    (Code.LINK_SHORTENED, _shortened),
    (Code.LINK_REDIRECTS, _redirects),
    (Code.LINK_FREE_HOST, _free_host),
    (Code.LINK_CHEAP_ENDING, _cheap_ending),
    (Code.LINK_ASKS_LOGIN, _asks_login),
    (Code.LINK_NAMES_READER, _names_reader),
)


def each_link(facts: Facts) -> Iterator[Reason]:
    """Notice: what single links tell: the first of each kind is named."""
    hosts = {
        (link.url.host, link.url.path[:200], link.url.userinfo) if link.url else (link.target, "", ""): link
        for link in facts.links
    }
    for code, tell in _OF_ONE_LINK:
        for link in hosts.values():
            evidence = tell(facts, link)
            if evidence:
                yield Reason(code, evidence)
                break


def links_leave_sender(facts: Facts) -> Iterator[Reason]:
    """Notice: somebody worth imitating writes, most links lead to others, and nothing verifies the sender."""
    if not facts.author_name or facts.author_name == "google" or facts.is_bulk or not facts.foreign:
        return
    if facts.standing != "verified" and 2 * len(facts.foreign) >= len(facts.links):
        url = facts.foreign[0].url
        yield Reason(Code.LINKS_LEAVE_SENDER, f"{facts.author} → {url.host if url else ''}")


def link_in_picture(facts: Facts) -> Iterator[Reason]:
    """Notice: a code in a picture leads to a stranger: a telephone follows it, and nothing on the way checks it."""
    for link in facts.coded:
        if link in facts.foreign and link.url is not None:
            yield Reason(Code.LINK_IN_PICTURE, link.url.host)
            return


RULES: Final = (link_text_differs, each_link, links_leave_sender, link_in_picture)
