"""Every page that a link of ours opens, in every state that it has, and how a browser gets there."""

from collections.abc import Awaitable, Callable, Mapping

from bot.sandbox.dns.standin import PROVIDER_SERVERS
from bot.sandbox.world import Person
from tests.browser.driving import Tab
from tests.browser.town import STATES, Town, link_in

Visit = Callable[[Tab, Town, str], Awaitable[None]]


async def _press(one: Tab) -> None:
    """The button of the form, and what comes then."""
    async with one.page.expect_navigation():
        await one.page.click("form button")


def _state(name: str, behind: str = "") -> Visit:
    async def visit(one: Tab, town: Town, language: str) -> None:
        await one.open(f"{town.links[name]}{behind}?lang={language}")

    return visit


async def _unknown(one: Tab, town: Town, language: str) -> None:
    await one.open(f"{town.links['waiting'].rsplit('/', 1)[0]}/never?lang={language}")


async def _asked(one: Tab, town: Town, language: str) -> None:
    """A new link was asked for, on the page of the revoked one."""
    await one.open(f"{town.links['revoked']}?lang={language}")
    await _press(one)


async def _back(one: Tab, town: Town, language: str) -> None:
    """Somebody comes back from the provider's consent page."""
    await one.open(f"{town.links['one']}?lang={language}&back=done&again=1")


async def _lost(one: Tab, town: Town, _language: str) -> None:
    """Somebody comes back whom we do not know."""
    await one.open(f"{town.bot.address}/connect/back")


async def _looking(one: Tab, town: Town, language: str) -> None:
    """*I have added it* is pressed, and the name servers take their time."""
    for name in PROVIDER_SERVERS:
        town.world.dns.server(name).fail("drop")
    await one.open(f"{town.links['note']}?lang={language}")
    await _press(one)
    assert await one.page.locator("#now").get_attribute("data-state") == "looking"


async def _write_wrong(one: Tab, town: Town, language: str) -> None:
    await _state("long", "/write")(one, town, language)
    await one.page.fill("input[type=password]", "cf" + "0" * 38)
    await _press(one)


async def _write_asks(one: Tab, town: Town, language: str) -> None:
    await _state("taken", "/write")(one, town, language)
    await _write_done(one, town, language)


async def _write_done(one: Tab, town: Town, _language: str) -> None:
    """On the page that asks, the token once more."""
    await one.page.fill("input[type=password]", town.world.cloudflare_token)
    await _press(one)


async def _credentials(one: Tab, town: Town, _language: str) -> None:
    await one.open(await town.credentials_link())


async def _credentials_wrong(one: Tab, town: Town, language: str) -> None:
    await _credentials(one, town, language)
    await one.page.fill("#account_sid", "AC1")
    await one.page.fill("#secret", "x")
    await _press(one)


async def _credentials_done(one: Tab, town: Town, language: str) -> None:
    await _credentials(one, town, language)
    key = town.world.key
    await one.page.fill("#account_sid", town.world.account.sid)
    await one.page.fill("#key_sid", key.sid)
    await one.page.fill("#secret", key.secret)
    await _press(one)


async def _token(one: Tab, town: Town, _language: str) -> None:
    """Adam makes a token in App Home and opens the page that shows it once."""
    acting = town.acting
    home = await town.home(Person.ADAM, "API tokens")
    listed = await acting.opened(await acting.press(Person.ADAM, home, "API tokens"))
    form = await acting.opened(await acting.press(Person.ADAM, listed, "Make a token"))
    given = {"name": "Billing", "scope": "every", "client_ids": [], "options": ["may_add"], "ends": "90"}
    await acting.submit(Person.ADAM, form, given)
    await one.open(link_in(str(form.blocks)))


async def _webhook(one: Tab, town: Town, _language: str) -> None:
    acting = town.acting
    home = await town.home(Person.ADAM, "Webhooks")
    listed = await acting.opened(await acting.press(Person.ADAM, home, "Webhooks"))
    form = await acting.opened(await acting.press(Person.ADAM, listed, "Add a webhook"))
    await acting.submit(Person.ADAM, form, {"address": town.world.receiver.address})
    await one.open(link_in(str(form.blocks)))


async def _shown(one: Tab, _town: Town, _language: str) -> None:
    """On the page that is open, the secret is asked for."""
    await _press(one)


async def _gone(one: Tab, _town: Town, _language: str) -> None:
    """The same page once more, when it has served its turn."""
    await one.open(one.page.url)


OF_CLIENTS: Mapping[str, Visit] = {
    **{name: _state(name) for name in STATES if name != "taken"},
    "unknown": _unknown,
    "asked": _asked,
    "back": _back,
    "connect": _state("one", "/connect"),
    "lost": _lost,
    "write": _state("long", "/write"),
}
"""What clients see, in every language."""
ALL: Mapping[str, Visit] = {
    **OF_CLIENTS,
    "write-wrong": _write_wrong,
    "write-asks": _write_asks,
    "write-done": _write_done,
    "credentials": _credentials,
    "credentials-wrong": _credentials_wrong,
    "credentials-done": _credentials_done,
    "credentials-gone": _gone,
    "token": _token,
    "token-shown": _shown,
    "token-gone": _gone,
    "webhook": _webhook,
    "webhook-shown": _shown,
    "webhook-gone": _gone,
    "looking": _looking,
}
"""In this order: some come after the one before, and at the end no name server answers. What the team sees is in
English alone."""
