"""`linkdomain token`: a secret where the bot has no page to show it on, and the API it opens."""

import re
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.core.commands import Actor
from bot.core.people import Role
from bot.core.rules import Rules
from bot.sandbox.world import SANDBOX_KEY, Person, World
from bot.services import tokens
from bot.services.tokens import MakeToken
from storage.database import Database
from tests.cli.support import Process, ready, run


def token_made(folder: Path, name: str) -> None:
    """As an admin makes one in App Home."""
    database = Database(f"sqlite:///{folder}/linkdomain.db", [SANDBOX_KEY], Rules())
    database.migrate()
    admin = Actor("T0SANDBOX", Person.ADAM, frozenset({Role.ADMIN}))
    database.run_now(tokens.make_token, MakeToken(f"id-of-{name}", name, None), admin, datetime.now(UTC))
    database.close()


async def test_a_secret_is_printed_once_and_opens_the_api_without_a_public_address(
    world: World, tmp_path: Path, port: int
) -> None:
    without = {name: "" for name in world.settings() if name == "PUBLIC_URL" or name.startswith("DOMAIN_CONNECT_")}
    settings = {**world.settings(), **without, "WEB_PORT": str(port)}
    for name in ("Billing", "CRM"):
        token_made(tmp_path, name)
    printed = await run("token", "billing", settings=settings, folder=tmp_path)
    secret = printed.out.strip()
    assert printed.code == 0
    assert re.fullmatch(r"ldk_[A-Za-z0-9_-]{43}", secret)
    assert secret not in printed.err
    async with Process(["run"], settings, tmp_path):
        await ready(port)
        by_id = await run("token", "id-of-CRM", settings=settings, folder=tmp_path)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as web:
            for one in (secret, by_id.out.strip()):
                answer = await web.get("/api/v1/domains", headers={"Authorization": f"Bearer {one}"})
                assert (answer.status_code, answer.json()) == (200, {"domains": [], "next": None})
            assert (await web.get("/tokens/anything")).status_code == 404
    for name in ("Billing", "Nobody"):
        again = await run("token", name, settings=settings, folder=tmp_path)
        assert (again.code, again.out) == (1, "")
        assert "Make another one in App Home" in again.err
