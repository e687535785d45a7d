"""A Slack that records, services that answer from a table, and payloads as Slack sends them."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.commands import Actor
from bot.core.domain import LinkSettings, TwilioAccount
from bot.core.facts import NOTHING, Diagnosis, Remembered
from bot.core.imports import Found
from bot.core.people import Role
from bot.core.rules import Rules
from bot.core.twilio import CertificateReport, DnsOpinion, Judgement, MessageReport, ServiceReport
from bot.services.ports_links import Links
from handlers import register
from handlers.desk import Desk

Json = Any
TEAM, USER, CHANNEL = "T0TEAM", "U0OWNER", "C0SALES"
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DOMAIN_SID = "DN" + "12ab" * 8
SERVICE_SID = "MG" + "34cd" * 8


class SlackRecorder:
    """Takes every call of the Web API and of response URLs. ``answers`` are given instead of ``ok`` by method; a method
    with a gate is answered when that opens."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.answers: dict[str, Json] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self._server: TestServer | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{status}", self._respond)
        self._server = TestServer(app)
        await self._server.start_server()

    async def stop(self) -> None:
        if self._server:
            await self._server.close()

    def url(self, path: str) -> str:
        assert self._server
        return str(self._server.make_url(path))

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        sent = await request.json() if request.content_type == "application/json" else dict(await request.post())
        self.calls.append((method, sent or dict(request.query)))
        if gate := self.gates.get(method):
            await gate.wait()
        return web.json_response({"ok": True, "team_id": TEAM, "user_id": "U0BOT"} | self.answers.get(method, {}))

    async def _respond(self, request: web.Request) -> web.Response:
        self.calls.append(("respond", await request.json()))
        return web.Response(text="ok", status=int(request.match_info["status"]))

    def sent(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    def view(self, method: str = "views.open") -> Json:
        """The newest view that was opened, pushed, updated or published."""
        view = self.sent(method)[-1]["view"]
        return json.loads(view) if isinstance(view, str) else view


@dataclass(frozen=True)
class Ran:
    service: str
    command: Any
    actor: Actor


class FakeRun:
    """Answers services by name: a value, something to raise, or a function of the command."""

    def __init__(self) -> None:
        self.ran: list[Ran] = []
        self.answers: dict[str, Any] = {"sharing_services": [], "near_their_limit": ()}

    async def __call__(self, service: Callable[..., Any], command: Any, actor: Actor, now: datetime) -> Any:
        assert now.tzinfo is not None
        self.ran.append(Ran(service.__name__, command, actor))
        answer = self.answers.get(service.__name__)
        answer = answer(command) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def commands(self, service: str) -> list[Any]:
        return [ran.command for ran in self.ran if ran.service == service]


class FakeTwilio:
    """``judgement`` and ``reports`` are what Twilio says; an exception is raised, None is never answered."""

    def __init__(self) -> None:
        self.judgement: Judgement | Exception | None = Judgement.CONFIRMED
        self.reports: dict[str, ServiceReport] = {}
        self.asked: list[str] = []
        self.accounts: list[TwilioAccount | None] = []
        self.listed: tuple[Found, ...] | Exception = ()
        self.gate: asyncio.Event | None = None

    async def judge(self, account: TwilioAccount | None, domain_sid: str, host: str) -> Judgement:
        self.asked.append(domain_sid)
        self.accounts.append(account)
        if isinstance(self.judgement, Exception):
            raise self.judgement
        return self.judgement or await asyncio.Future()

    async def service(self, account: TwilioAccount | None, service_sid: str) -> ServiceReport:
        self.asked.append(service_sid)
        self.accounts.append(account)
        return self.reports.get(service_sid, ServiceReport(service_sid, exists=True, senders=1))

    async def subaccounts(self, account: TwilioAccount | None) -> tuple[Found, ...]:
        self.accounts.append(account)
        if self.gate:
            await self.gate.wait()
        if isinstance(self.listed, Exception):
            raise self.listed
        return self.listed

    services = subaccounts

    async def vet(self, account: TwilioAccount) -> bool:
        raise NotImplementedError

    async def validate_dns(self, account: TwilioAccount | None, domain_sid: str) -> DnsOpinion:
        raise NotImplementedError

    async def certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport | None:
        raise NotImplementedError

    async def request_certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport:
        raise NotImplementedError

    async def attach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None:
        raise NotImplementedError

    async def association(self, account: TwilioAccount | None, service_sid: str) -> str | None:
        raise NotImplementedError

    async def detach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None:
        raise NotImplementedError

    async def send(self, account: TwilioAccount | None, service_sid: str, number: str, body: str) -> str:
        raise NotImplementedError

    async def find_message(
        self, account: TwilioAccount | None, number: str, marker: str, since: datetime
    ) -> str | None:
        raise NotImplementedError

    async def message(self, account: TwilioAccount | None, message_sid: str) -> MessageReport:
        raise NotImplementedError

    async def settings(self, account: TwilioAccount | None, domain_sid: str) -> LinkSettings:
        raise NotImplementedError

    async def configure(self, account: TwilioAccount | None, domain_sid: str, settings: LinkSettings) -> None:
        raise NotImplementedError


class FakeFiles:
    """``files`` are what Slack hands over by id; an exception is raised, None is never answered."""

    def __init__(self) -> None:
        self.files: dict[str, bytes | Exception | None] = {}

    async def read(self, file_id: str) -> bytes:
        found = self.files[file_id]
        if isinstance(found, Exception):
            raise found
        return found if found is not None else await asyncio.Future()


class FakeDirectory:
    def __init__(self) -> None:
        self.by_user: dict[str, frozenset[Role] | Exception] = {}
        self.approvers: tuple[str, ...] = ("U0APPR",)

    async def roles(self, team_id: str, user_id: str) -> frozenset[Role]:
        roles = self.by_user.get(user_id, frozenset({Role.MANAGER}))
        if isinstance(roles, Exception):
            raise roles
        return roles

    async def holders(self, role: Role) -> tuple[str, ...]:
        return self.approvers


class FakeLook:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.answer: Diagnosis | Exception | None = None

    async def __call__(
        self,
        host: str,
        *,
        zone: str | None = None,
        verification: str | None = None,
        is_quick: bool = False,
        remembered: Remembered = NOTHING,
    ) -> Diagnosis:
        self.hosts.append(host)
        if isinstance(self.answer, Exception):
            raise self.answer
        assert self.answer
        return self.answer


@dataclass
class Office:
    """The bot's handlers at work, and everything around them."""

    slack: SlackRecorder
    run: FakeRun = field(default_factory=FakeRun)
    twilio: FakeTwilio = field(default_factory=FakeTwilio)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    look: FakeLook = field(default_factory=FakeLook)
    files: FakeFiles = field(default_factory=FakeFiles)
    rules: Rules = field(default_factory=lambda: Rules(approvers=("U0APPR",), admins=("U0ADMIN",), is_mail_on=True))
    team_id: str = TEAM
    links: Links | None = None
    clock: Callable[[], datetime] = lambda: NOW

    def __post_init__(self) -> None:
        numbers = iter(range(1, 10_000))
        self.desk = Desk(
            run=self.run,
            look=self.look,
            twilio=self.twilio,
            directory=self.directory,
            clock=self.clock,
            new_id=lambda: f"id-{next(numbers)}",
            rules=self.rules,
            team_id=self.team_id,
            files=self.files,
            links=self.links,
        )
        client = AsyncWebClient(token="xoxb-test", base_url=self.slack.url("/api/"))
        self.app = AsyncApp(client=client, process_before_response=True, request_verification_enabled=False)
        register(self.app, self.desk)

    async def send(self, body: Json) -> BoltResponse:
        """What Slack would get back at once."""
        return await self.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))

    async def say(self, text: str, **more: str) -> BoltResponse:
        return await self.send(command(self, text, **more))


def read(response: BoltResponse) -> Json:
    """The body that goes back to Slack; an empty one as an empty mapping."""
    assert response.status == 200
    return json.loads(response.body) if response.body[:1] == "{" else {"text": response.body}


def texts(value: Json) -> str:
    """All text of a message or view, in order."""
    if isinstance(value, dict):
        return "\n".join(filter(None, (texts(part) for key, part in value.items() if key not in _NOT_TEXT)))
    if isinstance(value, list):
        return "\n".join(filter(None, map(texts, value)))
    return value if isinstance(value, str) else ""


_NOT_TEXT = {"type", "action_id", "block_id", "value", "private_metadata", "callback_id"}


def command(office: Office, text: str, user: str = USER, channel: str = CHANNEL, name: str = "sales") -> Json:
    return {
        "token": "t",
        "team_id": TEAM,
        "team_domain": "acme",
        "channel_id": channel,
        "channel_name": name,
        "user_id": user,
        "user_name": "anna",
        "command": "/linkdomain",
        "text": text,
        "api_app_id": "A0APP",
        "response_url": office.slack.url("/respond/200"),
        "trigger_id": "1.2.trigger",
    }


def _person(user: str, team: str) -> Json:
    return {"user": {"id": user, "username": "anna", "team_id": team}, "team": {"id": TEAM, "domain": "acme"}}


def action(
    office: Office,
    action_id: str,
    value: str = "domain-1",
    *,
    user: str = USER,
    team: str = TEAM,
    status: int = 200,
    view: Json = None,
    **more: Json,
) -> Json:
    """A button pressed on a message, or in a view where one is given."""
    pressed = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.1", **more}
    body = {"type": "block_actions", "api_app_id": "A0APP", "trigger_id": "1.2.trigger", "actions": [pressed]}
    if view is None:
        place = {
            "container": {"type": "message", "message_ts": "5.5", "channel_id": CHANNEL},
            "channel": {"id": CHANNEL, "name": "sales"},
            "response_url": office.slack.url(f"/respond/{status}"),
        }
    else:
        place = {"container": {"type": "view", "view_id": "V1"}, "view": view}
    return body | place | _person(user, team)


def modal(
    callback_id: str,
    values: Mapping[str, Json] | None = None,
    carried: Mapping[str, str] | None = None,
    inputs: tuple[str, ...] | None = None,
) -> Json:
    """An open modal: ``values`` are plain texts, ``("option", id)``, ``("channel", id)`` or lists of option ids."""
    state = {block: {block: _element(value)} for block, value in (values or {}).items()}
    return {
        "id": "V1",
        "type": "modal",
        "hash": "1.hash",
        "callback_id": callback_id,
        "private_metadata": json.dumps(carried) if carried else "",
        "state": {"values": state},
        "blocks": [{"type": "input", "block_id": block} for block in (inputs or tuple(values or {}))],
    }


def _element(value: Json) -> Json:
    match value:
        case ("option", chosen):
            text = {"type": "plain_text", "text": f"name of {chosen}"}
            return {"type": "external_select", "selected_option": {"value": chosen, "text": text}}
        case ("channel", chosen):
            return {"type": "conversations_select", "selected_conversation": chosen}
        case ("file", chosen):
            return {"type": "file_input", "files": [{"id": chosen, "name": "domains.csv"}]}
        case ("user", chosen):
            return {"type": "users_select", "selected_user": chosen}
        case [*chosen]:
            return {"type": "multi_external_select", "selected_options": [{"value": one} for one in chosen]}
        case _:
            return {"type": "plain_text_input", "value": value}


def submission(callback_id: str, values: Mapping[str, Json] | None = None, user: str = USER, **more: Json) -> Json:
    view = modal(callback_id, values, more.pop("carried", None), more.pop("inputs", None))
    body = {"type": "view_submission", "api_app_id": "A0APP", "trigger_id": "1.2.trigger", "view": view}
    return body | _person(user, TEAM) | more


def suggestion(action_id: str, text: str, carried: Mapping[str, str] | None = None, user: str = USER) -> Json:
    view = modal("form", carried=carried)
    body = {"type": "block_suggestion", "action_id": action_id, "block_id": action_id, "value": text, "view": view}
    return body | {"container": {"type": "view", "view_id": "V1"}} | _person(user, TEAM)


def event(kind: str, user: str | None = USER, **more: Json) -> Json:
    inner = {"type": kind, **({"user": user} if user else {}), **more}
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": inner}
