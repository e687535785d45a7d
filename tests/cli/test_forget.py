"""`linkdomain forget` as whoever answers a person's request sees it."""

from pathlib import Path

from bot.sandbox.world import World
from tests.cli.support import Process, Ran, ready, run

ADDRESS, OTHER = "it@acme.com", "ops@acme.com"
ROW = f"client,host,contact_email\nAcme Corp,ls.acme.com,{ADDRESS} {OTHER}\n"


async def imported(world: World, folder: Path) -> None:
    (folder / "domains.csv").write_text(ROW)
    assert (await run("import", "domains.csv", settings=world.settings(), folder=folder)).code == 0


async def forgotten(world: World, folder: Path, address: str = ADDRESS, **settings: str) -> Ran:
    return await run("forget", address, settings={**world.settings(), **settings}, folder=folder)


async def test_an_address_is_forgotten_once_and_then_not_known(world: World, tmp_path: Path) -> None:
    await imported(world, tmp_path)
    ran = await forgotten(world, tmp_path, "IT@acme.com")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Forgotten: 1 contact on 1 domain.")
    assert ADDRESS not in ran.out.lower()
    rows = (await run("export", settings=world.settings(), folder=tmp_path)).out
    assert (ADDRESS in rows, OTHER in rows) == (False, True)
    again = await forgotten(world, tmp_path)
    assert (again.code, again.out) == (1, "")
    assert "Nobody has this address here" in again.err


async def test_it_works_while_the_bot_runs(world: World, tmp_path: Path, port: int) -> None:
    await imported(world, tmp_path)
    settings = {**world.settings(), "WEB_PORT": str(port)}
    async with Process(["run"], settings, tmp_path):
        await ready(port)
        ran = await forgotten(world, tmp_path)
        assert (ran.code, ran.err) == (0, "")
    rows = (await run("export", settings=world.settings(), folder=tmp_path)).out
    assert (ADDRESS in rows, OTHER in rows) == (False, True)


async def test_what_is_missing_is_said(world: World, tmp_path: Path) -> None:
    await imported(world, tmp_path)
    for settings, address, told in (
        ({}, "acme.com", "no e-mail address"),
        ({"SECRET_KEYS": ""}, ADDRESS, "SECRET_KEYS is not set"),
        ({"SECRET_KEYS": "x" * 43 + "="}, ADDRESS, "none of SECRET_KEYS opens"),
    ):
        ran = await forgotten(world, tmp_path, address, **settings)
        assert (ran.code, ran.out) == (1, "")
        assert told in ran.err
        assert "Traceback" not in ran.err
    assert ADDRESS in (await run("export", settings=world.settings(), folder=tmp_path)).out
