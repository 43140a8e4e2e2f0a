import pytest

from tempory.verdict.outcome import Code
from tests.verdict.letters import codes_of, letter, link


@pytest.mark.parametrize(
    ("target", "text", "code"),
    [
        ("http://evil.example/x", "https://www.paypal.com/signin", Code.LINK_TEXT_DIFFERS),
        ("http://evil.example/x", "mybank.example", Code.LINK_TEXT_DIFFERS),
        ("http://www.paypa1.com/", "here", Code.LINK_LOOKS_ALIKE),
        ("http://paypal.com@evil.example/", "here", Code.LINK_HIDES_HOST),
        ("http://" + "a" * 30 + "@evil.example/", "here", Code.LINK_HIDES_HOST),
        ("http://paypal.com.evil.example/", "here", Code.LINK_BRAND_IN_SUBDOMAIN),
        ("http://evil.example/www.paypal.com/x", "here", Code.LINK_BRAND_IN_PATH),
        ("http://10.1.2.3/", "here", Code.LINK_TO_ADDRESS),
        ("http://0x7f000001/", "here", Code.LINK_TO_ADDRESS),
        ("http://2130706433/", "here", Code.LINK_TO_ADDRESS),
        ("http://[::1]/", "here", Code.LINK_TO_ADDRESS),
        ("http://evil.example:4711/", "here", Code.LINK_ODD_PORT),
        ("http://a.b.c.d.e.f.evil.example/", "here", Code.LINK_MANY_LABELS),
        ("http://p\u0430ypal.evil.example/", "here", Code.LINK_MIXES_SCRIPTS),
        ("data:text/html;base64,PGI+", "here", Code.LINK_RUNS_CODE),
        ("javascript:alert(1)", "here", Code.LINK_RUNS_CODE),
        ("https://bit.ly/3x", "here", Code.LINK_SHORTENED),
        ("https://ad.example/c?url=https%3A%2F%2Fevil.example", "here", Code.LINK_REDIRECTS),
        ("https://login-x.weebly.com/", "here", Code.LINK_FREE_HOST),
        ("https://docs.google.com/forms/d/e/x", "here", Code.LINK_FREE_HOST),
        ("https://thing.top/", "here", Code.LINK_CHEAP_ENDING),
        ("https://evil.example/secure/login.php", "here", Code.LINK_ASKS_LOGIN),
        ("https://evil.example/#ann%40firm.example", "here", Code.LINK_NAMES_READER),
    ],
)
def test_a_link_that_deceives(target: str, text: str, code: Code) -> None:
    assert code in codes_of(letter("", html=link(target, text)))


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("https://www.corp.example/a", "corp.example"),
        ("https://corp.example/login?url=https://corp.example/#ann@firm.example", "Sign in"),
        ("https://corp.example:8443/", "read the manual.pdf"),
        ("https://www.paypal.com/signin", "https://paypal.com/signin"),
        ("https://www.paypal.me/x", "https://paypal.com/signin"),
        ("mailto:bob@corp.example", "bob@corp.example"),
        ("https://clicks.shop.example/x", "Done. Thanks."),
        ("https://w\u00fcrst.example/", "here"),
    ],
)
def test_an_honest_link(target: str, text: str) -> None:
    assert not codes_of(letter("", html=link(target, text)))


def test_a_newsletter_may_count_clicks() -> None:
    html = link("https://click.mailer.example/t/1", "www.shop.example")
    assert Code.LINK_TEXT_DIFFERS in codes_of(letter("", html=html))
    assert not codes_of(letter("", html=html, sender="News <n@shop.example>", List_Unsubscribe="<https://x.example>"))


def test_a_sender_may_count_clicks_on_his_own_address() -> None:
    assert not codes_of(letter("", html=link("https://click.mailer.example/t/1", "www.corp.example")))


def test_a_known_firm_whose_links_lead_to_others() -> None:
    html = link("https://evil.example/x")
    assert Code.LINKS_LEAVE_SENDER in codes_of(letter("", html=html, sender="PayPal <a@paypal.com>"))
    assert Code.LINKS_LEAVE_SENDER not in codes_of(letter("", html=html))
    two = html + html + link("https://www.paypal.com/") + link("https://www.paypal.com/x")
    assert Code.LINKS_LEAVE_SENDER not in codes_of(letter("", html=two, sender="PayPal <a@paypal.com>"))
