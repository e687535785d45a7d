"""The page that shows the secret of a webhook, once."""

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.core.commands import Actor
from bot.core.errors import GatewayError
from bot.core.people import Role
from bot.core.webhooks import secret_of
from bot.services import webhooks
from bot.services.webhooks import AddWebhook, SetWebhook
from bot.web.app import create_app
from bot.web.brand import Brand
from bot.web.frame import Frame
from bot.web.metrics import Metrics
from bot.web.tokens import KeyedLinks
from bot.web.webhook_secret import WebhookSecretPage
from tests.services.support import ADMIN, BOT, House
from tests.web.api_support import People
from tests.web.secret_pages import shows_again_to_its_own_page

OURS = "https://bot.test"
SECRET = secret_of(b"s" * 32)


class Site:
    """A webhook that was made, and the page that shows its secret."""

    def __init__(self, path: Path) -> None:
        self.house, self.people = House(path), People()
        self.links = KeyedLinks(self.house.keys, OURS)
        self.bot: Actor | None = BOT
        page = WebhookSecretPage(
            self.house.database.run,
            self.links,
            lambda _team: self.people,  # type: ignore[arg-type, return-value]
            lambda: self.house.now,
            lambda: self.bot,
            Frame(Brand("Link Co")),
        )
        app = create_app(checks={}, metrics=Metrics(), pages=page.routes())
        self.web = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OURS)
        self.path = self.link("w1")

    def link(self, webhook_id: str) -> str:
        wanted = SetWebhook(webhook_id, "https://crm.acme.com/<b>?key=canary", (), ())
        self.house.run(webhooks.add_webhook, AddWebhook(wanted, SECRET, is_shown_later=True), ADMIN)
        return urlsplit(str(self.links.webhook_address(webhook_id))).path

    async def press(
        self, path: str = "", mark: str | None = None, origin: str = OURS, page: str = ""
    ) -> httpx.Response:
        path = path or self.path
        own = self.links.form_mark(path.rsplit("/", 1)[1]) if mark is None else mark
        return await self.web.post(path, data={"mark": own, "page": page}, headers={"Origin": origin})


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    made = Site(tmp_path)
    await made.house.database.start()
    yield made
    await made.web.aclose()
    await made.house.database.stop()


def secret_in(answer: httpx.Response) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]{44}", answer.text)
    return found[0] if found else ""


async def test_looking_shows_a_button_and_burns_nothing(site: Site) -> None:
    for _ in range(3):
        shown = await site.web.get(site.path)
        assert (shown.status_code, secret_in(shown)) == (200, "")
        assert "crm.acme.com/&lt;b&gt;" in shown.text
        assert "canary" not in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "form-action 'self'" in shown.headers["content-security-policy"]


async def test_the_button_shows_the_secret_and_never_again(site: Site) -> None:
    assert secret_in(await site.press()) == SECRET
    for again in (await site.press(), await site.web.get(site.path)):
        assert (again.status_code, secret_in(again)) == (404, "")


async def test_a_button_that_is_pressed_twice_shows_the_same_secret_for_a_minute_and_to_no_other_page(
    site: Site,
) -> None:
    await shows_again_to_its_own_page(site, secret_in)


async def test_unknown_used_ended_and_foreign_links_get_one_answer(site: Site) -> None:
    await site.press()
    ended = site.link("w2")
    site.house.wait(900)
    others = [site.links.token("w2"), str(site.links.secret_address("w2")).rsplit("/", 1)[1], "é.é"]
    paths = [site.path, ended, site.path[:-3] + "abc", *(f"/webhooks/{other}" for other in others)]
    answers = [await site.web.get(path) for path in paths]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert (await site.press(ended)).status_code == 404


@pytest.mark.parametrize(("mark", "origin"), [("", OURS), ("x" * 43, OURS), (None, "https://evil.example")])
async def test_a_button_of_another_site_is_refused(site: Site, mark: str | None, origin: str) -> None:
    assert (await site.press(mark=mark, origin=origin)).status_code == 403
    assert secret_in(await site.press()) == SECRET


@pytest.mark.parametrize("fault", [None, GatewayError("slack", "timeout", transient=True)])
async def test_whoever_is_no_admin_any_more_is_shown_nothing(site: Site, fault: Exception | None) -> None:
    site.people.held["UADM"] = frozenset({Role.MANAGER})
    site.people.fault = fault
    answer = await site.press()
    assert (answer.status_code, secret_in(answer)) == (403, "")
    site.people.held["UADM"], site.people.fault = frozenset({Role.ADMIN}), None
    assert secret_in(await site.press()) == SECRET


async def test_before_slack_has_said_who_is_served_it_asks_to_wait(site: Site) -> None:
    site.bot = None
    assert (await site.web.get(site.path)).status_code == 503
    assert (await site.press()).status_code == 503


async def test_no_secret_is_logged(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert secret_in(await site.press()) == SECRET
    assert SECRET not in caplog.text
