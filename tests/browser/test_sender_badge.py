"""Who sent it, in words that people understand, and why, one click away."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Scheme
from tests.mailauth.signing import Signer, key_record
from tests.nameserver import serve_names
from tests.serving import RunningServer, start_server

SIGNER = Signer()
PICTURES = os.environ.get("TEMPORY_BADGES")
"""A folder for pictures, when somebody wants to look."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that asks a name server of ours, so that senders on this machine are looked into."""
    folder = tmp_path_factory.mktemp("badges")
    with serve_names() as names:
        names.add_text("s1._domainkey.bank.example", key_record(SIGNER.key))
        config = folder / "tempory.toml"
        config.write_text(f'[dns]\nservers = ["{names.setting}"]\n')
        running = start_server(folder / "data", config)
        yield running
        running.kill()


def letter(author: str, subject: str) -> bytes:
    return (
        f"From: {author}\r\nTo: you@tempory.test\r\nSubject: {subject}\r\nDate: Fri, 21 Nov 2026 10:00:00 +0000\r\n"
        "\r\nPlease look at your account.\r\n"
    ).encode()


LETTERS = {
    "Statement": SIGNER.sign(letter("Bank <news@bank.example>", "Statement")),
    "Newsletter": letter("Watch <news@watch.example>", "Newsletter"),
    "Urgent": letter("Junk Shop <help@junk.example>", "Urgent"),
}


WORDS: dict[tuple[str, int, Scheme], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("en", 1440, "light"): (
        ("Really from bank.example", "The sender could not be verified", "Pretends to be junk.example"),
        (
            "The domain has signed the message",
            "does not say what to think",
            "asks that messages like this be set apart",
        ),
    ),
    ("en", 820, "dark"): (
        ("Really from bank.example", "The sender could not be verified", "Pretends to be junk.example"),
        ("It came from a server that the domain names", "It carries no signature", "Believe nothing in it"),
    ),
    ("fr", 390, "light"): (
        ("Vient bien de bank.example", "L’expéditeur n’a pas pu être vérifié", "Se fait passer pour junk.example"),
        ("Le domaine a signé le message", "Il ne porte aucune signature", "soient mis à part"),
    ),
}


@pytest.mark.parametrize("looks", list(WORDS), ids=lambda looks: f"{looks[0]}-{looks[1]}-{looks[2]}")
def test_each_message_says_whether_its_sender_is_who_it_says(visit: Visit, looks: tuple[str, int, Scheme]) -> None:
    language, width, scheme = looks
    words, why = WORDS[looks]
    visitor = visit(language=language, width=width, scheme=scheme)
    address = visitor.make_address()
    for content in LETTERS.values():
        visitor.server.send(content, address, sender="news@bank.example")
    expect(visitor.rows).to_have_count(3)
    expect(visitor.page.locator("[data-letter] .pretends")).to_have_count(1)
    for subject, badge, reason in zip(LETTERS, words, why, strict=True):
        visitor.open(subject)
        details = visitor.page.locator("article details.badge")
        expect(details.locator("summary")).to_contain_text(badge)
        expect(details.locator(".reasons")).to_be_hidden()
        details.locator("summary").click()
        expect(details.locator(".reasons")).to_contain_text(reason)
        if PICTURES:
            visitor.page.screenshot(path=Path(PICTURES) / f"{subject}-{language}-{width}-{scheme}.png")
        visitor.press("Escape")
    if PICTURES:
        visitor.page.screenshot(path=Path(PICTURES) / f"list-{language}-{width}-{scheme}.png")


def test_a_key_opens_the_reasons_too(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    visitor.server.send(LETTERS["Urgent"], address, sender="news@bank.example")
    expect(visitor.rows).to_have_count(1)
    visitor.open("Urgent")
    visitor.page.locator("article details.badge summary").focus()
    visitor.press("Enter")
    expect(visitor.page.locator("article details.badge .reasons")).to_be_visible()
