"""response_urls: how often, how long, and what may be said there."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.slack import Answer, Message, SlackStandIn
from tests.sandbox.slack.support import ADA, GENERAL, RawApp, StillClock, actions, button, client_of, section


async def url_of_command(slack: SlackStandIn, app: RawApp) -> str:
    await slack.command(ADA, GENERAL, "/robot")
    found: str = app.seen[-1]["payload"]["response_url"]
    return found


async def clicked(slack: SlackStandIn, app: RawApp) -> tuple[Message, str, Answer]:
    await client_of(slack).chat_postMessage(channel=GENERAL, text="card", blocks=[actions(button())])
    message = slack.messages(GENERAL)[-1]
    answer = await slack.click(ADA, message, "press")
    return message, app.seen[-1]["payload"]["response_url"], answer


async def test_what_is_said_there_is_for_the_persons_eyes_only(slack: SlackStandIn, app: RawApp) -> None:
    answer = await AsyncWebhookClient(await url_of_command(slack, app)).send(text="psst")
    assert (answer.status_code, answer.body) == (200, "ok")
    assert [message.text for message in slack.ephemerals(ADA)] == ["psst"]
    assert slack.messages(GENERAL) == []


async def test_in_channel_is_for_everybody(slack: SlackStandIn, app: RawApp) -> None:
    await AsyncWebhookClient(await url_of_command(slack, app)).send(text="all", response_type="in_channel")
    assert [message.text for message in slack.messages(GENERAL)] == ["all"]


async def test_it_serves_five_times(slack: SlackStandIn, app: RawApp) -> None:
    webhook = AsyncWebhookClient(await url_of_command(slack, app), retry_handlers=[])
    answers = [await webhook.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body


async def test_it_lives_half_an_hour(slack: SlackStandIn, app: RawApp, clock: StillClock) -> None:
    webhook = AsyncWebhookClient(await url_of_command(slack, app), retry_handlers=[])
    clock.now += 1800
    assert (await webhook.send(text="in time")).status_code == 200
    clock.now += 1
    late = await webhook.send(text="late")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


async def test_an_invented_one_is_not_known(slack: SlackStandIn) -> None:
    answer = await AsyncWebhookClient(slack.api_url.replace("/api/", "/hooks/commands/x")).send(text="x")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "response_type": "loud"}, "invalid_arguments"),
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
        ({"blocks": [section("x" * 3001)]}, "invalid_blocks"),
    ],
)
async def test_what_is_said_there_is_judged_too(slack: SlackStandIn, app: RawApp, body: Any, reason: str) -> None:
    webhook = AsyncWebhookClient(await url_of_command(slack, app), retry_handlers=[])
    answer = await webhook.send_dict(body)
    assert (answer.status_code, reason in answer.body) == (400, True)
    assert reason in slack.problems[0]


async def test_only_json_is_understood(slack: SlackStandIn, app: RawApp) -> None:
    url = await url_of_command(slack, app)
    async with aiohttp.ClientSession() as session, session.post(url, data=b"text") as answer:
        assert (answer.status, await answer.text()) == (400, "invalid_payload")


async def test_the_message_acted_upon_can_be_replaced(slack: SlackStandIn, app: RawApp) -> None:
    message, url, _ = await clicked(slack, app)
    await AsyncWebhookClient(url).send(text="done", replace_original=True)
    assert (message.text, message.blocks) == ("done", [])


async def test_the_message_acted_upon_can_be_deleted(slack: SlackStandIn, app: RawApp) -> None:
    _, url, _ = await clicked(slack, app)
    await AsyncWebhookClient(url).send(delete_original=True)
    assert slack.messages(GENERAL) == []


async def test_an_ephemeral_message_can_be_replaced_there_and_nowhere_else(slack: SlackStandIn, app: RawApp) -> None:
    app.answer = lambda _envelope: {"text": "menu", "blocks": [actions(button())]}
    menu = (await slack.command(ADA, GENERAL, "/robot")).message
    assert menu is not None
    app.answer = lambda _envelope: None
    await slack.click(ADA, menu, "press")
    await AsyncWebhookClient(app.seen[-1]["payload"]["response_url"]).send(text="chosen", replace_original=True)
    assert [message.text for message in slack.ephemerals(ADA)] == ["chosen"]


async def test_the_answer_gathers_what_was_said_there(slack: SlackStandIn, app: RawApp) -> None:
    _, url, answer = await clicked(slack, app)
    assert answer.message is None
    await AsyncWebhookClient(url).send(text="later")
    assert [message.text for message in answer.messages] == ["later"]
