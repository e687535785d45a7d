"""What people do on the client's page, in a real browser: on a phone and at a desk, in both languages, with and
without scripts, by touch, mouse and keyboard alone. The bot is the real one, and what it sees are real DNS answers."""

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from playwright.async_api import Browser, Page, Request, expect

from bot.sandbox.dns import TARGET
from bot.sandbox.dns.standin import PROVIDER_SERVERS
from tests.browser.conftest import Browse
from tests.browser.driving import DESKTOP, PHONE, Device, Tab, is_scrolled_sideways
from tests.browser.town import STATES, Town, rest, town_in

ZONES = ("read.test", "press.test", "plain.test", "watch.test", "scan.test")
LANGUAGES = {"en": "en-GB", "es": "es-ES"}
RIGHT = {"en": "All records are right.", "es": "Todos los registros son correctos."}
ADDED = {"en": "I have added it", "es": "Ya lo he añadido"}
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002014400" + "3b")
"""A picture of one point."""

CONTROLS = """() => {
  const all = [...document.querySelectorAll("a[href], button, summary, input, select, textarea")];
  window.controls = all.filter((one) => one.type !== "hidden" && one.checkVisibility());
  return controls.map((one) => one.textContent.trim());
}"""
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    at: window.controls.indexOf(one),
    isShown: one.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInSight: box.top >= 5 && box.bottom + 5 <= innerHeight && box.right <= innerWidth && one.contains(top),
  };
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def elsewhere() -> AsyncIterator[tuple[str, list[web.Request]]]:
    """The company's logo on a server that is not ours, and who asked it."""
    asked: list[web.Request] = []

    async def picture(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(body=PIXEL, content_type="image/gif")

    app = web.Application()
    app.router.add_get("/logo.gif", picture)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/logo.gif", asked
    await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(
    browser: Browser,
    elsewhere: tuple[str, list[web.Request]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Town]:
    """Domains that wait for their records, by their zones, and a link that was revoked."""
    async with town_in(tmp_path_factory.mktemp("acts"), net="127.0.13", COMPANY_LOGO=elsewhere[0]) as running:
        links = await asyncio.gather(*map(running.asks_for_records, ZONES), STATES["revoked"](running))
        running.links.update(zip((*ZONES, "revoked"), links, strict=True))
        await rest(running)
        yield running


def verification(town: Town, zone: str) -> str:
    console = town.world.twilio.console.domains(town.world.organisation)
    return next(one.verification for one in console if one.host == f"ls.{zone}")


async def press(one: Tab, device: Device, label: str) -> None:
    button = one.page.get_by_role("button", name=label, exact=True)
    await (button.tap() if device.is_touch else button.click())


async def polls(page: Page) -> None:
    """The time until the page asks again has passed."""
    async with page.expect_response(lambda answer: urlsplit(answer.url).path.endswith("/seen")) as answered:
        while not answered.is_done():
            await page.clock.fast_forward(15_000)
            await asyncio.sleep(0.05)


# By keyboard alone.


@pytest.mark.parametrize(("device", "language"), [(DESKTOP, "en"), (PHONE, "es")], ids=["desktop", "phone"])
async def test_tab_reaches_every_control_in_order_and_shows_where_it_is(
    browse: Browse, town: Town, device: Device, language: str
) -> None:
    one = await browse(device)
    await one.page.route("**/seen*", lambda route: route.fulfill(status=304))  # on a slow machine it asks meanwhile
    await one.open(f"{town.links['read.test']}?lang={language}")
    controls = await one.page.evaluate(CONTROLS)
    assert [controls[:2], ADDED[language] in controls] == [["English", "Español"], True]
    for key, order in (("Tab", range(len(controls))), ("Shift+Tab", range(len(controls) - 2, -1, -1))):
        for at in order:
            await one.page.keyboard.press(key)
            found = await one.page.evaluate(FOCUS)
            assert found == {"at": at, "isShown": True, "isInSight": True}, (key, controls[at])


async def test_enter_and_space_press_what_has_the_focus(browse: Browse, town: Town) -> None:
    one = await browse(DESKTOP)
    page, keyboard = one.page, one.page.keyboard
    await one.page.clock.install(time=0)
    await one.open(town.links["read.test"])
    await one.page.clock.pause_at(3_600)  # what is said for two seconds stays, however slow the machine
    disclosed = page.locator("details").first
    for key, is_open in (("Enter", True), ("Space", False), ("Space", True)):
        await disclosed.locator("summary").focus()
        await keyboard.press(key)
        assert await disclosed.evaluate("one => one.open") is is_open
    await page.evaluate(STAYS)
    for at, key in enumerate(("Enter", "Space")):
        row = page.locator("dd", has=page.locator(".copy")).nth(at)
        await row.locator(".copy").focus()
        await keyboard.press(key)
        await expect(row.locator(".copy")).to_have_text("Copied")
        assert await page.evaluate("navigator.clipboard.readText()") == await row.locator("code").text_content()
    await page.get_by_role("link", name="Español").focus()
    await keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await page.get_by_role("button", name=ADDED["es"]).focus()
    await keyboard.press("Enter")
    await page.wait_for_url("**/*again=1#seen")
    await expect(page.locator("html")).to_have_attribute("lang", "es")


# Copying.


@pytest.mark.parametrize(
    ("device", "language", "said"), [(PHONE, "es", "Copiado"), (DESKTOP, "en", "Copied")], ids=["phone", "desktop"]
)
async def test_every_copy_button_gives_its_exact_value_and_says_so(
    browse: Browse, town: Town, device: Device, language: str, said: str
) -> None:
    one = await browse(device, locale=LANGUAGES[language])
    await one.page.clock.install(time=0)
    await one.open(f"{town.links['read.test']}?lang={language}")
    await one.page.clock.pause_at(3_600)
    before = await one.page.locator(".copy").first.text_content()
    wanted = ["ls", TARGET, "_twilio.ls", verification(town, "read.test"), town.links["read.test"]]
    copied = []
    for button in await one.page.locator(".copy").all():
        await (button.tap() if device.is_touch else button.click())
        await expect(button).to_have_text(said)
        await expect(one.page.locator("#spoken")).to_have_text(said)
        copied.append(await one.page.evaluate("navigator.clipboard.readText()"))
        await one.page.clock.fast_forward(2_000)
        await expect(button).to_have_text(before or "")
        await expect(one.page.locator("#spoken")).to_have_text("")
    assert copied == wanted


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
DENIED = "navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'));"
NO_COPYING = "document.execCommand = () => false;"
STAYS = "window.setTimeout = () => 0;"
"""What a button says of the copy stays: nobody has to be quick to read it."""


@pytest.mark.parametrize(
    ("device", "way", "label", "told"),
    [
        (DESKTOP, NO_CLIPBOARD, "Press Ctrl+C", "The text is marked. Press Ctrl+C to copy it."),
        (DESKTOP, DENIED, "Press Ctrl+C", "The text is marked. Press Ctrl+C to copy it."),
        (PHONE, NO_CLIPBOARD, "Copy", "The text is marked. Hold your finger on it and choose Copy."),
    ],
    ids=["http", "denied", "phone"],
)
async def test_where_nothing_can_be_copied_the_value_is_marked_and_it_is_said_what_to_press(
    browse: Browse, town: Town, device: Device, way: str, label: str, told: str
) -> None:
    one = await browse(device)
    await one.page.add_init_script(way + NO_COPYING + STAYS)
    await one.open(town.links["read.test"])
    button = one.page.get_by_role("button", name="Copy: CNAME, Value")
    await press(one, device, "Copy: CNAME, Value")
    await expect(one.page.locator("#spoken")).to_have_text(told)
    await expect(button).to_have_text(label)
    assert await one.page.evaluate("getSelection().toString()") == TARGET


async def test_without_https_the_older_way_of_copying_does(browse: Browse, town: Town) -> None:
    one = await browse(DESKTOP)
    await one.open(town.links["read.test"])
    await one.page.evaluate("window.board = navigator.clipboard;" + NO_CLIPBOARD + STAYS)
    await press(one, DESKTOP, "Copy: CNAME, Value")
    await expect(one.page.locator("#spoken")).to_have_text("Copied")
    assert await one.page.evaluate("window.board.readText()") == TARGET


# What is seen.


async def test_i_have_added_it_shows_what_is_seen_and_what_changes(browse: Browse, town: Town) -> None:
    one, link, zone = await browse(PHONE), town.links["press.test"], "press.test"
    await one.page.clock.install()
    await one.open(f"{link}?lang=es")
    town.world.dns.panel(zone).add("ls", "CNAME", TARGET.rstrip("."))
    await press(one, PHONE, ADDED["es"])
    await expect(one.page).to_have_url(f"{link}?lang=es&again=1#seen")
    await expect(one.page.locator("#seen")).to_be_in_viewport()
    async with asyncio.timeout(60):
        while not await one.page.locator(".line.wrong").count():
            await polls(one.page)
        town.puts_right(zone)
        while RIGHT["es"] not in (await one.page.locator("#summary").text_content() or ""):
            await polls(one.page)
    assert await one.page.locator(".line.right").count() == 2


async def test_i_have_added_it_works_without_scripts(browse: Browse, town: Town) -> None:
    one, link = await browse(DESKTOP, has_scripts=False), town.links["plain.test"]
    await one.open(link)
    town.puts_right("plain.test")
    servers = [town.world.dns.server(name) for name in PROVIDER_SERVERS]
    for server in servers:
        server.slow(1.5)
    await press(one, DESKTOP, ADDED["en"])
    await expect(one.page).to_have_url(f"{link}?lang=en&again=1#seen")
    await expect(one.page.locator("#summary")).to_have_text("We are looking now.")
    await expect(one.page.get_by_role("link", name="Show the page again")).to_be_visible()
    for server in servers:
        server.mend()
    await expect(one.page.locator("#summary")).to_contain_text(RIGHT["en"])
    assert await one.page.locator(".line.right").count() == 2


async def test_what_the_bot_sees_shows_without_reload_and_leaves_focus_and_disclosures(
    browse: Browse, town: Town
) -> None:
    one = await browse(PHONE)
    page, zone = one.page, "watch.test"
    await page.clock.install()
    await one.open(town.links[zone])
    await page.evaluate("window.isSame = true")
    opened = page.locator("details").first
    await opened.locator("summary").tap()
    await page.locator("details").nth(1).locator("summary").focus()
    town.world.dns.zone(zone).put("ls", "CNAME", TARGET, 600)
    await town.checks(zone, "✓ DNS record")
    await polls(page)
    await expect(page.locator("#summary")).to_have_text("1 of 2 records are right.")
    assert await page.evaluate("[...document.querySelectorAll('details')].map((one) => one.open)") == [True, False]
    await expect(page.locator("details").nth(1).locator("summary")).to_be_focused()
    await page.get_by_role("button", name=ADDED["en"]).focus()
    await polls(page)
    await expect(page.get_by_role("button", name=ADDED["en"])).to_be_focused()
    assert await page.evaluate("window.isSame")


async def test_the_focus_stays_on_its_line_and_else_within_what_is_seen(browse: Browse, town: Town) -> None:
    one = await browse(DESKTOP)
    page = one.page
    await one.open(town.links["read.test"])
    second = page.locator("details").nth(1).locator("summary")
    name = await second.text_content()
    await second.focus()
    without_proof = """(at) => {
      const copy = document.getElementById("now").cloneNode(true);
      copy.querySelectorAll("details")[at].remove();
      show(copy.outerHTML);
    }"""
    await page.evaluate(without_proof, 0)
    assert await page.evaluate("document.activeElement.textContent") == name
    await page.evaluate(without_proof, 0)
    assert await page.evaluate("document.activeElement.id") == "details"


async def test_when_all_is_right_the_open_page_says_that_nothing_is_left_to_do(browse: Browse, town: Town) -> None:
    one, zone = await browse(DESKTOP), "watch.test"
    page = one.page
    await page.clock.install()
    await one.open(town.links[zone])
    await expect(page.get_by_role("button", name=ADDED["en"])).to_be_visible()
    town.puts_right(zone)
    await town.checks(zone, "✓ DNS record", "✓ Verification")
    await polls(page)
    await expect(page.locator(".lead")).to_contain_text("You have nothing left to do.")
    await expect(page).to_have_title(re.compile(RIGHT["en"]))
    await expect(page.get_by_role("button", name=ADDED["en"])).to_have_count(0)
    await expect(page.locator(".record code", has_text=TARGET)).to_be_visible()
    steps = page.locator("details.again ol")
    await expect(steps).to_be_hidden()
    await page.get_by_text("Show the three steps again").click()
    await expect(steps).to_be_visible()


async def test_while_the_line_is_away_an_open_page_says_so(browse: Browse, town: Town) -> None:
    one = await browse(PHONE)
    page = one.page
    one.expect("net::ERR_")
    await page.clock.install()
    await one.open(town.links["read.test"])
    await page.context.set_offline(True)
    await page.clock.fast_forward(15_000)
    await expect(page.locator("#away")).to_contain_text("No connection at the moment")
    await page.context.set_offline(False)
    await polls(page)
    await expect(page.locator("#away")).to_be_hidden()


async def test_a_button_that_is_pressed_twice_sends_once(browse: Browse, town: Town) -> None:
    one = await browse(DESKTOP)
    page = one.page
    await page.clock.install()
    await one.open(town.links["read.test"])
    await page.evaluate("""() => {
      window.sent = 0;
      document.forms[0].addEventListener("submit", (event) => {
        window.sent += event.defaultPrevented ? 0 : 1;
        event.preventDefault();
      });
    }""")
    button = page.get_by_role("button", name=ADDED["en"])
    await button.dblclick()
    await expect(page.locator("#spoken")).to_have_text("One moment, please.")
    assert await page.evaluate("window.sent") == 1
    await page.clock.fast_forward(10_000)
    await button.click()
    assert await page.evaluate("window.sent") == 2


async def test_an_open_page_is_told_nothing_twice(browse: Browse, town: Town) -> None:
    one = await browse(DESKTOP)
    await one.page.clock.install()
    answers: list[tuple[str | None, int]] = []
    one.page.on("response", lambda got: answers.append((got.request.headers.get("if-none-match"), got.status)))
    await one.open(town.links["watch.test"])
    for _ in range(3):
        await polls(one.page)
    assert any(tag and status == 304 for tag, status in answers)


# Other languages, other people.


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without"])
async def test_the_other_language_is_one_press_away_and_stays(browse: Browse, town: Town, has_scripts: bool) -> None:
    one = await browse(PHONE, has_scripts=has_scripts)
    await one.open(town.links["read.test"])
    await one.page.get_by_role("link", name="Español").tap()
    await expect(one.page.locator("html")).to_have_attribute("lang", "es")
    await expect(one.page.get_by_role("link", name="Español")).to_have_attribute("aria-current", "true")
    await press(one, PHONE, ADDED["es"])
    await expect(one.page.get_by_role("button", name=ADDED["es"])).to_be_visible()
    await one.page.get_by_role("link", name="English").tap()
    await expect(one.page.get_by_role("button", name=ADDED["en"])).to_be_visible()


@pytest.mark.parametrize(
    ("language", "label", "subject"),
    [
        ("en", "Write an e-mail with this page", "Please add the DNS records for ls.read.test"),
        ("es", "Escribir un correo con esta página", "Por favor, añade los registros DNS para ls.read.test"),
    ],
)
async def test_it_is_handed_on_by_an_e_mail_that_holds_the_link(
    browse: Browse, town: Town, language: str, label: str, subject: str
) -> None:
    one = await browse(PHONE, has_scripts=False)
    link = town.links["read.test"]
    await one.open(f"{link}?lang={language}")
    mailto = urlsplit(await one.page.get_by_role("link", name=label).get_attribute("href") or "")
    fields = parse_qs(mailto.query)
    assert (mailto.scheme, mailto.path, fields["subject"]) == ("mailto", "", [subject])
    assert link in fields["body"][0].splitlines()
    await expect(one.page.locator("code", has_text=link)).to_have_text(link)


@pytest.mark.parametrize(("language", "has_scripts"), [("en", True), ("es", False)])
async def test_a_link_that_opens_nothing_lets_people_ask_for_a_new_one(
    browse: Browse, town: Town, language: str, has_scripts: bool
) -> None:
    one = await browse(PHONE, locale=LANGUAGES[language], has_scripts=has_scripts)
    one.expect("404")
    ask, thanks = {"en": ("Ask for a new link", "Thank you"), "es": ("Pedir un enlace nuevo", "Gracias")}[language]
    for link in (town.links["revoked"], f"{town.links['read.test']}x"):
        assert (await one.open(link)).status == 404
        await expect(one.page.locator("html")).to_have_attribute("lang", language)
        await press(one, PHONE, ask)
        await expect(one.page.get_by_role("heading", level=1)).to_have_text(thanks)
    assert await town.at("revoked.test").thread_says("ls.revoked.test", "new link")


# Large letters.


@pytest.mark.parametrize("language", ["en", "es"])
async def test_at_twice_the_size_nothing_is_scrolled_sideways(browse: Browse, town: Town, language: str) -> None:
    one = await browse(Device(640, 400, scale=2))
    await one.open(f"{town.links['read.test']}?lang={language}")
    assert not await is_scrolled_sideways(one.page)
    large = await browse(PHONE)
    await large.open(f"{town.links['read.test']}?lang={language}")
    await large.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not await is_scrolled_sideways(large.page)


# Who hears of it.


async def test_it_counts_as_opened_only_when_somebody_sees_it(browse: Browse, town: Town) -> None:
    zone, link = "scan.test", town.links["scan.test"]
    async with ClientSession() as scanner:
        for method in ("HEAD", "GET"):
            async with scanner.request(method, link) as answer:
                assert answer.status == 200
    one = await browse(PHONE)
    await one.page.add_init_script(
        "Object.defineProperty(document, 'visibilityState', { get: () => window.isLit ? 'visible' : 'hidden' })"
    )
    await one.open(link)
    await one.page.wait_for_load_state("networkidle")
    await town.checks(zone, "sent")
    card = town.at(zone).card(f"ls.{zone}")
    assert card
    assert ", opened" not in town.at(zone).read(card)
    await one.page.evaluate("window.isLit = true; document.dispatchEvent(new Event('visibilitychange'))")
    await town.at(zone).card_shows(f"ls.{zone}", ", opened")


async def test_nobody_else_learns_the_token(
    browse: Browse, town: Town, elsewhere: tuple[str, list[web.Request]]
) -> None:
    one, (logo, asked) = await browse(PHONE), elsewhere
    link = town.links["read.test"]
    token, sent = urlsplit(link).path.rsplit("/", 1)[1], list[Request]()
    asked.clear()
    await one.page.clock.install()
    one.page.context.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright marks what it calls
    await one.open(link)
    await one.page.get_by_role("link", name="Español").tap()
    await press(one, PHONE, ADDED["es"])
    await one.page.wait_for_url("**/*again=1#seen")
    await polls(one.page)
    one.expect("https://dcc.godaddy.com")
    async with one.page.expect_popup() as opening:
        await one.page.get_by_role("link", name="GoDaddy", exact=True).tap()
    assert await (await opening.value).evaluate("window.opener") is None
    assert await one.page.locator("img.logo").evaluate("one => one.complete && one.naturalWidth > 0")
    ours, others = urlsplit(link).netloc, {urlsplit(logo).netloc, "dcc.godaddy.com"}
    assert {urlsplit(each.url).netloc for each in sent} == {ours, *others}
    assert [each.url for each in sent if token in each.url and urlsplit(each.url).netloc in others] == []
    assert [each.url for each in sent if (await each.all_headers()).get("referer")] == []
    assert asked
    assert [token for each in asked if token in f"{each.raw_path} {dict(each.headers)}"] == []
