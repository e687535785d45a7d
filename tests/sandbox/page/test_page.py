"""The page over HTTP: what each person sees and does, the world around it, and that only the page itself may ask."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.sandbox.bot import Bot
from bot.sandbox.page.mistakes import MISTAKES, commit
from bot.sandbox.scene import Sandbox
from bot.sandbox.terminal import Terminal
from bot.sandbox.world import Person, Place, World

HOST = "ls.acme.test"
STATIC = Path(__file__).parents[3] / "bot" / "sandbox" / "page" / "static"
Json = dict[str, Any]


class Visit:
    """A browser at the page, being whoever is named."""

    def __init__(self, session: ClientSession, address: str) -> None:
        self.session, self.address = session, address

    async def look(self, me: str) -> Json:
        async with self.session.get(f"{self.address}/page/state?me={me}") as response:
            found: Json = await response.json()
            return found

    async def act(self, me: str, do: str, **more: object) -> Json:
        async with self.session.post(f"{self.address}/page/act", json={"me": me, "do": do, **more}) as response:
            answer: Json = await response.json()
            return {"status": response.status, **answer}

    async def until(self, me: str, holds: Callable[[Json], object]) -> Json:
        async with asyncio.timeout(60):
            while not holds(state := await self.look(me)):  # noqa: ASYNC110 it is to be asked for
                await asyncio.sleep(0.05)
            return state

    async def type(self, me: str, text: str) -> Json:
        return await self.act(me, "say", channel=Place.CLIENT_DOMAINS, text=text)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(speed=200.0, net="127.0.8", database_url=f"sqlite:///{tmp_path / 'page.db'}") as running:
        yield running


@pytest.fixture
async def visit(world: World) -> AsyncIterator[Visit]:
    sandbox = Sandbox(world.speed)
    sandbox.show(world)
    async with Terminal(sandbox, 0) as terminal, ClientSession() as session:
        yield Visit(session, terminal.address)


@pytest.fixture
async def bot(world: World) -> AsyncIterator[Bot]:
    running = Bot(world)
    await running.start()
    yield running
    await running.stop()


def messages(state: Json, channel: str = Place.CLIENT_DOMAINS) -> list[Json]:
    return next(one["messages"] for one in state["slack"]["channels"] if one["id"] == channel)


async def test_a_domain_is_added_by_commands_presses_search_and_forms(world: World, bot: Bot, visit: Visit) -> None:
    await visit.type("adam", "/linkdomain clients")
    told = (await visit.until("adam", messages))["slack"]
    message = told["channels"][0]["messages"][0]
    assert message["only"]
    assert messages(await visit.look("ana")) == []  # only Adam sees his answer
    add = next(one for block in message["blocks"] for one in block.get("elements", []) if one["type"] == "button")
    await visit.act("adam", "click", channel=message["channel"], ts=message["ts"], action=add["action_id"])
    view = (await visit.until("adam", lambda state: state["slack"]["views"]))["slack"]["views"][-1]
    await visit.act("adam", "submit", view=view["id"], values={})
    wrong = (await visit.look("adam"))["slack"]["views"][-1]
    assert wrong["errors"] == {"name": "Please complete this required field."}
    assert (await visit.look("ana"))["slack"]["views"] == []
    await visit.act("adam", "submit", view=view["id"], values={"name": "<b>Acme</b> & Co"})
    await visit.type("ana", "/linkdomain add")
    form = (await visit.until("ana", lambda state: state["slack"]["views"]))["slack"]["views"][-1]
    found = (await visit.act("ana", "search", view=form["id"], action="client", text="acm"))["options"]
    await visit.act("ana", "fill", view=form["id"], values={"client": found[0]["value"]})
    assert (await visit.act("ana", "search", view=form["id"], action="client", text="nobody"))["options"] == []
    values = {"client": found[0]["value"], "host": "acme.test", "setup": "forward", "email": "it@acme.test"}
    assert (await visit.act("ana", "submit", view=form["id"], values=values))["status"] == 200
    card = (await visit.until("otto", lambda state: len(messages(state)) > 1))["slack"]
    root, reply, *_ = card["channels"][0]["messages"]
    assert HOST in str(root["blocks"])
    assert reply["thread"] == root["ts"]
    assert "&lt;b&gt;Acme&lt;/b&gt; &amp; Co" in str(root["blocks"])
    assert world.slack.problems == []


async def test_home_opens_for_each_person(world: World, bot: Bot, visit: Visit) -> None:
    assert (await visit.look("petra"))["slack"]["home"] is None
    await visit.act("petra", "home")
    shown = await visit.until("petra", lambda state: state["slack"]["home"])
    assert shown["slack"]["home"]["type"] == "home"
    assert (await visit.look("otto"))["slack"]["home"] is None
    assert {one["id"] for one in shown["slack"]["channels"]} == {Place.CLIENT_DOMAINS, world.slack.dm(Person.PETRA)}


async def test_what_cannot_be_done_is_said(world: World, visit: Visit) -> None:
    for wish in (
        {"do": "fly"},
        {"do": "click", "channel": Place.CLIENT_DOMAINS, "ts": "1", "action": "x"},
        {"do": "submit", "view": "V1", "values": {}},
        {"do": "upload", "name": "a.csv", "content": "?"},
        {"do": "panel", "how": "dance"},
        {"do": "console", "how": "add", "host": "no name"},
        {"do": "say", "channel": Place.ACME_SHARED, "text": "/linkdomain help"},
    ):
        do = str(wish.pop("do"))
        answer = await visit.act("otto", do, **wish)
        assert answer["status"] == 409, wish
        assert answer["error"]
    assert (await visit.act("zoe", "home"))["error"].startswith("There is nobody called zoe")


async def test_a_look_is_answered_when_something_changes(world: World, visit: Visit) -> None:
    mark = (await visit.look("ana"))["mark"]
    asked = asyncio.create_task(visit.session.get(f"{visit.address}/page/state?me=ana&seen={mark}"))
    await asyncio.sleep(0.1)
    assert not asked.done()
    await visit.act("ana", "panel", how="add", name="ls", type="CNAME", value="lsct.ashburn.us1.twilio.com.")
    async with asyncio.timeout(15), await asked as response:
        state = await response.json()
    assert ["ls", "CNAME", "lsct.ashburn.us1.twilio.com.", 3600] in state["world"]["zones"][1]["records"]


async def test_every_mistake_can_be_made_and_put_right(world: World, visit: Visit) -> None:
    await visit.act("ana", "console", how="add", host=HOST)
    domain = (await visit.look("ana"))["world"]["domains"][0]
    for name in MISTAKES:
        commit(world, name)
    commit(world, "twice")
    doubled = (await visit.look("ana"))["world"]["zones"][1]["records"]
    assert ["ls.acme.test", "CNAME", "lsct.ashburn.us1.twilio.com."] in [record[:3] for record in doubled]
    commit(world, "cname")
    shown = {(name, kind): value for name, kind, value, _ in (await visit.look("ana"))["world"]["zones"][1]["records"]}
    assert shown["ls", "CNAME"] == "lsct.ashburn.us1.twilio.com."
    assert domain["txt"] in shown["_twilio.ls", "TXT"]
    assert ("ls.acme.test", "CNAME") not in shown
    await visit.act("ana", "panel", how="remove", name="ls", type="CNAME")
    assert "ls" not in {record[0] for record in (await visit.look("ana"))["world"]["zones"][1]["records"]}
    assert (await visit.act("ana", "console", how="verify", sid=domain["sid"]))["verified"] is True


async def test_only_the_page_itself_may_ask(visit: Visit) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        async with visit.session.get(f"{visit.address}/page/state?me=ana", headers=headers) as response:
            assert response.status == 403
    async with visit.session.post(f"{visit.address}/page/act", data='{"me": "ana"}') as response:
        assert response.status == 415
    own = {"Origin": visit.address}
    async with visit.session.post(
        f"{visit.address}/page/act", json={"me": "ana", "do": "home"}, headers=own
    ) as response:
        assert response.status == 200


async def test_the_page_and_its_files_are_served_and_take_nothing_from_elsewhere(visit: Visit) -> None:
    async with visit.session.get(visit.address, headers={"Accept": "text/html"}) as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for path in re.findall(r'(?:src|href)="(page/[^"]+)"', page):
        async with visit.session.get(f"{visit.address}/{path}") as response:
            assert response.status == 200, path
    async with visit.session.get(f"{visit.address}/page/..%2fserver.py") as response:
        assert response.status == 404


async def test_a_port_that_is_taken_leads_to_another_one(world: World, visit: Visit) -> None:
    port = int(visit.address.rpartition(":")[2])
    sandbox = Sandbox(world.speed)
    sandbox.show(world)
    async with Terminal(sandbox, port) as second, ClientSession() as session:
        assert second.address != visit.address
        assert f"Open {second.address}/ (port {port} is taken)" in second.welcome()
        assert (await Visit(session, second.address).look("ana"))["slack"]["me"] == "ana"


def test_nothing_of_the_bots_text_can_become_markup() -> None:
    parsing = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc|\beval\b"
    )
    assert [path.name for path in STATIC.iterdir() if parsing.search(path.read_text())] == []
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=", (STATIC / "index.html").read_text())
