"""A real Chromium, and visitors in it who notice what must never happen."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.member import Member, Town
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.serving import RunningServer

# Debian's browser, without the calls home that a browser makes when it starts.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "src" / "tempory" / "api" / "static" / "index.html"

Visit = Callable[..., Visitor]
"""`Visitor.arrive` without its first two arguments."""
Come = Callable[..., Member]
"""`Member.come` without its first two arguments."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Debian's chromium (apt-get install chromium)")
    if not PAGE.exists():
        pytest.skip("needs the built page (make setup, or npm --prefix web run build)")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    """Open the page as somebody new. At the end, nobody may have seen anything forbidden."""
    visitors: list[Visitor] = []

    def come(**options: Any) -> Visitor:
        visitor = Visitor.arrive(browser, server, **options)
        visitors.append(visitor)
        return visitor

    yield come
    seen = [sight for visitor in visitors for sight in visitor.forbidden]
    for visitor in visitors:
        visitor.leave()
    assert seen == []


@pytest.fixture
def come(browser: Browser, town: Town) -> Iterator[Come]:
    """Open the members' pages. At the end, nobody may have seen or sent anything forbidden. A module has its `town`."""
    members: list[Member] = []

    def arrive(**options: Any) -> Member:
        member = Member.come(browser, town, **options)
        members.append(member)
        return member

    yield arrive
    seen = [sight for member in members for sight in member.forbidden]
    for member in members:
        member.leave()
    assert seen == []
