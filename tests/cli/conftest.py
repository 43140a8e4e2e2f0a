from collections.abc import Callable
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tempory.cli.options import Choices
from tempory.cli.root import root
from tests.client.memory_server import SERVER, MemoryServer

Run = Callable[..., Result]


@dataclass
class Holder:
    """A mailbox that the command line made, and how to call the command line for it."""

    run: Run
    made: dict[str, Any]

    @property
    def address(self) -> str:
        return str(self.made["address"])

    @property
    def secret(self) -> str:
        return str(self.made["secret"])

    def __call__(self, command: str, *rest: str) -> Result:
        return self.run("mailbox", command, self.address, *rest, "--secret", self.secret)

    def json(self, command: str, *rest: str) -> Any:
        result = self(command, *rest, "--json")
        assert result.exit_code == 0, result.output
        return loads(result.stdout)


@pytest.fixture
def network() -> MemoryServer:
    return MemoryServer()


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "settings"


@pytest.fixture
def run(network: MemoryServer, memory: Path) -> Run:
    def call(*arguments: str, stdin: str | None = None) -> Result:
        choices = Choices(chosen_server=SERVER, network=network.network, memory=memory)
        return CliRunner().invoke(root, arguments, input=stdin, obj=choices, prog_name="tempory")

    return call


@pytest.fixture
def holder(run: Run) -> Holder:
    return Holder(run, loads(run("mailbox", "create", "--json").stdout))
