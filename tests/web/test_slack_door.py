"""Slack's door: only what one of our secrets has signed, lately, whole and in time, reaches Bolt."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import Message

from bot.web.app import create_app
from bot.web.metrics import Metrics
from bot.web.signature import MOST_BYTES, SignedOnly

NOW = 1_790_000_000
OLD, NEW = "old-signing-secret", "new-signing-secret"
COMMAND = b"command=%2Flinkdomain&text=list&team_id=T1&user_id=U1&channel_id=C1&trigger_id=1.2"
FORM = "application/x-www-form-urlencoded"


def signature(body: bytes, secret: str, timestamp: str) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()


def headers(body: bytes = COMMAND, secret: str = NEW, timestamp: str = str(NOW), **other: str) -> dict[str, str]:
    return {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(body, secret, timestamp),
        **other,
    }


async def authorized() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0")


class Bot:
    """A Bolt app that answers its command, behind the door."""

    def __init__(self) -> None:
        self.metrics, self.commands = Metrics(), 0
        self.slack = AsyncApp(
            client=AsyncWebClient(base_url="http://127.0.0.1:1/api/"),
            signing_secret="unused",
            request_verification_enabled=False,
            process_before_response=True,
            authorize=authorized,
        )

        async def answer(ack: Any) -> None:
            self.commands += 1
            await ack("here they are")

        self.slack.command("/linkdomain")(answer)
        app = create_app(
            checks={}, metrics=self.metrics, slack=self.slack, signing_secrets=(NEW, OLD), now=lambda: float(NOW)
        )
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.web = httpx.AsyncClient(transport=transport, base_url="http://bot.test")

    async def post(self, body: bytes = COMMAND, **given: Any) -> httpx.Response:
        return await self.web.post("/slack/events", content=body, headers=given.pop("headers", headers(body, **given)))


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    one = Bot()
    yield one
    await one.web.aclose()


@pytest.mark.parametrize("secret", [NEW, OLD])
async def test_a_request_signed_by_any_of_our_secrets_is_answered(bot: Bot, secret: str) -> None:
    answer = await bot.post(secret=secret)
    assert (answer.status_code, answer.text, bot.commands) == (200, "here they are", 1)


async def test_slacks_challenge_is_answered(bot: Bot) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    answer = await bot.post(body, headers=headers(body) | {"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "\u00b2"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": str(NOW + 1)},
    ],
)
async def test_what_is_not_rightly_signed_is_401(bot: Bot, changes: dict[str, str]) -> None:
    given = {name: value.encode("latin-1") for name, value in (headers() | changes).items()}
    answer = await bot.post(headers=given)
    assert (answer.status_code, bot.commands) == (401, 0)


async def test_a_request_without_signature_headers_is_401(bot: Bot) -> None:
    assert (await bot.post(headers={"Content-Type": FORM})).status_code == 401


@pytest.mark.parametrize(("age", "status"), [(300, 200), (301, 401), (-300, 200), (-301, 401)])
async def test_a_signature_is_good_for_five_minutes(bot: Bot, age: int, status: int) -> None:
    assert (await bot.post(timestamp=str(NOW - age))).status_code == status


async def test_a_body_that_was_changed_is_401(bot: Bot) -> None:
    assert (await bot.post(COMMAND + b"x", headers=headers(COMMAND))).status_code == 401


async def test_a_strangers_secret_is_401(bot: Bot) -> None:
    assert (await bot.post(secret="guess")).status_code == 401


async def test_a_body_over_a_mebibyte_is_413_whether_it_says_so_or_not(bot: Bot) -> None:
    large = b"x" * (MOST_BYTES + 1)
    assert (await bot.post(large)).status_code == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield large[: MOST_BYTES // 4]

    answer = await bot.web.post("/slack/events", content=chunks(), headers=headers())
    assert (answer.status_code, bot.commands) == (413, 0)


async def test_a_body_that_is_not_utf_8_is_400(bot: Bot) -> None:
    assert (await bot.post(b"text=\xff\xfe")).status_code == 400


async def test_only_post_is_taken(bot: Bot) -> None:
    assert (await bot.web.get("/slack/events")).status_code == 405


async def test_forwarded_headers_change_nothing(bot: Bot) -> None:
    given = headers() | {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "Host": "evil.example"}
    assert (await bot.post(headers=given)).status_code == 200


async def test_answers_are_counted_by_status(bot: Bot) -> None:
    await bot.post()
    await bot.post(secret="guess")
    text = (await bot.web.get("/metrics")).text
    assert 'linkdomain_slack_deliveries_total{status="200"} 1.0' in text
    assert 'linkdomain_slack_deliveries_total{status="401"} 1.0' in text


def test_without_a_secret_there_is_no_door() -> None:
    app = create_app(checks={}, metrics=Metrics(), slack=Bot().slack, signing_secrets=())
    assert "/slack/events" not in [getattr(route, "path", "") for route in app.routes]


async def test_who_hangs_up_while_sending_is_forgotten() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def never(*_: Any) -> None:
        raise AssertionError("nothing was signed")

    scope = {"type": "http", "headers": []}
    await asyncio.wait_for(SignedOnly(never, (NEW,), lambda: float(NOW))(scope, receive, send), 60)
    assert sent == []
