"""Which names are given, and which belong to the service."""

from secrets import token_bytes

import pytest

from tempory.mailboxes import InvalidRequest, NameReserved
from tempory.mailboxes.names import OPERATOR_NAMES, RESERVED_NAMES, check_name, is_reserved, make_name

RFC_2142 = "info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster www uucp ftp"


@pytest.mark.parametrize("name", [*RFC_2142.split(), "admin", "administrator", "root", "no-reply", "mailer-daemon"])
def test_what_speaks_for_the_service_is_reserved(name: str) -> None:
    for text in (name, name.upper(), f" {name} "):
        with pytest.raises(NameReserved):
            check_name(text)


@pytest.mark.parametrize("name", ["admin-team", "support2", "web.master", "it_security", "post-master", "tempory-help"])
def test_what_reads_like_it_is_reserved_too(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["test1", "alice", "user42", "qa-signup.3", "a1", "mailfan", "rootsy", "infobox"])
def test_ordinary_names_are_given(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", "a", "-a", "a-", "a..b", "a.-b", "a b", "é", "x" * 65, "a@b", "a+b", "a\n"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidRequest):
        check_name(name)


def test_the_operators_names_are_reserved() -> None:
    assert OPERATOR_NAMES <= RESERVED_NAMES


def test_made_up_names_can_be_given() -> None:
    names = {make_name(token_bytes) for _ in range(500)}
    assert len(names) == 500
    assert all(check_name(name) == name for name in names)
