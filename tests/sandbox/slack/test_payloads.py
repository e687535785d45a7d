"""Our payloads have every field that the samples of Slack's own framework have."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from tests.sandbox.slack.support import ADA, GENERAL, RawApp, actions, button, field, modal

SAMPLES = Path(__file__).parents[3].parent / "shared" / "data" / "slack" / "payloads"
ENTERPRISE = {"enterprise_id", "enterprise_name", "subtype"}
"""Fields that only workspaces of an Enterprise organisation send."""


def sample(name: str) -> dict[str, Any]:
    path = SAMPLES / f"{name}.json"
    if not path.exists():
        pytest.skip("the reference data is not beside the project")
    found: dict[str, Any] = json.loads(path.read_text())["payload"]
    return found


def paths(value: Any, prefix: str = "") -> set[str]:
    """The names of all fields, except what stands in blocks, actions, state and lists."""
    found: set[str] = set()
    for name, part in value.items():
        if name in ENTERPRISE:
            continue
        found.add(prefix + name)
        if isinstance(part, dict) and name not in ("state", "title", "submit", "close"):
            found |= paths(part, f"{prefix}{name}/")
    return found


async def opened(slack: SlackStandIn, client: AsyncWebClient, app: RawApp) -> Any:
    await slack.command(ADA, GENERAL, "/robot")
    view = modal(field("host"), field("client", "external_select", optional=True), notify_on_close=True)
    trigger_id = app.seen[-1]["payload"]["trigger_id"]
    await client.views_open(trigger_id=trigger_id, view=view)
    return slack.views_of(ADA)[-1]


async def test_commands(slack: SlackStandIn, app: RawApp) -> None:
    await slack.command(ADA, GENERAL, "/robot")
    assert paths(sample("slash_command_form.1")) <= paths(app.seen[0]["payload"])
    assert set(sample("envelope_slash_commands.1")) == set(app.seen[0])


@pytest.mark.parametrize("name", ["block_actions_message.2", "block_actions_message.3"])
async def test_actions_in_messages(slack: SlackStandIn, client: AsyncWebClient, app: RawApp, name: str) -> None:
    await client.chat_postMessage(channel=GENERAL, text="x", blocks=[actions(button(value="v"))])
    await slack.click(ADA, slack.messages(GENERAL)[0], "press")
    payload = app.seen[0]["payload"]
    assert paths(sample(name)) <= paths(payload)
    assert set(sample(name)["actions"][0]) <= set(payload["actions"][0])
    assert set(sample("envelope_interactive.1")) == set(app.seen[0])


@pytest.mark.parametrize("name", ["block_suggestion.1", "block_suggestion.2"])
async def test_suggestions(slack: SlackStandIn, client: AsyncWebClient, app: RawApp, name: str) -> None:
    view = await opened(slack, client, app)
    await slack.suggest(ADA, view, "client", "abc")
    assert paths(sample(name)) <= paths(app.seen[-1]["payload"])


@pytest.mark.parametrize("name", ["view_submission.2", "view_submission.3"])
async def test_submissions(slack: SlackStandIn, client: AsyncWebClient, app: RawApp, name: str) -> None:
    view = await opened(slack, client, app)
    await slack.submit(ADA, view, {"host": "x"})
    assert paths(sample(name)) - {"enterprise/id", "enterprise/name"} <= paths(app.seen[-1]["payload"])


@pytest.mark.parametrize("name", ["view_closed.1", "view_closed.2"])
async def test_closing(slack: SlackStandIn, client: AsyncWebClient, app: RawApp, name: str) -> None:
    await slack.close_view(ADA, await opened(slack, client, app))
    assert paths(sample(name)) - {"response_urls"} <= paths(app.seen[-1]["payload"])


async def test_events(slack: SlackStandIn, app: RawApp) -> None:
    await slack.open_home(ADA)
    assert paths(sample("event_app_home_opened.1")) <= paths(app.seen[0]["payload"])
    wanted = set(sample("envelope_events_api.1")) - {"retry_attempt", "retry_reason"}
    assert wanted == set(app.seen[0])


async def test_mentions(slack: SlackStandIn, app: RawApp) -> None:
    await slack.write(ADA, GENERAL, "<@U0SANDBOXBOT> Hi")
    wanted = paths(sample("event_app_mention.2")) - {"event/client_msg_id"}
    assert wanted <= paths(app.seen[0]["payload"])


async def test_shortcuts(slack: SlackStandIn, app: RawApp) -> None:
    await slack.shortcut(ADA, "go")
    assert paths(sample("shortcut.1")) <= paths(app.seen[0]["payload"])
