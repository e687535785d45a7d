"""`linkdomain run` and `migrate` as whoever starts them sees them."""

import asyncio
import gc
import json
import signal
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.sandbox.world import Person, Place, World
from bot.serve import serve_until_stopped
from bot.settings import Mode, load
from tests.cli.support import Process, ready, run

SETTINGS = {"SLACK_BOT_TOKEN": "xoxb-canary"}


async def test_wrong_settings_are_all_named_at_once_and_exit_2(tmp_path: Path) -> None:
    ran = await run("run", settings={**SETTINGS, "WEB_PORT": "many", "APPROVERS": "@ana"}, folder=tmp_path)
    assert ran.code == 2
    for name in ("SLACK_SIGNING_SECRET", "SECRET_KEYS", "WEB_PORT", "APPROVERS"):
        assert name in ran.err
    assert "canary" not in ran.err
    assert "Traceback" not in ran.err


async def test_an_unknown_mode_is_a_usage_error(tmp_path: Path) -> None:
    assert (await run("run", "--mode", "carrier-pigeon", settings=SETTINGS, folder=tmp_path)).code == 2


async def test_sigterm_stops_it_cleanly_within_five_seconds(world: World, port: int, tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        async with Process(["run"], {**world.settings(), "WEB_PORT": str(port)}, tmp_path) as process:
            assert json.loads(await ready(port)) == {"database": "ok", "slack": "ok", "scheduler": "ok"}
            ran = await process.stopped(number, 5.0)
            assert ran.code == 0, ran.err


async def test_it_answers_slack_in_both_modes(world: World, port: int, tmp_path: Path) -> None:
    for mode in ("socket", "http"):
        settings = {**world.settings("socket" if mode == "socket" else "http"), "WEB_PORT": str(port)}
        async with Process(["run", "--mode", mode], settings, tmp_path) as process:
            await ready(port)
            world.slack.push_to(f"http://127.0.0.1:{port}/slack/events" if mode == "http" else None)
            answer = await world.slack.command(Person.ANA, Place.CLIENT_DOMAINS, "/linkdomain help")
            assert answer.message
            assert "/linkdomain add" in world.slack.render_text(answer.message)
            assert (await process.stopped(signal.SIGTERM, 5.0)).code == 0


async def test_slack_being_down_at_the_start_is_told_and_waited_out(world: World, port: int, tmp_path: Path) -> None:
    await world.slack.down()
    async with Process(["run"], {**world.settings(), "WEB_PORT": str(port)}, tmp_path) as process:
        assert json.loads(await ready(port, status=503))["slack"] == "fails"
        assert await ready(port, "/healthz") == "ok"
        await world.slack.up()
        await ready(port)
        assert (await process.stopped(signal.SIGTERM, 5.0)).code == 0


async def test_a_web_port_that_is_taken_is_said_plainly(world: World, port: int, tmp_path: Path) -> None:
    settings = {**world.settings(), "WEB_PORT": str(port)}
    async with Process(["run"], settings, tmp_path):
        await ready(port)
        ran = await run("run", settings={**settings, "DATABASE_URL": f"sqlite:///{tmp_path / 'b.db'}"}, folder=tmp_path)
        assert ran.code == 1
        assert str(port) in ran.err
        assert "Traceback" not in ran.err


async def test_a_bot_that_cannot_begin_to_work_says_so_and_ends(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = load(given={**world.settings(), "WEB_PORT": "0", "DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}"})
    wrong = {"mail_from": "<bot@acme.com>", "smtp_url": SecretStr("smtp://127.0.0.1:25")}  # load would refuse it
    try:
        async with asyncio.timeout(60.0):
            assert await serve_until_stopped(settings.model_copy(update=wrong), Mode.SOCKET) == 1
    finally:
        gc.unfreeze()
    (told,) = [record for record in caplog.records if record.message == "cannot_work"]
    assert told.exc_info


async def test_a_sender_that_is_no_address_is_said_at_the_start(tmp_path: Path) -> None:
    wrong = {"SMTP_URL": "smtp://mail.acme.com:port", "MAIL_FROM": "<bot@acme.com>"}
    ran = await run("run", settings={**SETTINGS, **wrong}, folder=tmp_path)
    assert (ran.code, "SMTP_URL" in ran.err, "MAIL_FROM" in ran.err) == (2, True, True)


async def test_secrets_do_not_reach_the_log(world: World, port: int, tmp_path: Path) -> None:
    settings = {**world.settings(), "WEB_PORT": str(port), "LOG_FORMAT": "json"}
    async with Process(["run"], settings, tmp_path) as process:
        await ready(port)
        await world.slack.command(Person.ANA, Place.CLIENT_DOMAINS, "/linkdomain list")
        ran = await process.stopped(signal.SIGTERM, 5.0)
    secrets = [value for name, value in settings.items() if any(part in name for part in ("TOKEN", "SECRET"))]
    assert [secret for secret in secrets if secret in ran.err + ran.out] == []
    assert all(json.loads(line)["message"] for line in ran.err.splitlines())


async def test_migrate_makes_the_schema_and_says_so(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}"}
    for _ in range(2):
        ran = await run("migrate", settings=settings, folder=tmp_path)
        assert (ran.code, ran.err) == (0, "")
        assert "newest schema" in ran.out


async def test_migrate_of_a_database_that_is_not_there_fails_plainly(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    ran = await run("migrate", settings=settings, folder=tmp_path)
    assert ran.code == 1
    assert "Traceback" not in ran.err


async def test_a_key_is_changed_without_losing_an_address(world: World, tmp_path: Path) -> None:
    (tmp_path / "domains.csv").write_text("client,host,contact_email\nAcme Corp,ls.acme.com,it@acme.com\n")
    settings, key = world.settings(), Fernet.generate_key().decode()
    assert (await run("import", "domains.csv", settings=settings, folder=tmp_path)).code == 0
    both = {**settings, "SECRET_KEYS": f"{key},{settings['SECRET_KEYS']}"}
    ran = await run("migrate", settings=both, folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "Sealed anew by the first of SECRET_KEYS: 1." in ran.out
    again = await run("migrate", settings=both, folder=tmp_path)
    assert (again.code, "Sealed" in again.out) == (0, False)
    alone = {**settings, "SECRET_KEYS": key}
    assert "it@acme.com" in (await run("export", settings=alone, folder=tmp_path)).out
    wrong = {**settings, "SECRET_KEYS": f"{Fernet.generate_key().decode()},{Fernet.generate_key().decode()}"}
    ran = await run("migrate", settings=wrong, folder=tmp_path)
    assert (ran.code, "none of SECRET_KEYS opens" in ran.err, "Traceback" in ran.err) == (1, True, False)
