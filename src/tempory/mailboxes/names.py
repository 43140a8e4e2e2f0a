"""Names of disposable mailboxes: which may be chosen, which are the service's own, and how one is made up.

RFC 2142 lists the names a domain's operator answers to; CA/Browser Forum Baseline Requirements §3.2.2.4.4 those to
which a certificate for the domain can be sent. Whoever held one of these could speak for the service.
"""

import re

from tempory.mailboxes.refusals import InvalidRequest, NameReserved
from tempory.sealing import Random

# Wider than what is needed to be memorable, narrower than RFC 5321: one way to write each name.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9]|[._-](?=[a-z0-9])){1,63}", re.ASCII)
_SEPARATORS = re.compile(r"[._-]")

OPERATOR_NAMES = frozenset({"postmaster", "abuse"})

_RFC_2142 = "info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster www uucp ftp"
_CERTIFICATES = (
    "admin administrator webmaster hostmaster postmaster ssladmin ssladministrator sslwebmaster sysadmin is it mis"
)
_SERVICE = (
    "root staff team help helpdesk contact legal privacy dpo gdpr compliance billing account accounts payment payments"
    " login signin signup register verify verification password system server mail mailer mailerdaemon daemon nobody"
    " noreply donotreply bounce bounces owner moderator official service services operator operations ops cert certs"
    " certificate ssl tls acme dmarc dkim spf tlsrpt autoconfig autodiscover wpad isatap mta mtasts imap pop smtp dns"
    " dnsadmin api incident incidents phishing report reports spam tempory"
)
CERTIFICATE_NAMES = frozenset(_CERTIFICATES.split())
RESERVED_NAMES = frozenset(f"{_RFC_2142} {_CERTIFICATES} {_SERVICE}".split())
# As a word of a longer name, or with a number behind, these still read as the service: admin-team, support2.
_TELLING = frozenset(
    "admin administrator postmaster webmaster hostmaster security support abuse root tempory".split()  # noqa: SIM905 (a list of words reads best as one)
)

_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_SYLLABLES = 4
_DIGITS = 2


def check_name(text: str) -> str:
    """Return the name in the one form it is kept in; `InvalidRequest` or `NameReserved` if it cannot be given."""
    name = text.strip().lower()
    if not _NAME.fullmatch(name):
        message = "A name has 2 to 64 letters a-z or digits; single dots, dashes or underscores may stand between them."
        raise InvalidRequest(message)
    if is_reserved(name):
        message = "This name is kept for the service; choose another one."
        raise NameReserved(message)
    return name


def is_reserved(name: str) -> bool:
    """Whether a name could be taken for the service's own, however it is set apart."""
    words = (word.rstrip("0123456789") for word in _SEPARATORS.split(name))
    return _SEPARATORS.sub("", name) in RESERVED_NAMES or any(word in _TELLING for word in words)


def make_name(random: Random) -> str:
    """Make up a name that can be said over the phone: four syllables and two digits, about two billion of them."""
    octets = random(2 * _SYLLABLES + _DIGITS)
    # 256 is no multiple of 14 or 10; a name is not a secret, so the slight lean does not matter.
    syllables = (
        _CONSONANTS[octets[2 * index] % len(_CONSONANTS)] + _VOWELS[octets[2 * index + 1] % len(_VOWELS)]
        for index in range(_SYLLABLES)
    )
    digits = (str(octet % 10) for octet in octets[2 * _SYLLABLES :])
    return "".join((*syllables, *digits))
