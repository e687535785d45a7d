"""`linkdomain doctor`: every thing by itself, with a remedy, and no secret."""

import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from aiohttp import web
from cryptography.fernet import Fernet

from bot.doctor import Doctor, State
from bot.manifest import load_manifest
from bot.sandbox.consent.house import KEY_NAME
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.mailbox import MailboxStandIn
from bot.sandbox.world import HOUSE_ZONE, World
from bot.settings import load
from tests.cli.support import run

NAMES = ["settings", "database", "slack", "manifest", "twilio", "dns", "mail", "web"]
"""What is always looked at; in the sandbox's world, bounces and Domain Connect are set besides."""
ALL = [*NAMES, "bounces", "domain_connect"]
Checks = dict[str, dict[str, str]]
BARE = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "SECRET_KEYS": Fernet.generate_key().decode()}


async def examined(settings: Mapping[str, str], folder: Path) -> tuple[int, Checks]:
    ran = await run("doctor", "--json", settings=settings, folder=folder)
    assert "Traceback" not in ran.err
    checks = json.loads(ran.out)["checks"]
    assert [check["name"] for check in checks] == (ALL if settings.get("DOMAIN_CONNECT_KEY") else NAMES)
    assert all(set(check) == {"name", "state", "detail", "remedy"} for check in checks)
    secrets = [value for name, value in settings.items() if any(part in name for part in ("TOKEN", "SECRET"))]
    assert [secret for secret in secrets if secret in ran.out + ran.err] == []
    return ran.code, {check["name"]: check for check in checks}


async def test_all_is_well_in_a_world_that_is_up(world: World, tmp_path: Path) -> None:
    await run("migrate", settings=world.settings(), folder=tmp_path)
    code, checks = await examined(world.settings(), tmp_path)
    assert code == 0
    assert {name: check["state"] for name, check in checks.items()} == {**dict.fromkeys(ALL, "ok"), "web": "warning"}


async def test_whatever_fails_is_named_with_a_remedy_and_the_rest_is_judged(world: World, tmp_path: Path) -> None:
    await world.mail.down()
    await world.mailbox.down()
    await world.twilio.down()
    settings = {**world.settings(), "SLACK_BOT_TOKEN": "xoxb-wrong", "DNS_RESOLVERS": "127.0.0.1#9"}
    code, checks = await examined(settings, tmp_path)
    assert code == 1
    for name in ("slack", "twilio", "dns", "mail", "bounces"):
        assert checks[name]["state"] == "fails", checks[name]
        assert checks[name]["remedy"]
    assert checks["settings"]["state"] == "ok"


async def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    manifest = deepcopy(dict(load_manifest()))
    manifest["oauth_config"]["scopes"]["bot"].remove("chat:write")
    async with World(200.0, database_url=f"sqlite:///{tmp_path / 'linkdomain.db'}", manifest=manifest) as world:
        code, checks = await examined(world.settings(), tmp_path)
    assert code == 1
    assert checks["manifest"]["state"] == "fails"
    assert "chat:write" in checks["manifest"]["detail"]


async def test_wrong_settings_fail_and_nothing_else_is_guessed(tmp_path: Path) -> None:
    code, checks = await examined({"SLACK_BOT_TOKEN": "xoxb-canary", "WEB_PORT": "x"}, tmp_path)
    assert code == 1
    assert checks["settings"]["state"] == "fails"
    assert "WEB_PORT" in checks["settings"]["detail"]


@pytest.mark.parametrize(
    ("changed", "state", "said"),
    [
        ({"BOUNCES_URL": "right@/INBOX"}, "ok", "0 unread"),
        ({"BOUNCES_URL": "wrong@/INBOX"}, "fails", "login"),
        ({"BOUNCES_URL": "right@/Bounces"}, "fails", "no_such_folder"),
    ],
)
async def test_the_mailbox_of_bounces_is_opened(changed: Mapping[str, str], state: str, said: str) -> None:
    box = MailboxStandIn({"links": "right"})
    await box.start()
    settings = {"SMTP_URL": "smtp://127.0.0.1", "MAIL_FROM": "links@meera.example", **changed}
    settings["BOUNCES_URL"] = f"imap://links:{changed['BOUNCES_URL'].replace('@', f'@127.0.0.1:{box.port}')}"
    finding = await Doctor(load(given=settings, is_for_run=False)).bounces()
    await box.stop()
    assert (finding.state.value, bool(finding.remedy)) == (state, state != "ok")
    assert said in finding.detail


async def test_without_a_mailbox_for_bounces_mail_says_so(world: World, tmp_path: Path) -> None:
    of_others = ("BOUNCES_URL", "DOMAIN_CONNECT_")
    settings = {name: value for name, value in world.settings().items() if not name.startswith(of_others)}
    _, checks = await examined(settings, tmp_path)
    assert checks["mail"]["state"] == "ok"
    assert "nobody reads what comes back" in checks["mail"]["detail"]


@pytest.mark.parametrize("empty", ["APPROVERS", "ADMINS"])
async def test_nobody_to_approve_or_administer_is_a_warning(world: World, empty: str, tmp_path: Path) -> None:
    _, checks = await examined({**world.settings(), empty: ""}, tmp_path)
    assert checks["settings"]["state"] == "warning"
    assert empty in checks["settings"]["detail"]


async def test_people_get_one_line_for_each_thing(world: World, tmp_path: Path) -> None:
    ran = await run("doctor", settings=world.settings(), folder=tmp_path)
    assert [line.split()[1] for line in ran.out.splitlines() if not line.startswith(" ")] == ALL


async def test_a_key_that_is_not_published_fails_and_says_what_to_publish(world: World) -> None:
    doctor, house = Doctor(load(given=world.settings())), world.dns.zone(HOUSE_ZONE)
    assert (await doctor.domain_connect()).state is State.OK
    one = next(value for name, _, kind, value in house.lines() if (name, kind) == (KEY_NAME, "TXT"))
    house.remove(KEY_NAME, "TXT")
    for standing, said in (("", "no key stands at"), (one, "another key stands at")):
        if standing:
            house.put(KEY_NAME, "TXT", standing)
        found = await doctor.domain_connect()
        assert (found.state, said in found.detail) == (State.FAILS, True)
        assert "linkdomain domain-connect" in found.remedy


@asynccontextmanager
async def site(said: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Something that answers at any address."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=said)

    app = web.Application()
    app.router.add_get("/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("said", "is_tls", "state", "detail"),
    [
        ("ok", False, State.WARNING, "on this machine alone"),
        ("Welcome!", False, State.WARNING, "not as the bot does"),
        ("ok", True, State.FAILS, "no valid certificate"),
    ],
)
async def test_what_answers_at_the_public_address_is_told_apart(
    said: str, is_tls: bool, state: State, detail: str
) -> None:
    ca, tls = LabCa(), None
    await ca.start()
    try:
        if is_tls:
            issued = ca.issue(["links.test"])
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(issued.path)
        async with site(said, tls) as address:
            found = await Doctor(load(given={**BARE, "PUBLIC_URL": address})).web()
    finally:
        await ca.stop()
    assert (found.state, detail in found.detail, bool(found.remedy)) == (state, True, True)


async def test_a_mail_server_that_is_out_of_reach_is_told_with_what_to_do() -> None:
    given = {**BARE, "SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "links@link.test"}
    found = await Doctor(load(given=given)).mail()
    assert (found.state, "connection" in found.detail) == (State.FAILS, True)
    assert "smtps:// is for 465" in found.remedy
