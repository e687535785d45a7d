"""Whatever the bot's views hold, the sandbox's page draws; text never becomes markup."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp import web

from tests.browser.conftest import Browse
from tests.browser.driving import Tab

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "bot" / "sandbox" / "page" / "static"
GOLDEN = ROOT / "tests" / "views" / "golden"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"
_NASTY = "<img src=x onerror=alert(1)> &lt;script&gt;alert(1)&lt;/script&gt; <javascript:alert(1)|press>"
_DRAW = """async ([view, zone]) => {
  const { blocks } = await import("/page/blocks.js");
  const { readAs } = await import("/page/dates.js");
  readAs(zone, 1795442520);
  const page = { me: "U1", mine: ["S1"], users: ["U1", "U2"], places: ["C1"],
    names: { U1: "ana", U2: "otto", S1: "approvers", C1: "general" },
    values: {}, errors: {}, enter() {}, act: async () => {}, search: async () => [], upload: async () => {} };
  const room = document.getElementById("room");
  room.replaceChildren(...blocks(view, page));
  return { unknown: [...room.querySelectorAll(".unknown")].map((one) => one.textContent), text: room.innerText,
    tags: [...room.querySelectorAll("*")].map((one) => one.tagName.toLowerCase()), count: room.children.length,
    links: [...room.querySelectorAll("a")].map((one) => one.href), html: room.innerHTML };
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site() -> AsyncIterator[str]:
    """The page's modules, and an empty room to draw in."""

    async def room(_request: web.Request) -> web.Response:
        text = "<!doctype html><title>Room</title><link rel=icon href=data:,><div id=room></div>"
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    app = web.Application()
    app.router.add_get("/", room)
    app.router.add_static("/page", STATIC)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def drawn(one: Tab, blocks: list[dict[str, Any]], zone: str = "America/New_York") -> dict[str, Any]:
    found: dict[str, Any] = await one.page.evaluate(_DRAW, [blocks, zone])
    return found


def section(text: str, **more: object) -> list[dict[str, Any]]:
    return [{"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": text, **more}}]


def _types(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["type"]] if isinstance(value.get("type"), str) else [])
        yield from (kind for part in value.values() for kind in _types(part))
    elif isinstance(value, list):
        yield from (kind for part in value for kind in _types(part))


async def test_every_block_and_element_of_every_view_is_drawn(browse: Browse, site: str) -> None:
    one: Tab = await browse()
    await one.open(site)
    views = {path.name: json.loads(path.read_text()) for path in GOLDEN.glob("*.json")}
    for name, view in views.items():
        found = await drawn(one, view["blocks"])
        assert found["unknown"] == [], name
        assert found["count"] == len(view["blocks"]), name
    assert {"table", "file_input", "multi_external_select", "rich_text"} <= {
        t for v in views.values() for t in _types(v)
    }


async def test_what_is_not_known_is_seen(browse: Browse, site: str) -> None:
    one: Tab = await browse()
    await one.open(site)
    odd = [{"type": "nope"}, {"type": "actions", "block_id": "a", "elements": [{"type": "odd", "action_id": "x"}]}]
    assert (await drawn(one, odd))["unknown"] == ["(nope)", "(odd)"]


async def test_text_stays_text(browse: Browse, site: str) -> None:
    one: Tab = await browse()
    await one.open(site)
    for blocks in (section(_NASTY), [{"type": "header", "text": {"type": "plain_text", "text": _NASTY}}]):
        found = await drawn(one, blocks)
        assert not {"img", "script"} & set(found["tags"])
        assert found["links"] == []


async def test_markup_is_that_of_slack(browse: Browse, site: str) -> None:
    one: Tab = await browse()
    await one.open(site)
    for text, html in {
        "*a* _b_ ~c~ `*d*` 2*3*4 a_b_c": "<b>a</b> <i>b</i> <s>c</s> <code>*d*</code> 2*3*4 a_b_c",
        "*<https://a.test|x_y_z>*": '<a href="https://a.test" target="_blank" rel="noopener noreferrer">x_y_z</a></b>',
        "<@U1> <@U2> <#C1> <!subteam^S1>": '<span class="mention mine">@ana</span> <span class="mention">@otto</span> '
        '<span class="mention">#general</span> <span class="mention mine">@approvers</span>',
        "&gt; q\n&gt; r\n\ns": "<blockquote>q\nr</blockquote>s",
        "```\na &lt;b&gt; *c*\n```": "<pre>a &lt;b&gt; *c*</pre>",
        ":tada: :none:": "🎉 :none:",
    }.items():
        assert html in (await drawn(one, section(text, verbatim=True)))["html"], text


async def test_dates_are_in_the_zone_of_the_reader(browse: Browse, site: str) -> None:
    one: Tab = await browse()
    await one.open(site)
    token = "<!date^1795442520^{date_short_pretty} at {time}|2026-11-23 14:02 UTC>"
    assert (await drawn(one, section(token)))["text"] == "today at 9:02 AM"
    assert (await drawn(one, section(token), "Asia/Tokyo"))["text"] == "today at 11:02 PM"
    far = "<!date^1765442520^{date}|x>"
    assert (await drawn(one, section(far)))["text"] == "December 11th, 2025"
