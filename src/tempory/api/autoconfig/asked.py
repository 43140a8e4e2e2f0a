"""The address that a mail program asks about: one of our domains', and nothing that could be more than an address."""

from typing import Final

from tempory.api.problems import Problem, ProblemError
from tempory.mailboxes import Rules
from tempory.values import Address, InvalidValueError

_MAX_CHARACTERS: Final = 320  # RFC 5321 §4.5.3.1: 64 octets, an @ and 255


def parse_asked(text: str, rules: Rules) -> Address:
    """Return the address; `invalid-request` if it is none, `not-found` if it is not of our domains."""
    if len(text) > _MAX_CHARACTERS or not text.isprintable():  # XML has no place for some that are not
        raise _unfit()
    try:
        address = Address.parse(text)
    except InvalidValueError:
        raise _unfit() from None
    if address.domain not in rules.domains:
        raise ProblemError(Problem.NOT_FOUND, "This server has no mailboxes of that domain.")
    return address


def _unfit() -> ProblemError:
    return ProblemError(Problem.INVALID_REQUEST, "What is asked about is no mail address.")
