"""Another system: an admin gives it a token in App Home; it reads how things are, adds a domain, and is shut out."""

import asyncio
import os
import re
import sys
from pathlib import Path

import httpx

from bot.sandbox.slack.views import View
from bot.sandbox.story import CLIENT, Story
from bot.sandbox.world import CLIENT_ZONE, Person
from tests.stories.conftest import played_in
from tests.stories.test_home import opened

_PAGE = re.compile(r"<(http[^|>]+/tokens/[^|>]+)\|")
_SECRET = re.compile(r"ldk_[A-Za-z0-9_-]{43}")


async def token_of(story: Story, name: str = "Billing", *, clients: tuple[str, ...] = ()) -> tuple[str, View]:
    """The secret of a token that Adam made, which may add domains, and the window with all of them."""
    acting = story.acting
    home = await opened(story, Person.ADAM, "For admins")
    listed = await acting.opened(await acting.press(Person.ADAM, home, "API tokens"))
    form = await acting.opened(await acting.press(Person.ADAM, listed, "Make a token"))
    chosen = [await acting.choose(Person.ADAM, form, "client_ids", one) for one in clients]
    values = {"name": name, "scope": "some" if clients else "every", "client_ids": chosen, "options": ["may_add"]}
    await acting.submit(Person.ADAM, form, {**values, "ends": "90"})
    page = _PAGE.search(str(form.blocks))
    assert page is not None
    assert "is shown once" in await story.visitor.fetch(page[1])
    shown = _SECRET.search(await story.visitor.press_show(page[1]))
    assert shown is not None
    return shown[0], listed


async def test_another_system_reads_adds_and_is_shut_out(story: Story) -> None:
    await story.admin_adds_client()
    acting = story.acting
    secret, listed = await token_of(story, clients=(CLIENT,))
    assert "Billing · reads and adds domains of Acme Corp" in acting.read(listed)
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(base_url=f"{story.bot.address}/api/v1", headers=headers) as system:
        assert (await system.get("/domains")).json() == {"domains": [], "next": None}
        new = {"host": f"ls.{CLIENT_ZONE}", "client": CLIENT, "owner": Person.ANA.value}
        added = await system.post("/domains", json=new, headers={"Idempotency-Key": "order-1"})
        assert (added.status_code, added.json()["owner"]) == (201, Person.ANA.value)
        again = await system.post("/domains", json=new, headers={"Idempotency-Key": "order-1"})
        assert (again.status_code, again.json()["id"]) == (200, added.json()["id"])
        await acting.card_shows(f"ls.{CLIENT_ZONE}", CLIENT)
        history = await acting.told(await acting.type(Person.ANA, f"status ls.{CLIENT_ZONE}"), "What happened")
        assert "through the token Billing" in history
        seen = (await system.get(f"/domains/ls.{CLIENT_ZONE}")).json()
        assert (seen["stage"], seen["awaited"]) == ("waiting_for_twilio_details", "operator")
        assert seen["records"][0]["name"] == "ls"
        gone = await acting.press(Person.ADAM, listed, "Revoke")
        assert gone is not None
        assert "There is none yet." in acting.read(listed)
        assert (await system.get("/domains")).status_code == 401
    everything = str([message.blocks for message in story.world.slack.messages(story.acting.channel)])
    assert secret not in everything


_BRIEFLY = ("--phases", "examples,coverage,fuzzing", "--max-examples", "2")


async def test_the_running_bot_keeps_what_its_openapi_document_promises(sqlite_url: str, tmp_path: Path) -> None:
    """Judged by schemathesis with all its checks: generated requests, right and wrong ones, always the same. With
    JUDGE_EXAMPLES, so many of each kind, and chains of requests besides."""
    async with played_in("socket", sqlite_url, speed=1.0) as story:
        await story.admin_adds_client()
        await story.manager_adds_domain()
        tokens = [(await token_of(story, f"System {number}"))[0] for number in range(4)]
        wanted = os.environ.get("JUDGE_EXAMPLES")
        how_much = ("--max-examples", wanted) if wanted else _BRIEFLY
        status, told = await judged(story, tokens, tmp_path, how_much)
    sys.stdout.write(told)
    assert status == 0, told


async def judged(story: Story, tokens: list[str], folder: Path, how_much: tuple[str, ...]) -> tuple[int, str]:
    run = ("-m", "schemathesis.cli", "run", f"{story.bot.address}/api/v1/openapi.json")
    options = ("--checks", "all", "--generation-deterministic", "--no-color", *how_much)
    hooks = {"SCHEMATHESIS_HOOKS": "tests.stories.judge_hooks", "JUDGE_TOKENS": " ".join(tokens)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *run, *options),
        cwd=folder,
        env={**os.environ, **hooks, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()
