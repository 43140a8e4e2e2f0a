"""The pytest plugin in runs of its own, with a server of its own and with ours."""

import pytest

from tests.serving import RunningServer

pytest_plugins = ["pytester"]

PLUGIN = ("-p", "tempory.pytest_plugin", "-p", "no:cacheprovider", "-W", "error")

SENDING = """
import smtplib

def send(server, address, subject="Your code", text="Your code is 481516. https://shop.example/confirm?id=1"):
    letter = f"From: Shop <no-reply@shop.example>\\r\\nTo: {address}\\r\\nSubject: {subject}\\r\\n\\r\\n{text}\\r\\n"
    with smtplib.SMTP(server.smtp.host, server.smtp.port) as smtp:
        smtp.sendmail("no-reply@shop.example", [str(address)], letter)
"""

SUITE = """
import threading
import pytest
from sending import send

def test_a_code(inbox, tempory_server):
    send(tempory_server, inbox)
    letter = inbox.wait(subject="code")
    assert letter.code == "481516"
    assert letter.link("confirm") == "https://shop.example/confirm?id=1"
    assert letter.text.startswith("Your code")

def test_waiting_ends_when_it_arrives(inbox, tempory_server):
    later = threading.Timer(0.3, send, (tempory_server, inbox.address))
    later.start()
    assert inbox.wait(timeout=20).code == "481516"
    later.join()

@pytest.mark.parametrize("number", range(4))
def test_every_test_has_its_own(inbox, make_inbox, tempory_server, number):
    second = make_inbox()
    assert inbox.address != second.address
    assert inbox.address.endswith("@" + tempory_server.domains[0])
    assert inbox.letters() == second.letters() == []
    send(tempory_server, second)
    second.wait()
    inbox.expect_none(within=0.1)
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(sending=SENDING, test_suite=SUITE)
    return pytester


def test_a_suite_without_a_server_starts_one(suite: pytest.Pytester) -> None:
    suite.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=6)


def test_a_suite_in_parallel(suite: pytest.Pytester) -> None:
    suite.runpytest_subprocess(*PLUGIN, "-p", "xdist.plugin", "-n", "2").assert_outcomes(passed=6)


def test_a_suite_with_a_server_that_is_there(suite: pytest.Pytester, server: RunningServer) -> None:
    options = ("--tempory-url", server.url, "--tempory-ca", str(server.ca), "--tempory-timeout", "20")
    suite.runpytest_subprocess(*PLUGIN, *options).assert_outcomes(passed=6)


def test_settings_in_the_ini_file_and_what_a_failure_shows(suite: pytest.Pytester, server: RunningServer) -> None:
    suite.makeini(f"[pytest]\ntempory_url = {server.url}\ntempory_ca = {server.ca}\ntempory_timeout = 0.2\n")
    suite.makepyfile(
        test_suite="""
        from sending import send
        def test_in_vain(inbox, tempory_server):
            send(tempory_server, inbox, subject="News")
            inbox.wait(subject="news", timeout=20)
            inbox.wait(subject="code")
        """
    )
    result = suite.runpytest_subprocess(*PLUGIN)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*NoLetter: no letter with subject='code' within 0.2 s.*",
            "*- tempory: *@* -*",
            "*no-reply@shop.example: 'News'",
        ]
    )
    assert "tpy_" not in result.stdout.str()


def test_a_run_that_uses_no_inbox_imports_nothing_and_starts_nothing(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_suite="""
        import sys
        def test_light():
            assert not {"tempory.client", "tempory.testing", "httpx"} & set(sys.modules)
        """
    )
    suite.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)
