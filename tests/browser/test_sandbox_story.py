"""A stranger plays the whole story on the sandbox's page, in light and dark, and whoever cannot see it could too."""

from pathlib import Path

from axe_playwright_python.async_playwright import Axe

from tests.browser import sandbox_story
from tests.browser.conftest import Browse
from tests.browser.sandbox_page import Visitor, sandbox

_GRAVE = ("serious", "critical")


async def test_a_stranger_plays_the_whole_story(browse: Browse, tmp_path: Path) -> None:
    found: list[str] = []
    async with sandbox("127.0.9", f"sqlite:///{tmp_path / 'story.db'}") as running:
        ours = Visitor(await browse())

        async def judge(name: str) -> None:
            if name in ("add", "approve", "recovered"):
                found.extend(f"{name}: {one}" for one in await _violations(ours))

        await ours.come(running.address)
        await sandbox_story.play(ours, judge)
        await ours.page.emulate_media(color_scheme="dark")
        found.extend(f"dark: {one}" for one in await _violations(ours))
        assert await ours.page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert running.world.slack.problems == []
        await ours.leave()
    assert found == []


async def _violations(ours: Visitor) -> list[str]:
    found = await Axe().run(ours.page, options={"resultTypes": ["violations"]})
    grave = [one for one in found.response["violations"] if one["impact"] in _GRAVE]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in grave for node in one["nodes"]]
