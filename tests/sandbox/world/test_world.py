"""The whole world: wired together, described by settings, and gone without a trace."""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dns.asyncresolver
import pytest
import requests
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.dns import TARGET
from bot.sandbox.world import Person, Place, World
from bot.settings import Mode, SettingsFaults, load

HOST = "ls.acme.test"
PATIENCE = 60.0


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World(speed=200.0, net="127.0.6") as running:
        yield running


def resolver(world: World) -> dns.asyncresolver.Resolver:
    """A stub that asks the first public resolver, as the settings name it."""
    address, _, port = world.settings()["DNS_RESOLVERS"].split(",")[0].partition("#")
    stub = dns.asyncresolver.Resolver(configure=False)
    stub.nameservers, stub.port = [address], int(port)
    return stub


def call(world: World, method: str, path: str, **more: object) -> requests.Response:
    settings = world.settings()
    auth = settings["TWILIO_API_KEY_SID"], settings["TWILIO_API_KEY_SECRET"]
    url = settings["TWILIO_API_BASE_URL"] + path
    return requests.request(method, url, auth=auth, timeout=PATIENCE, **more)  # type: ignore[arg-type]


def handshake(world: World, host: str) -> datetime:
    """A probe as the settings want it; gives the end of the certificate it met."""
    address, port, _ = world.settings()["PROBE_CONNECT_TO"].split(":")
    context = ssl.create_default_context(cafile=world.settings()["PROBE_EXTRA_CA"])
    with (
        socket.create_connection((address, int(port)), timeout=PATIENCE) as line,
        context.wrap_socket(line, server_hostname=host) as secure,
    ):
        seen = secure.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(seen["notAfter"])), UTC)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if is_so():
                return
            await asyncio.sleep(0.05)


def exists(path: str) -> bool:
    return Path(path).exists()


@pytest.mark.parametrize("mode", [Mode.SOCKET, Mode.HTTP])
async def test_the_settings_are_all_that_the_bot_wants(world: World, mode: Mode) -> None:
    settings = load(mode, world.settings(mode.value))
    assert settings.mode() is mode
    assert settings.approvers == (Person.PETRA, Place.SSL_APPROVERS)
    assert settings.default_channel == Place.CLIENT_DOMAINS
    assert settings.public_url == f"http://127.0.0.1:{settings.web_port}"


async def test_http_mode_has_no_app_token(world: World) -> None:
    assert "SLACK_APP_TOKEN" not in world.settings("http")
    with pytest.raises(SettingsFaults, match="SLACK_APP_TOKEN"):
        load(Mode.SOCKET, world.settings("http"))


async def test_worlds_open_each_others_databases_and_name_one_only_where_it_was_given(world: World) -> None:
    async with World(database_url="sqlite:///x.db", net="127.0.6") as other:
        assert other.settings()["DATABASE_URL"] == "sqlite:///x.db"
        assert other.settings()["SECRET_KEYS"] == world.settings()["SECRET_KEYS"]
    assert "DATABASE_URL" not in world.settings()
    assert world.settings()["SECRET_KEYS"] == world.settings("http")["SECRET_KEYS"]


async def test_the_story_can_happen(world: World) -> None:
    """The client errs and corrects, the operator verifies, the certificate comes, the campaign is attached."""
    domain = world.add_to_console(HOST)
    world.panel.add("ls", "CNAME", TARGET.rstrip("."), 600)
    path = f"/v1/LinkShortening/Domains/{domain.sid}"
    verdict = await asyncio.to_thread(call, world, "GET", f"{path}/ValidateDns")
    assert verdict.json()["is_valid"] is False
    world.panel.change("ls", "CNAME", TARGET, 600)
    world.panel.add("_twilio.ls", "TXT", domain.verification)
    assert await world.twilio.console.verify(domain.sid)
    with pytest.raises(ssl.SSLError):
        await asyncio.to_thread(handshake, world, HOST)
    asked = await asyncio.to_thread(call, world, "POST", f"{path}/RequestManagedCert")
    assert (asked.status_code, asked.json()["requesting"]) == (201, True)
    await until(lambda: HOST in world.front.hosts)
    assert await asyncio.to_thread(handshake, world, HOST) > datetime.now(UTC)
    attach = f"{path}/MessagingServices/{world.spring_sale.sid}"
    assert (await asyncio.to_thread(call, world, "POST", attach)).status_code == 201


async def test_a_domain_set_up_by_hand_works_at_once(world: World) -> None:
    domain = await world.set_up_by_hand(HOST)
    answer = await resolver(world).resolve(HOST, "CNAME")
    assert answer[0].target.to_text() == TARGET
    path = f"/v2/LinkShortening/Domains/{domain.sid}/Certificate"
    body = (await asyncio.to_thread(call, world, "GET", path)).json()
    assert (body["managed"], body["requesting"], body["domain_name"]) == (True, False, f"https://{HOST}")
    assert datetime.fromisoformat(body["date_expires"]) == await asyncio.to_thread(handshake, world, HOST)


async def test_the_campaigns_services_are_as_the_story_needs_them(world: World) -> None:
    listed = (await asyncio.to_thread(call, world, "GET", "/v1/Services")).json()["services"]
    assert {service["friendly_name"] for service in listed} == {"Spring sale", "Toll-free only", "Empty"}
    foreign = await asyncio.to_thread(call, world, "GET", f"/v1/Services/{world.sub_service.sid}")
    assert foreign.json()["code"] == 20404


async def test_another_client_can_join_while_the_world_runs(world: World) -> None:
    world.add_client_zone("globex.test")
    assert (await resolver(world).resolve("www.globex.test", "A"))[0].address == "203.0.113.80"


async def test_mail_goes_through_the_named_server(world: World) -> None:
    settings = world.settings()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings["MAIL_FROM"], "it@acme.test", "Steps"
    message["Message-ID"] = "<one@sandbox.test>"

    def send() -> None:
        server = urlsplit(settings["SMTP_URL"])
        with smtplib.SMTP(str(server.hostname), server.port or 25, timeout=PATIENCE) as smtp:
            smtp.login(unquote(server.username or ""), unquote(server.password or ""))
            smtp.send_message(message)

    await asyncio.to_thread(send)
    assert [mail.subject for mail in world.mail.to("it@acme.test")] == ["Steps"]


async def test_slack_knows_the_cast(world: World) -> None:
    settings = world.settings()
    client = AsyncWebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"], retry_handlers=[])
    assert (await client.auth_test())["ok"]
    guest = (await client.users_info(user=Person.GUS))["user"]
    stranger = (await client.users_info(user=Person.STELLA))["user"]
    approvers = (await client.usergroups_users_list(usergroup=Place.SSL_APPROVERS))["users"]
    assert guest["is_restricted"]
    assert stranger["team_id"] != (await client.auth_test())["team_id"]
    assert approvers == [Person.VERA]


async def test_two_worlds_live_side_by_side(world: World) -> None:
    async with World(net="127.0.6") as other:
        assert other.settings()["DNS_ROOTS"] != world.settings()["DNS_ROOTS"]
        await other.set_up_by_hand("ls.acme.test")
        assert "ls.acme.test" not in world.front.hosts


async def test_nothing_is_left_when_it_stops() -> None:
    world = World(net="127.0.6")
    await world.start()
    settings = world.settings()
    await world.stop()
    assert not exists(settings["PROBE_EXTRA_CA"])
    address, port, plain = settings["PROBE_CONNECT_TO"].split(":")
    mail, twilio, slack = (urlsplit(settings[n]) for n in ("SMTP_URL", "TWILIO_API_BASE_URL", "SLACK_API_URL"))
    doors = [
        (address, int(port)),
        (address, int(plain)),
        *((str(u.hostname), u.port or 0) for u in (mail, twilio, slack)),
    ]
    doors += [(each.partition("#")[0], int(each.partition("#")[2])) for each in settings["DNS_RESOLVERS"].split(",")]
    for door in doors:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*door)


async def test_stopping_what_never_started_is_harmless() -> None:
    await World().stop()


async def test_a_part_that_cannot_start_takes_the_others_down(world: World) -> None:
    broken = World(net="127.0.6")
    broken.front.address = "203.0.113.1"
    with pytest.raises(OSError, match="address"):
        await broken.start()
    assert broken.dns.port
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.6.250", broken.dns.port)
