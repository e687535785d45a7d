"""People who act outside of forms: commands, shortcuts, clicks, messages, the Home tab."""

from typing import Any

import pytest

from bot.sandbox.slack import CannotAct, Message, SlackStandIn
from tests.sandbox.slack.support import (
    ADA,
    BOB,
    GENERAL,
    MANIFEST,
    RawApp,
    Refusal,
    StillClock,
    actions,
    button,
    client_of,
    furnished,
    home,
    manifest,
    option,
    section,
)


async def posted(slack: SlackStandIn, *blocks: dict[str, Any]) -> Message:
    await client_of(slack).chat_postMessage(channel=GENERAL, text="card", blocks=list(blocks))
    return slack.messages(GENERAL)[-1]


def last(app: RawApp) -> dict[str, Any]:
    payload: dict[str, Any] = app.seen[-1]["payload"]
    return payload


async def test_the_acknowledgement_of_a_command_may_be_a_message(slack: SlackStandIn, app: RawApp) -> None:
    app.answer = lambda _envelope: {"text": "only you"}
    message = (await slack.command(ADA, GENERAL, "/robot")).message
    assert message is not None
    assert (message.text, message.seen_by) == ("only you", ADA)
    app.answer = lambda _envelope: {"text": "everybody", "response_type": "in_channel"}
    message = (await slack.command(ADA, GENERAL, "/robot")).message
    assert message is slack.messages(GENERAL)[-1]


async def test_an_unknown_command_never_reaches_the_app(slack: SlackStandIn, app: RawApp) -> None:
    answer = await slack.command(ADA, GENERAL, "/other")
    assert (answer.error, answer.was_sent) == ("/other is not a valid command", False)
    assert app.seen == []


async def test_a_command_can_be_typed_in_the_direct_message(slack: SlackStandIn, app: RawApp) -> None:
    await slack.command(ADA, slack.dm(ADA), "/robot")
    assert last(app)["channel_name"] == "directmessage"


async def test_people_act_only_where_they_are(slack: SlackStandIn, app: RawApp) -> None:
    slack.add_channel("C0OTHER", "other", [BOB])
    with pytest.raises(CannotAct, match="ada is not in C0OTHER"):
        await slack.command(ADA, "C0OTHER", "/robot")
    slack.add_user("U0GONE", "gone", deleted=True)
    with pytest.raises(CannotAct, match="deactivated"):
        await slack.command("U0GONE", GENERAL, "/robot")
    with pytest.raises(CannotAct, match="no user"):
        await slack.command("U0NONE", GENERAL, "/robot")


async def test_a_command_may_come_from_another_workspace(slack: SlackStandIn, app: RawApp) -> None:
    await slack.command(ADA, GENERAL, "/robot", team="T0OTHER")
    assert (last(app)["team_id"], last(app)["user_id"]) == ("T0OTHER", ADA)
    slack.add_user("W0FAR", "far", team_id="T0FAR", is_stranger=True)
    slack.add_channel("C0SHARED", "shared", ["W0FAR"], shared=True)
    await slack.command("W0FAR", "C0SHARED", "/robot")
    assert last(app)["team_id"] == "T0FAR"


async def test_mentions_and_links_are_escaped_where_the_manifest_says_so(clock: StillClock) -> None:
    commands = [{"command": "/robot", "description": "x", "should_escape": True}]
    features = {**MANIFEST["features"], "slash_commands": commands}
    slack = furnished(SlackStandIn({**MANIFEST, "features": features}, clock=clock))
    await slack.start()
    app = RawApp(slack)
    await app.connect()
    try:
        await slack.command(ADA, GENERAL, "/robot check ls.acme.test for @bob in #general, @nobody, https://x.test/a")
        assert last(app)["text"] == (
            "check <http://ls.acme.test|ls.acme.test> for <@U0BOB|bob> in <#C0GENERAL|general>, @nobody,"
            " <https://x.test/a>"
        )
    finally:
        await app.close()
        await slack.stop()


async def test_a_pressed_button_tells_message_channel_value_and_state(slack: SlackStandIn, app: RawApp) -> None:
    menu = {"type": "static_select", "action_id": "size", "options": [option("S"), option("M")]}
    message = await posted(slack, actions(menu, block_id="m"), actions(button(value="v1"), block_id="b"))
    await slack.click(ADA, message, "press")
    payload = last(app)
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": ADA, "username": "ada", "name": "ada", "team_id": "T0SANDBOX"}
    assert payload["container"]["message_ts"] == message.ts
    assert payload["channel"] == {"id": GENERAL, "name": "general"}
    assert payload["message"]["blocks"][1]["block_id"] == "b"
    action = payload["actions"][0]
    assert (action["type"], action["block_id"], action["action_id"], action["value"]) == ("button", "b", "press", "v1")
    assert payload["state"]["values"] == {"m": {"size": {"type": "static_select", "selected_option": None}}}


async def test_menus_and_pickers_in_messages_tell_what_was_chosen(slack: SlackStandIn, app: RawApp) -> None:
    menu = {"type": "static_select", "action_id": "size", "options": [option("S"), option("M")]}
    more = {"type": "overflow", "action_id": "more", "options": [option("Edit"), option("Remove")]}
    people = {"type": "users_select", "action_id": "who"}
    message = await posted(slack, actions(menu, more, people, {"type": "datepicker", "action_id": "day"}))
    await slack.click(ADA, message, "size", "M")
    assert last(app)["actions"][0]["selected_option"]["value"] == "m"
    await slack.click(ADA, message, "more", "remove")
    assert last(app)["actions"][0]["selected_option"]["text"]["text"] == "Remove"
    await slack.click(ADA, message, "who", BOB)
    assert last(app)["actions"][0]["selected_user"] == BOB
    await slack.click(ADA, message, "day", "2026-11-23")
    assert last(app)["actions"][0]["selected_date"] == "2026-11-23"
    with pytest.raises(CannotAct, match="no entry"):
        await slack.click(ADA, message, "more", "Fly")
    with pytest.raises(CannotAct, match="not offered"):
        await slack.click(ADA, message, "size", "XXL")
    with pytest.raises(CannotAct, match="cannot come from"):
        await slack.click(ADA, message, "day", "soon")


async def test_of_several_buttons_the_one_with_that_value_is_pressed(slack: SlackStandIn, app: RawApp) -> None:
    message = await posted(slack, actions(button(value="a")), actions(button(value="b")))
    await slack.click(ADA, message, "press", "b")
    assert last(app)["actions"][0]["value"] == "b"


async def test_a_button_in_a_thread_tells_the_thread(slack: SlackStandIn, app: RawApp, clock: StillClock) -> None:
    root = await posted(slack, section())
    clock.now += 1
    await client_of(slack).chat_postMessage(channel=GENERAL, text="x", thread_ts=root.ts, blocks=[actions(button())])
    await slack.click(ADA, slack.messages(GENERAL, root.ts)[1], "press")
    assert last(app)["container"]["thread_ts"] == last(app)["message"]["thread_ts"] == root.ts


async def test_a_button_that_is_gone_can_be_pressed_only_by_a_stale_client(slack: SlackStandIn, app: RawApp) -> None:
    message = await posted(slack, actions(button(value="old")))
    await client_of(slack).chat_update(channel=GENERAL, ts=message.ts, text="done", blocks=[section("done")])
    with pytest.raises(CannotAct, match="there is no 'press'"):
        await slack.click(ADA, message, "press")
    await slack.click(ADA, message, "press", stale=True)
    assert last(app)["actions"][0]["value"] == "old"
    assert last(app)["message"]["blocks"][0]["type"] == "actions"


async def test_ephemeral_messages_are_not_in_the_payload(slack: SlackStandIn, app: RawApp) -> None:
    app.answer = lambda _envelope: {"text": "x", "blocks": [actions(button())]}
    message = (await slack.command(ADA, GENERAL, "/robot")).message
    assert message is not None
    app.answer = lambda _envelope: None
    await slack.click(ADA, message, "press")
    assert last(app)["container"]["is_ephemeral"] is True
    assert "message" not in last(app)
    with pytest.raises(CannotAct, match="only U0ADA sees"):
        await slack.click(BOB, message, "press")


async def test_without_interactivity_buttons_lead_nowhere(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(interactivity={"is_enabled": False}), clock=clock))
    await slack.start()
    try:
        message = await posted(slack, actions(button()))
        answer = await slack.click(ADA, message, "press")
        assert (answer.was_sent, "not configured" in (answer.error or "")) == (False, True)
    finally:
        await slack.stop()


async def test_people_of_other_workspaces_come_with_their_own_team(slack: SlackStandIn, app: RawApp) -> None:
    slack.add_user("W0FAR", "far", team_id="T0FAR", is_stranger=True)
    slack.add_channel("C0SHARED", "shared", ["W0FAR"], shared=True)
    await client_of(slack).chat_postMessage(channel="C0SHARED", text="x", blocks=[actions(button())])
    await slack.click("W0FAR", slack.messages("C0SHARED")[0], "press")
    assert (last(app)["team"]["id"], last(app)["user"]["team_id"]) == ("T0FAR", "T0FAR")


async def test_shortcuts_come_with_a_trigger(slack: SlackStandIn, app: RawApp) -> None:
    await slack.shortcut(ADA, "go")
    assert (last(app)["type"], last(app)["callback_id"]) == ("shortcut", "go")
    message = await posted(slack, section())
    await slack.shortcut(ADA, "look", message)
    assert (last(app)["type"], last(app)["message"]["ts"]) == ("message_action", message.ts)
    assert last(app)["trigger_id"]
    with pytest.raises(CannotAct, match="no global shortcut look"):
        await slack.shortcut(ADA, "look")


async def test_the_app_hears_only_of_events_it_subscribed_to(slack: SlackStandIn, app: RawApp) -> None:
    await slack.write(ADA, GENERAL, "hello")
    assert app.seen == []
    await slack.write(ADA, GENERAL, "hello <@U0SANDBOXBOT>")
    assert last(app)["event"]["type"] == "app_mention"
    await slack.write(ADA, slack.dm(ADA), "hello")
    assert (last(app)["event"]["type"], last(app)["event"]["channel_type"]) == ("message", "im")


async def test_an_event_needs_its_scope(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(without="app_mentions:read"), clock=clock))
    await slack.write(ADA, GENERAL, "hello <@U0SANDBOXBOT>")
    assert slack.deliveries == []


async def test_a_command_needs_its_scope(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(without="commands"), clock=clock))
    assert not (await slack.command(ADA, GENERAL, "/robot")).was_sent


async def test_uninstalling_revokes_the_tokens_and_tells_the_app(clock: StillClock) -> None:
    events = {"bot_events": ["app_uninstalled", "tokens_revoked"]}
    slack = furnished(SlackStandIn(manifest(event_subscriptions=events), clock=clock))
    await slack.start()
    app = RawApp(slack)
    await app.connect()
    try:
        await slack.uninstall()
        assert [envelope["payload"]["event"]["type"] for envelope in app.seen] == ["tokens_revoked", "app_uninstalled"]
        with Refusal() as refusal:
            await client_of(slack).auth_test()
        assert refusal.code == "token_revoked"
    finally:
        await app.close()
        await slack.stop()


async def test_opening_home_is_an_event_with_what_was_published(slack: SlackStandIn, app: RawApp) -> None:
    assert (await slack.open_home(ADA)).error is None
    assert (last(app)["event"]["tab"], "view" in last(app)["event"]) == ("home", False)
    await client_of(slack).views_publish(user_id=ADA, view=home(actions(button())))
    await slack.open_home(ADA)
    assert last(app)["event"]["view"]["type"] == "home"
    found = slack.home(ADA)
    assert found is not None
    await slack.click(ADA, found, "press")
    assert last(app)["container"] == {"type": "view", "view_id": found.id}


async def test_home_is_silent_where_the_app_did_not_subscribe(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(event_subscriptions={"bot_events": []}), clock=clock))
    assert not (await slack.open_home(ADA)).was_sent


async def test_a_view_opened_in_answer_is_found_in_the_answer(slack: SlackStandIn, app: RawApp) -> None:
    answer = await slack.command(ADA, GENERAL, "/robot")
    assert answer.view is None
    await client_of(slack).views_open(
        trigger_id=last(app)["trigger_id"],
        view={"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [section()]},
    )
    assert answer.view is slack.views_of(ADA)[0]
