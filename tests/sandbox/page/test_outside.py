"""What stands around the workspace: the clock, the switches, other people's zones, the client's page on the one port,
and a world that begins anew."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.sandbox.faults import SWITCHES
from bot.sandbox.scene import Sandbox
from bot.sandbox.slack.messages import Message
from bot.sandbox.story import HOST, Silent, Story
from bot.sandbox.terminal import Terminal
from bot.sandbox.world import Person

SPEED = 200.0
Json = dict[str, Any]


class Visit:
    """A browser at the page of a running sandbox, reached by the host name and port of ``origin``."""

    def __init__(self, sandbox: Sandbox, session: ClientSession, address: str) -> None:
        self.sandbox, self.session, self.address = sandbox, session, address

    @property
    def story(self) -> Story:
        assert self.sandbox.scene.bot
        return Story(self.sandbox.world, self.sandbox.scene.bot, Silent())

    async def look(self) -> Json:
        async with self.session.get(f"{self.address}/page/state?me=ana") as response:
            found: Json = (await response.json())["world"]
            return found

    async def act(self, do: str, **more: object) -> Json:
        wish = {"me": "ana", "do": do, **more}
        async with self.session.post(f"{self.address}/page/act", json=wish) as response:
            return {"status": response.status, **await response.json()}

    def here(self, link: str) -> str:
        """The address of a link of the bot's, where this browser reaches it."""
        return self.address + "/" + link.split("/", 3)[3]


@asynccontextmanager
async def visiting(net: str) -> AsyncIterator[Visit]:
    sandbox = Sandbox(SPEED, net=net)
    async with Terminal(sandbox, 0) as terminal, ClientSession() as session:
        sandbox.public_url = terminal.address
        await sandbox.begin()
        try:
            yield Visit(sandbox, session, terminal.address)
        finally:
            await sandbox.end()


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    async with visiting("127.0.9") as visit:
        yield visit


async def until(look: Callable[[], object], what: str) -> None:
    try:
        async with asyncio.timeout(60):
            while not look():  # noqa: ASYNC110 what changes here tells nobody
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise TimeoutError(f"waited for {what}") from None


async def test_the_clients_page_stands_at_the_sandboxs_own_port_as_the_bot_shows_it(visit: Visit) -> None:
    await visit.story.admin_adds_client()
    await visit.story.manager_adds_domain()
    await visit.story.operator_gives_details()
    link = visit.story.link_in_mail()
    assert link.startswith(visit.address)
    bot, path = visit.sandbox.world.bot_address, link.removeprefix(visit.address)
    async with visit.session.get(bot + path) as own, visit.session.get(link) as passed:
        assert (await own.text()).split("<main")[0] == (await passed.text()).split("<main")[0]
        kept = dict(passed.headers)
        assert "frame-ancestors 'self'" in kept.pop("Content-Security-Policy")
        assert kept.pop("X-Frame-Options") == "SAMEORIGIN"
        assert "nothing else" in kept.pop("X-Sandbox-Changed")
        is_line = {"Date", "Server", "Content-Length"}
        assert {name: kept[name] for name in kept if name not in is_line} == {
            name: value
            for name, value in own.headers.items()
            if name.title() not in is_line | {"Content-Security-Policy", "X-Frame-Options"}
        }
    async with visit.session.get(f"{link}/seen") as first:
        mark = first.headers["ETag"]
    async with visit.session.get(f"{link}/seen", headers={"If-None-Match": mark}) as second:
        assert second.status == 304
    async with visit.session.get(f"{link}?lang=es") as spanish:
        assert 'lang="es"' in await spanish.text()
    async with visit.session.get(f"{visit.address}/static/page.css") as style:
        assert style.content_type == "text/css"
    for never in ("metrics", "slack/events", "readyz"):
        async with visit.session.get(f"{visit.address}/{never}") as response:
            assert response.status == 404


async def test_over_a_tunnel_the_client_presses_the_button_at_another_address(visit: Visit) -> None:
    await visit.story.admin_adds_client()
    await visit.story.manager_adds_domain()
    await visit.story.operator_gives_details()
    link = visit.story.link_in_mail()
    tunnel: Mapping[str, str] = {"Host": "localhost:9999"}
    async with visit.session.get(link, headers=tunnel) as response:
        mark = (await response.text()).split('name="mark" value="')[1].split('"')[0]
    for origin in ("http://localhost:9999", "null"):
        own = {**tunnel, "Origin": origin, "Sec-Fetch-Site": "same-origin"}
        sent = {"do": "added", "mark": mark}
        async with visit.session.post(link, data=sent, headers=own, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (303, "?again=1#seen")
    foreign = {**tunnel, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    async with visit.session.post(link, data={"do": "added", "mark": mark}, headers=foreign) as response:
        assert response.status == 403
    async with visit.session.get(link, headers={"Host": "evil.example"}) as response:
        assert response.status == 403
    async with visit.session.post(
        f"{visit.address}/page/act", json={"me": "ana", "do": "home"}, headers={**tunnel, "Origin": "null"}
    ) as response:
        assert response.status == 403


async def test_a_visitors_own_domain_is_registered_when_it_is_named_and_works_in_the_story(visit: Visit) -> None:
    story = visit.story
    await story.admin_adds_client()
    channel = story.acting.channel
    assert (await visit.act("say", channel=channel, text="/linkdomain check www.mybrand.de"))["status"] == 200
    zones = {zone["origin"]: zone for zone in (await visit.look())["zones"]}
    assert zones["mybrand.de"]["new"]
    assert zones["mybrand.de"]["records"]
    assert (await visit.look())["zone"] == "mybrand.de"
    assert len({zones[name]["host"] for name in ("acme.test", "globex.test")}) == 2
    await story.acting.opened(await story.acting.type(Person.ANA, "add"))
    form = visit.sandbox.world.slack.views_of(Person.ANA)[-1]
    client = await story.acting.choose(Person.ANA, form, "client", "acme")
    values = {"client": client, "host": "https://shop.some-brand.co.uk/x", "setup": "ours"}
    assert (await visit.act("submit", view=form.id, values=values))["status"] == 200
    assert form.errors == {}
    assert (await visit.look())["zone"] == "some-brand.co.uk"
    host = "shop.some-brand.co.uk"
    await story.acting.card_shows(host)
    await visit.act("console", how="add", host=host)
    await visit.act("panel", how="cname", zone="some-brand.co.uk")
    await visit.act("panel", how="txt", zone="some-brand.co.uk")
    card = await story.acting.card_shows(host, "Check now")
    await story.acting.press(Person.ANA, card, "Check now")
    await story.acting.card_shows(host, "✓ DNS record")


async def test_a_switch_shows_that_it_is_on_and_one_press_puts_it_off(visit: Visit) -> None:
    assert (await visit.act("fault", which="twilio_forgot", on=True))["error"].startswith("Twilio has no domain")
    await visit.act("console", how="add", host=HOST)
    for switch in SWITCHES:
        await visit.act("fault", which=switch.id, on=True)
        assert [one["id"] for one in (await visit.look())["switches"] if one["on"]] == [switch.id]
        await visit.act("fault", which=switch.id, on=False)
    await visit.act("fault", which="twilio_slow", on=True)
    await visit.act("fault", which="slack_down", on=True)
    await visit.act("fault", which="all")
    assert not any(one["on"] for one in (await visit.look())["switches"])
    assert [one["host"] for one in (await visit.look())["domains"]] == [HOST]
    assert (await visit.act("fault", which="nothing", on=True))["status"] == 409


async def test_what_slack_refuses_is_posted_when_it_takes_it_again(visit: Visit) -> None:
    story = visit.story
    await story.admin_adds_client()
    await visit.act("fault", which="slack_429", on=True)
    await story.manager_fills_in_the_form()
    await until(lambda: story.world.slack.faults_met, "a try")
    assert story.acting.card(HOST) is None
    await visit.act("fault", which="slack_429", on=False)
    await story.acting.card_shows(HOST)
    await story.acting.thread_says(HOST, "lsct.ashburn")
    cards = [one for one in story.world.slack.messages(story.acting.channel) if not one.is_reply]
    assert len(cards) == 1


async def test_in_a_pause_nothing_happens_by_itself_but_what_people_press_does(visit: Visit) -> None:
    story, clock = visit.story, visit.sandbox.world.clock
    await story.admin_adds_client()
    await visit.act("clock", hand="paused")
    await story.manager_adds_domain()
    seen = [(clock(), story.world.dns.questions())]
    while len(seen) < 3 or seen[-3:] != [seen[-1]] * 3:
        await asyncio.sleep(0.3)
        seen.append((clock(), story.world.dns.questions()))
    before, looked = seen[-1]
    await visit.act("clock", hand="paused")
    assert (await visit.look())["clock"]["hand"] == "real"
    await until(lambda: clock() > before and story.world.dns.questions() > looked, "life to go on")


async def test_sixty_times_as_fast_is_a_minute_a_second(visit: Visit) -> None:
    clock = visit.sandbox.world.clock
    await visit.act("clock", hand="fast")
    await until(lambda: clock.rate == 60, "the clock to run")
    before = clock()
    await asyncio.sleep(0.3)
    assert clock() - before >= timedelta(seconds=17)


async def test_a_world_begins_anew_and_knows_nothing_of_the_one_before(visit: Visit, tmp_path: Path) -> None:
    await visit.story.admin_adds_client()
    old = await visit.look()
    team = visit.sandbox.world.slack.app.team_id
    assert (await visit.act("reset", kind="fresh"))["status"] == 200
    new = await visit.look()
    assert new["scene"]["mark"] != old["scene"]["mark"]
    assert visit.sandbox.world.slack.app.team_id != team
    await visit.story.admin_adds_client()
    assert (await visit.act("reset", kind="nothing"))["status"] == 409


async def test_days_ahead_bring_the_morning_messages_and_harm_nothing(visit: Visit) -> None:
    story, world = visit.story, visit.sandbox.world
    await story.admin_adds_client()
    await story.manager_adds_domain()
    before = world.clock()
    await visit.sandbox.scene.keeper.leap(timedelta(days=2))
    assert (await visit.act("clock", leap="day"))["status"] == 200
    assert world.clock() - before >= timedelta(days=3)
    inbox = world.slack.dm(Person.OTTO)

    def greeted() -> list[Message]:
        return [one for one in world.slack.messages(inbox) if "Good morning" in one.content.text]

    await until(greeted, "a greeting")
    greetings = greeted()
    assert len(greetings) <= 3
    assert len({one.ts for one in greetings}) == len(greetings)
    cards = [one for one in world.slack.messages(story.acting.channel) if not one.is_reply]
    assert len(cards) == 1
    assert world.slack.problems == []
