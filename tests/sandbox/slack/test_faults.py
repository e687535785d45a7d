"""Breaking the stand-in on purpose: what the caller sees, and whether the call did its work."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.slack.faults import fault_of
from tests.sandbox.slack.support import ADA, GENERAL, RawApp, Refusal


def count(slack: SlackStandIn) -> int:
    return len(slack.messages(GENERAL))


async def test_429_names_the_seconds_and_posts_nothing(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.break_next("chat.postMessage", "429:7")
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="x")
    assert (refusal.response.status_code, refusal.response.headers["Retry-After"]) == (429, "7")
    assert count(slack) == 0
    await client.chat_postMessage(channel=GENERAL, text="x")
    assert count(slack) == 1


@pytest.mark.parametrize(("kind", "posts"), [("500", 0), ("503", 0), ("502:after", 1)])
async def test_5xx_may_come_before_or_after_the_work(
    slack: SlackStandIn, client: AsyncWebClient, kind: str, posts: int
) -> None:
    slack.break_next("chat.postMessage", kind)
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="x")
    assert refusal.response.status_code == int(kind[:3])
    assert count(slack) == posts


async def test_5xx_may_be_a_page(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.break_next("chat.postMessage", "500:html")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=GENERAL, text="x")


@pytest.mark.parametrize(("kind", "posts"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_reset_may_come_before_or_after_the_work(
    slack: SlackStandIn, client: AsyncWebClient, kind: str, posts: int
) -> None:
    slack.break_next("chat.postMessage", kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=GENERAL, text="x")
    assert count(slack) == posts


@pytest.mark.parametrize(("kind", "posts"), [("timeout", 0), ("timeout:after", 1)])
async def test_an_answer_may_never_come(slack: SlackStandIn, kind: str, posts: int) -> None:
    slack.break_next("chat.postMessage", kind)
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, timeout=60, retry_handlers=[])
    waiting = asyncio.ensure_future(client.chat_postMessage(channel=GENERAL, text="x"))
    async with asyncio.timeout(60):
        while not slack.faults_met:  # noqa: ASYNC110 a call that is not answered changes nothing
            await asyncio.sleep(0.01)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting])
    assert count(slack) == posts


async def test_a_call_may_be_slow_or_refused_with_any_error(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.break_next("auth.test", "slow:0.01")
    assert (await client.auth_test())["ok"]
    slack.break_next("auth.test", "error:fatal_error", times=2)
    for _ in range(2):
        with Refusal() as refusal:
            await client.auth_test()
        assert refusal.code == "fatal_error"
    assert (await client.auth_test())["ok"]


async def test_response_urls_break_too(slack: SlackStandIn, app: RawApp) -> None:
    await slack.command(ADA, GENERAL, "/robot")
    slack.break_next("response_url", "500")
    webhook = AsyncWebhookClient(app.seen[0]["payload"]["response_url"], retry_handlers=[])
    assert (await webhook.send(text="x")).status_code == 500


def test_a_kind_of_fault_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="no such fault: 418"):
        fault_of("418")
