"""Socket Mode: hello, envelopes, acknowledgements, renewals, limits."""

import asyncio

import aiohttp
import pytest

from bot.sandbox.slack import SlackStandIn, Timing
from tests.sandbox.slack.support import (
    ADA,
    GENERAL,
    MANIFEST,
    SILENCE,
    RawApp,
    StillClock,
    actions,
    button,
    client_of,
    furnished,
    text,
)

HASTY = Timing(ack=0.05, event_retries=(0.0, 0.0, 0.0))


async def test_hello_tells_the_number_of_connections(slack: SlackStandIn, app: RawApp) -> None:
    await app.connect()
    assert [hello["num_connections"] for hello in app.hellos] == [1, 2]
    assert app.hellos[0]["connection_info"] == {"app_id": "A0SANDBOX"}


async def test_a_ticket_opens_one_connection(slack: SlackStandIn) -> None:
    opened = await client_of(slack).apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(opened["url"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])
        await socket.close()


async def test_an_eleventh_connection_is_turned_away(slack: SlackStandIn, app: RawApp) -> None:
    for _ in range(9):
        await app.connect()
    await slack.wait_for(lambda: slack.connections == 10)
    await app.connect()
    assert app.goodbyes == ["too_many_websockets"]
    assert slack.connections == 10


async def test_each_payload_goes_to_one_connection_only(slack: SlackStandIn, app: RawApp) -> None:
    await app.connect()
    await slack.wait_for(lambda: slack.connections == 2)
    for _ in range(4):
        await slack.command(ADA, GENERAL, "/robot")
    assert len({envelope["envelope_id"] for envelope in app.seen}) == len(app.seen) == 4


async def test_a_command_comes_in_an_envelope_that_takes_an_answer(slack: SlackStandIn, app: RawApp) -> None:
    await slack.command(ADA, GENERAL, "/robot add  ls.acme.test ")
    envelope = app.seen[0]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    payload = envelope["payload"]
    assert (payload["command"], payload["text"]) == ("/robot", "add  ls.acme.test")
    assert (payload["user_id"], payload["channel_id"], payload["channel_name"]) == (ADA, GENERAL, "general")


async def test_nobody_connected_means_that_the_command_fails(slack: SlackStandIn) -> None:
    assert (await slack.command(ADA, GENERAL, "/robot")).error == "dispatch_failed"


async def test_no_acknowledgement_in_time_shows_as_a_timeout() -> None:
    slack = furnished(SlackStandIn(MANIFEST, timing=HASTY))
    await slack.start()
    app = RawApp(slack, lambda _envelope: SILENCE)
    await app.connect()
    try:
        answer = await slack.command(ADA, GENERAL, "/robot")
        assert answer.error == "operation_timeout"
        await app.wait_for(lambda: app.seen)
        await app.sockets[0].send_json({"envelope_id": app.seen[0]["envelope_id"]})
        await slack.wait_for(lambda: slack.problems)
        assert "too late" in slack.problems[0]
    finally:
        await app.close()
        await slack.stop()


async def test_an_acknowledgement_may_come_over_another_connection(slack: SlackStandIn, app: RawApp) -> None:
    other = await app.connect()
    app.answer = lambda _envelope: SILENCE
    command = asyncio.create_task(slack.command(ADA, GENERAL, "/robot"))
    await app.wait_for(lambda: app.seen)
    await other.send_json({"envelope_id": app.seen[0]["envelope_id"], "payload": {"text": "here"}})
    answer = await command
    assert answer.message is not None
    assert answer.message.text == "here"


async def test_a_payload_where_none_is_taken_is_noted(slack: SlackStandIn, app: RawApp) -> None:
    sent = await client_of(slack).chat_postMessage(channel=GENERAL, text="x", blocks=[actions(button())])
    app.answer = lambda _envelope: {"text": "unheard"}
    answer = await slack.click(ADA, slack.messages(GENERAL)[0], "press")
    assert sent["ok"]
    assert answer.messages == []
    assert slack.problems == ["a payload in an acknowledgement that accepts none"]


@pytest.mark.parametrize("words", ["not json", "[]", "{}"])
async def test_what_is_no_acknowledgement_is_noted(slack: SlackStandIn, app: RawApp, words: str) -> None:
    await app.sockets[0].send_str(words)
    await slack.wait_for(lambda: slack.problems)
    assert slack.problems == [f"not an acknowledgement: {words}"]


async def test_a_renewal_is_asked_for_and_the_connection_closed(slack: SlackStandIn, app: RawApp) -> None:
    await slack.disconnect("refresh_requested")
    await app.wait_for(lambda: app.goodbyes == ["refresh_requested"])
    assert slack.connections == 0


async def test_a_warning_leaves_the_connection_open(slack: SlackStandIn, app: RawApp) -> None:
    await slack.disconnect("warning")
    assert slack.connections == 1


async def test_a_payload_that_arrives_twice_is_the_same_envelope(slack: SlackStandIn, app: RawApp) -> None:
    slack.deliver_twice()
    await slack.command(ADA, GENERAL, "/robot")
    await slack.command(ADA, GENERAL, "/robot")
    first, copy, later = app.seen
    assert first == copy
    assert later["envelope_id"] != first["envelope_id"]


async def test_an_earlier_payload_can_be_sent_again(slack: SlackStandIn, app: RawApp) -> None:
    await slack.command(ADA, GENERAL, "/robot one")
    await slack.command(ADA, GENERAL, "/robot two")
    await slack.redeliver(slack.deliveries[0])
    assert app.seen[2] == app.seen[0]


async def test_an_event_without_acknowledgement_comes_again(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(MANIFEST, timing=HASTY, clock=clock))
    await slack.start()
    app = RawApp(slack)
    app.answer = lambda _envelope: None if len(app.seen) == 3 else SILENCE
    await app.connect()
    try:
        answer = await slack.open_home(ADA)
        assert answer.error == "operation_timeout"
        await app.wait_for(lambda: len(app.seen) >= 3)
        assert [event.get("retry_attempt") for event in app.seen[:3]] == [None, 1, 2]
        assert len({event["payload"]["event_id"] for event in app.seen}) == 1
        assert app.seen[1]["retry_reason"] == "timeout"
    finally:
        await app.close()
        await slack.stop()


async def test_during_an_outage_connections_are_cut_and_refused(slack: SlackStandIn, app: RawApp) -> None:
    await slack.down()
    await slack.wait_for(lambda: slack.connections == 0)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client_of(slack).auth_test()
    await slack.up()
    assert (await client_of(slack).auth_test())["ok"]
    await app.connect()
    assert (await slack.command(ADA, GENERAL, "/robot")).error is None


async def test_a_wrong_message_in_an_acknowledgement_is_told_to_the_person(slack: SlackStandIn, app: RawApp) -> None:
    app.answer = lambda _envelope: {"blocks": [{"type": "header", "text": text("x" * 151)}]}
    answer = await slack.command(ADA, GENERAL, "/robot")
    assert answer.error == "invalid_blocks"
    assert "151 characters" in slack.problems[0]
