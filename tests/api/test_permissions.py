"""The table in docs/ is what the routes, the commands and the roles say."""

from pathlib import Path

from tempory.api import permission_table
from tempory.api.operations import Access
from tempory.cli.member import COMMANDS, member
from tempory.people import Permission
from tests.api.conftest import House

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_the_table_is_what_the_code_says(house: House) -> None:
    assert PAGE.read_text() == permission_table.as_markdown(house.face.operations, COMMANDS), "make docs"


def test_every_route_says_whom_it_is_for(house: House) -> None:
    """Deny by default: there is no route without an access, and none about people or accounts that is open."""
    for operation in house.face.operations:
        assert isinstance(operation.access, Access | Permission)
        if operation.path.startswith("/api/v1/people"):
            assert isinstance(operation.access, Permission)
            assert operation.access is not Permission.ACCOUNT_USE


def test_what_changes_people_asks_for_a_fresh_proof(house: House) -> None:
    """Ending sessions is left out: who is attacked wants it at once, and nothing is lost by it."""
    for operation in house.face.operations:
        if operation.path.startswith("/api/v1/people") and operation.method != "GET":
            assert operation.step_up or operation.access is Permission.SESSIONS_END


def test_every_command_about_people_names_what_it_asks_for() -> None:
    assert set(member.commands) == set(COMMANDS)
