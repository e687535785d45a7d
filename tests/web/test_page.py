"""The client's page: tokens, what it says of itself, and who may press its button."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.core.events import EventKind
from bot.core.facts import Verdict
from bot.web.app import create_app
from bot.web.brand import Brand
from bot.web.frame import Frame
from bot.web.metrics import Metrics
from bot.web.page import SetupPage
from bot.web.tokens import KeyedLinks
from tests.services.support import BOT, House

OURS = "https://bot.test"


class Site:
    """A domain that was forwarded, and its page."""

    def __init__(self, path: Path, brand: Brand = Brand("Link Co")) -> None:  # noqa: B008 - it never changes
        self.house = House(path)
        self.domain_id = self.house.add("acme.com", note="<b>today</b>")
        self.house.give(self.domain_id)
        self.house.look(self.domain_id, record=Verdict.WRONG)
        self.tokens = KeyedLinks(self.house.keys, OURS)
        page = SetupPage(self.house.database.run, self.tokens, lambda: self.house.now, lambda: BOT, Frame(brand))
        app = create_app(checks={}, metrics=Metrics(), pages=page.routes())
        self.web = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OURS)

    @property
    def path(self) -> str:
        link = self.house.read(lambda tx: tx.links.of_domain(self.domain_id))
        assert link is not None
        return urlsplit(str(self.tokens.address(link.id))).path

    def opens(self) -> int:
        link = self.house.read(lambda tx: tx.links.of_domain(self.domain_id))
        return link.opens if link else 0

    async def press(self, do: str = "added", mark: str | None = None, lang: str = "", **headers: str) -> httpx.Response:
        token = self.path.rsplit("/", 1)[1]
        data = {"do": do, "mark": self.tokens.form_mark(token) if mark is None else mark}
        path = f"{self.path}?lang={lang}" if lang else self.path
        return await self.web.post(path, data=data, headers={"Origin": OURS, **headers})


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with playing(tmp_path) as made:
        yield made


@asynccontextmanager
async def playing(path: Path, brand: Brand = Brand("Link Co")) -> AsyncIterator[Site]:  # noqa: B008 - it never changes
    made = Site(path, brand)
    await made.house.database.start()
    try:
        yield made
    finally:
        await made.web.aclose()
        await made.house.database.stop()


async def test_it_shows_every_record_and_loads_nothing_from_elsewhere(site: Site) -> None:
    answer = await site.web.get(site.path)
    assert answer.status_code == 200
    for text in ("lsct.ashburn.us1.twilio.com.", "_twilio.ls", "I have added it", "&lt;b&gt;today"):
        assert text in answer.text
    assert not re.search(r'(src|link[^>]*href)="(?!\.\./static/)', answer.text)
    assert answer.text.count("<script") == 1
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert (await site.web.get("/static/page.js")).status_code == 200
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (await site.web.get("/static/page.css")).status_code == 200


async def test_the_companys_logo_is_shown_and_nothing_else_may_come_from_its_origin(tmp_path: Path) -> None:
    async with playing(tmp_path, Brand('Link "Co"', "https://logo.test:444/a.png?b=1")) as site:
        for path, status in ((site.path, 200), ("/setup/never", 404)):
            answer = await site.web.get(path)
            assert answer.status_code == status
            assert '<img class="logo" src="https://logo.test:444/a.png?b=1" alt="Link &#34;Co&#34;">' in answer.text
            policy = answer.headers["content-security-policy"].split("; ")
            assert [part for part in policy if "logo.test" in part] == ["img-src 'self' https://logo.test:444"]
            assert answer.headers["referrer-policy"] == "no-referrer"


async def test_without_a_logo_the_company_is_named_and_no_other_origin_is_let_in(site: Site) -> None:
    answer = await site.web.get(site.path)
    assert '<p class="brand">Link Co</p>' in answer.text
    assert "img-src 'self';" in answer.headers["content-security-policy"]


async def test_a_scanner_that_fetches_it_again_and_again_changes_nothing(site: Site) -> None:
    before, kinds = site.house.domain(site.domain_id), site.house.kinds(site.domain_id)
    for _ in range(5):
        await site.web.get(site.path)
    await site.web.head(site.path)
    assert site.opens() == 0
    assert (site.house.domain(site.domain_id), site.house.kinds(site.domain_id)) == (before, kinds)


async def test_a_page_that_shows_is_opened_and_told_on_the_card_once(site: Site) -> None:
    for _ in range(3):
        assert (await site.press("seen")).status_code == 204
    assert site.opens() == 3
    kinds = site.house.kinds(site.domain_id)
    assert kinds.count(EventKind.OPENED) == 1


async def test_a_page_that_still_shows_is_watched_and_not_counted_again(site: Site) -> None:
    await site.press("seen")
    site.house.wait(60)
    assert (await site.press("watching")).status_code == 204
    assert site.house.domain(site.domain_id).page_seen_at == site.house.now
    assert site.opens() == 1


async def test_who_presses_the_button_without_scripts_has_opened_it_too(site: Site) -> None:
    await site.press("added")
    assert site.opens() == 1


async def test_that_a_page_shows_is_believed_only_of_the_page_itself(site: Site) -> None:
    assert (await site.press("seen", mark="x" * 43)).status_code == 403
    assert site.opens() == 0


async def test_pressing_the_button_has_the_bot_look_at_once(site: Site) -> None:
    site.house.wait(30)
    answer = await site.press()
    assert (answer.status_code, answer.headers["location"]) == (303, "?again=1#seen")
    assert site.house.domain(site.domain_id).close_since == site.house.now
    assert "We are looking now" in (await site.web.get(f"{site.path}?again=1")).text


@pytest.mark.parametrize(
    ("mark", "headers"),
    [
        ("", {}),
        ("x" * 43, {}),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_a_form_of_another_site_is_refused(site: Site, mark: str | None, headers: dict[str, str]) -> None:
    before = site.house.domain(site.domain_id)
    assert (await site.press(mark=mark, **headers)).status_code == 403
    assert site.house.domain(site.domain_id) == before


async def test_a_link_ends_fourteen_days_after_it_was_sent(site: Site) -> None:
    site.house.wait(14 * 86400 - 60)
    assert (await site.web.get(site.path)).status_code == 200
    site.house.wait(61)
    assert (await site.web.get(site.path)).status_code == 404


def test_an_older_key_still_verifies_and_no_other_does() -> None:
    old, both, other = KeyedLinks(["a"], OURS), KeyedLinks(["b", "a"], OURS), KeyedLinks(["c"], OURS)
    assert both.named_by(old.token("d1-1")) == "d1-1"
    assert other.named_by(old.token("d1-1")) is None
    assert both.named_by(other.token("d1-1")) is None
    assert old.named_by("") is None
    assert old.named_by("é.é") is None
    assert old.token("d1-1") != old.form_mark("d1-1")


def test_without_a_public_address_there_is_no_page_to_name() -> None:
    assert KeyedLinks(["a"], None).address("d1-1") is None
