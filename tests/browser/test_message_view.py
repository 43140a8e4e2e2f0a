"""What a hostile mail can do in the page: nothing. And what a reader is told about it."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.letters import REMOTE, TRAVEL, Letter, draw_picture

# Every way a mail may try to run something. `done` would be set on the page, the frame or anything above them.
ACTS = """<html><head><script>top.done = 1; done = 1</script><base href="https://elsewhere.invalid/">
<meta http-equiv="refresh" content="0; url=https://elsewhere.invalid/"></head><body onload="top.done = 1">
<p id="location" onclick="top.done = 1">Click me</p><img src="x" onerror="top.done = 1">
<svg onload="top.done = 1"><script>top.done = 1</script></svg>
<math><mi xlink:href="javascript:top.done = 1">m</mi></math>
<a href="javascript:top.done = 1">a script</a> <a href="data:text/html,<script>top.done=1</script>">a document</a>
<iframe srcdoc="<script>top.done = 1</script>"></iframe><object data="https://elsewhere.invalid/o"></object>
<form action="https://elsewhere.invalid/form"><input name="password"><button>Send</button></form>
<style>@keyframes k { from { left: 0 } } p { animation: k 1s }</style>
<noscript><p title="</noscript><img src=x onerror='top.done = 1'>"></noscript>
<template><script>top.done = 1</script></template></body></html>"""

# Every way a mail may try to load something: each names a host of its own.
LOADS = {
    "img": '<img src="https://img.{0}/a.png">',
    "srcset": '<img srcset="https://srcset.{0}/a.png 1x, https://srcset.{0}/b.png 2x">',
    "relative": '<img src="//relative.{0}/a.png">',
    "background": '<table background="https://background.{0}/a.png"><tr><td>x</td></tr></table>',
    "style": '<p style="background-image: url(https://style.{0}/a.png)">x</p>',
    "escaped": '<p style="background: u\\72l(https://escaped.{0}/a.png)">x</p>',
    "variable": '<p style="--x: url(https://variable.{0}/a.png); background: var(--x)">x</p>',
    "variable, escaped": '<p style="--x: \\75rl(https://escaped-variable.{0}/a.png); background: var(--x)">x</p>',
    "fallback": '<p style="background: var(--none, url(https://fallback.{0}/a.png))">x</p>',
    "set": "<p style=\"background: image-set('https://set.{0}/a.png' 1x)\">x</p>",
    "sheet variable": "<style>p {{ --y: url(https://sheet-variable.{0}/a.png); background: var(--y) }}</style>",
    "sheet": "<style>p {{ list-style: url('https://sheet.{0}/a.png') }}</style>",
    "media": "<style>@media screen {{ p {{ background: url(https://media.{0}/a.png) }} }}</style>",
    "import": "<style>@import url(https://import.{0}/a.css);</style>",
    "import, escaped": "<style>@\\69mport 'https://escaped-import.{0}/a.css';</style>",
    "font": '<style>@font-face {{ font-family: f; src: url("https://font.{0}/f.woff2") }}</style>',
    "poster": '<video poster="https://poster.{0}/a.png"></video>',
    "video": '<video src="https://video.{0}/a.mp4"></video>',
    "audio": '<audio src="https://audio.{0}/a.mp3"></audio>',
    "link": '<link rel="stylesheet" href="https://link.{0}/a.css">',
    "frame": '<iframe src="https://frame.{0}/"></iframe>',
    "object": '<object data="https://object.{0}/a"></object>',
    "embed": '<embed src="https://embed.{0}/a">',
    "svg": '<svg><image href="https://svg.{0}/a.png" /></svg>',
    "input": '<input type="image" src="https://input.{0}/a.png">',
}

# What the message itself carries is shown, and is no more than it was said to be when it is written back.
BROKEN_OUT = (
    r"""<p style='background-image: url("data:image/png;,\"); """
    r"""background-image: url(https://out.{0}/a.png); x: (\"")'>Out</p>"""
)


def test_nothing_in_a_mail_runs(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(Letter(subject="Act now", html=ACTS))
    visitor.open("Act now")
    visitor.mail.get_by_text("Click me").click()
    for name in ("a script", "a document"):
        visitor.mail.get_by_text(name).click()
        expect(visitor.dialog).to_have_count(0)
    page = visitor.page
    assert page.evaluate("typeof window.done") == "undefined"
    inside = "document.querySelector('iframe').contentDocument"
    forbidden = "script, iframe, object, embed, form, input, button, svg, math, base, meta, link, template, [onclick]"
    assert page.evaluate(f"{inside}.querySelectorAll('{forbidden}').length") == 0
    # Names that would hide the document's own properties (DOM clobbering) are gone.
    assert page.evaluate(f"{inside}.querySelectorAll('[id], [name]').length") == 0
    assert page.locator("iframe").get_attribute("sandbox") == "allow-same-origin"
    assert page.url == f"{visitor.server.url}/"


def test_remote_content_is_blocked_and_counted(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(Letter(subject="Look at this", html="".join((*LOADS.values(), BROKEN_OUT)).format(REMOTE)))
    visitor.open("Look at this")
    banner = visitor.page.locator(".blocked")
    expect(banner).to_contain_text(f"{len(LOADS)} remote items were blocked.")
    expect(banner).to_contain_text(f"audio.{REMOTE}")
    out = visitor.mail.get_by_text("Out", exact=True)
    assert out.evaluate("(node) => getComputedStyle(node).backgroundImage").startswith('url("data:image/png;,')
    # That nothing was asked for is what every visitor watches for (Visitor._see).
    names = visitor.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert not [name for name in names if REMOTE in name]


def test_pictures_of_the_message_itself_are_shown(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(TRAVEL)
    visitor.open(TRAVEL.subject)
    picture = visitor.mail.get_by_alt_text("Map")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 220
    expect(visitor.page.locator(".blocked")).to_contain_text("2 remote items were blocked.")
    expect(visitor.mail.get_by_text("The quay at dusk")).to_be_visible()


def test_a_link_shows_where_it_leads_before_it_is_followed(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    html = '<p><a href="https://login.evil.invalid/verify?x=1">www.my-bank.example</a></p>'
    visitor.receive(Letter(subject="Please verify", html=html))
    visitor.open("Please verify")
    link = visitor.mail.get_by_role("link", name="www.my-bank.example")
    link.hover()
    expect(visitor.page.locator(".target.shown b")).to_have_text("login.evil.invalid")
    link.click()
    expect(visitor.dialog.locator(".target strong")).to_have_text("login.evil.invalid")
    expect(visitor.dialog).to_contain_text("The text names my-bank.example, but the link goes to login.evil.invalid.")
    follow = visitor.dialog.get_by_role("link", name="Open in a new tab")
    assert follow.get_attribute("href") == "https://login.evil.invalid/verify?x=1"
    assert follow.get_attribute("rel") == "noopener noreferrer"
    assert follow.get_attribute("target") == "_blank"
    visitor.press("Escape")
    expect(visitor.dialog).to_have_count(0)
    assert len(visitor.context.pages) == 1


def test_links_in_plain_text_are_asked_about_too(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    visitor.receive(Letter(subject="Plainly", text="See https://travel.example/booking?id=7.\n"))
    visitor.open("Plainly")
    visitor.page.get_by_role("link", name="https://travel.example/booking?id=7", exact=True).click()
    expect(visitor.dialog.locator(".target strong")).to_have_text("travel.example")


def test_a_dangerous_attachment_is_not_one_click_away(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    names = ("invoice.pdf.exe", "statement.html", "photo\u202egpj.scr")
    files = tuple((name, "application/octet-stream", b"MZ" * 50) for name in names)
    visitor.receive(Letter(subject="Open me", text="It is safe, honestly.\n", attachments=files))
    visitor.open("Open me")
    page = visitor.page
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.suggested_filename))
    page.get_by_role("button", name="statement.html").click()
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text("“statement.html” is a kind of file that can run programs")
    assert downloads == []
    with page.expect_download() as download:
        warning.get_by_role("button", name="Save it all the same").click()
    assert download.value.suggested_filename == "statement.html"
    expect(page.locator("li.dangerous")).to_have_count(3)
    # The character that would have written the name backwards is gone.
    expect(page.get_by_text("photogpj.scr")).to_be_visible()


def test_a_picture_attached_has_a_thumbnail_and_is_saved_whole(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    picture = draw_picture(40, 30)
    visitor.receive(Letter(subject="A view", text="Here.\n", attachments=(("view.png", "image/png", picture),)))
    visitor.open("A view")
    thumbnail = visitor.page.locator(".figure img")
    assert thumbnail.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 40
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Save: view.png").click()
    assert download.value.path().read_bytes() == picture


def test_a_letter_without_anything_says_so(visit: Visit) -> None:
    visitor = visit()
    address = visitor.make_address()
    visitor.server.send(b"From: nobody@elsewhere.example\r\n\r\n", address)
    visitor.rows.filter(has_text="No subject").click()
    expect(visitor.page.get_by_role("tabpanel")).to_contain_text("This message has no text.")


def test_a_mail_that_would_freeze_the_page_is_shown_as_text(visit: Visit) -> None:
    visitor = visit()
    visitor.make_address()
    # 10 kB that a browser would make 300,000 elements of: unclosed formatting is rebuilt in every paragraph.
    fonts = "".join(f"<font color={index}>" for index in range(300))
    visitor.receive(Letter(subject="Heavy", html=f"<p>{fonts}</p>" + "<p>and on\n" * 1000))
    visitor.open("Heavy")
    expect(visitor.page.get_by_role("tabpanel")).to_contain_text("could freeze the page. Here is its text.")
    expect(visitor.page.get_by_role("tabpanel")).to_contain_text("and on")
    expect(visitor.page.locator("iframe")).to_have_count(0)


def test_a_wide_mail_fits_a_phone(visit: Visit) -> None:
    visitor = visit(width=390)
    visitor.make_address()
    visitor.receive(
        Letter(subject="Wide", html='<table width="900"><tr><td width="900">Wide as a barn</td></tr></table>')
    )
    visitor.open("Wide")
    expect(visitor.mail.get_by_text("Wide as a barn")).to_be_visible()
    inside = "document.querySelector('iframe').contentDocument.documentElement"
    visitor.until(f"{inside}.scrollWidth <= {inside}.clientWidth + 1")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
