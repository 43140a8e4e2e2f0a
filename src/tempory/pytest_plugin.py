"""The pytest plugin `tempory`: a fresh private mail address for each test.

    def test_signing_up(inbox, app):
        app.sign_up(inbox.address)
        assert app.confirm(inbox.wait(subject="Your code").code)

Without `--tempory-url`, a server of its own is started when a test first asks for one, and ended with the run; under
pytest-xdist every worker has its own. It is loaded into every pytest run of whoever installs Tempory, so it imports
nothing but pytest until a fixture is used. docs/testing.md is the guide for people; `tempory.testing` does the work.
"""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tempory.client import Client
    from tempory.testing import Inbox, Server

_INBOXES: pytest.StashKey[list["Inbox"]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each with its twin in the ini file."""
    group = parser.getgroup("tempory", "mail in tests (Tempory)")
    settings = {
        "url": "Server to take addresses from, https://host:port. Without it, one is started for the run.",
        "ca": "PEM file of the authority that the server's certificate is from.",
        "timeout": "Seconds that inbox.wait() waits unless it is told otherwise (10).",
    }
    for name, text in settings.items():
        group.addoption(f"--tempory-{name}", default=None, metavar=name.upper(), help=text)
        parser.addini(f"tempory_{name}", text, default=None)


@pytest.fixture(scope="session")
def tempory_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Server"]:
    """Where the server is: `url`, `ca`, and `smtp.host` and `smtp.port` for the application under test."""
    from tempory.testing import EmbeddedServer
    from tempory.testing.embedded import describe_remote

    url, ca = _setting(request.config, "url"), _setting(request.config, "ca")
    if url:
        yield describe_remote(url, Path(ca) if ca else None)
        return
    with EmbeddedServer(tmp_path_factory.mktemp("tempory")) as server:
        yield server


@pytest.fixture(scope="session")
def tempory_client(tempory_server: "Server") -> Iterator["Client"]:
    """Give a client of that server."""
    from tempory.client import Client

    with Client(tempory_server.url, ca=tempory_server.ca) as client:
        yield client


@pytest.fixture
def make_inbox(request: pytest.FixtureRequest, tempory_client: "Client") -> Iterator[Callable[..., "Inbox"]]:
    """Make as many inboxes as a test needs. They are forgotten when it ends."""
    from tempory.testing import Inbox

    inboxes = request.node.stash.setdefault(_INBOXES, [])
    timeout = _setting(request.config, "timeout")

    def make(name: str | None = None) -> Inbox:
        made = Inbox(tempory_client.create(name=name), timeout=float(timeout) if timeout else 10.0)
        inboxes.append(made)
        return made

    yield make
    for each in inboxes:
        each.forget()
    inboxes.clear()


@pytest.fixture
def inbox(make_inbox: Callable[..., "Inbox"]) -> "Inbox":
    """Give this test a fresh private address, and what arrives there."""
    return make_inbox()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what arrived beside the failure of a test that had an inbox."""
    report = yield
    if report.when == "call" and report.failed:
        for each in item.stash.get(_INBOXES, []):
            try:
                report.sections.append((f"tempory: {each.address}", each.describe()))
            except Exception as error:  # noqa: BLE001 (the test's own failure is what matters)
                report.sections.append((f"tempory: {each.address}", f"cannot be looked at: {type(error).__name__}"))
    return report


def _setting(config: pytest.Config, name: str) -> str:
    return str(config.getoption(f"tempory_{name}") or config.getini(f"tempory_{name}") or "")
