"""Posting, changing, deleting, linking."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from tests.sandbox.slack.support import (
    ADA,
    BOB,
    GENERAL,
    MANIFEST,
    Refusal,
    StillClock,
    actions,
    button,
    client_of,
    furnished,
    section,
)

METADATA = {"event_type": "note", "event_payload": {"key": "k1"}}


async def post(slack: SlackStandIn, clock: StillClock, **args: Any) -> Any:
    """A post after the second that Slack wants between two."""
    clock.now += 1
    return await client_of(slack).chat_postMessage(**{"channel": GENERAL, "text": "x", **args})


async def test_a_second_post_within_the_second_is_rate_limited(slack: SlackStandIn, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=GENERAL, text="one")
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="two")
    assert refusal.code == "ratelimited"
    assert refusal.response.status_code == 429
    assert refusal.response.headers["Retry-After"] == "1"
    assert [message.text for message in slack.messages(GENERAL)] == ["one"]


async def test_a_second_later_the_channel_takes_the_next_post(slack: SlackStandIn, clock: StillClock) -> None:
    await post(slack, clock, text="one")
    await post(slack, clock, text="two")
    assert len(slack.messages(GENERAL)) == 2


async def test_each_channel_has_a_second_of_its_own(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.add_channel("C0OTHER", "other")
    await client.chat_postMessage(channel=GENERAL, text="one")
    assert (await client.chat_postMessage(channel="C0OTHER", text="one"))["ok"]


async def test_a_refused_post_does_not_use_up_the_second(client: AsyncWebClient) -> None:
    with Refusal():
        await client.chat_postMessage(channel=GENERAL, text="x", blocks=[{"type": "nope"}])
    assert (await client.chat_postMessage(channel=GENERAL, text="x"))["ok"]


@pytest.mark.parametrize(
    ("private", "error"),
    [(False, "not_in_channel"), (True, "channel_not_found")],
)
async def test_the_bot_posts_only_where_it_is_a_member(
    slack: SlackStandIn, client: AsyncWebClient, private: bool, error: str
) -> None:
    slack.add_channel("C0CLOSED", "closed", [ADA], private=private, with_bot=False)
    with Refusal() as refusal:
        await client.chat_postMessage(channel="C0CLOSED", text="x")
    assert refusal.code == error


async def test_an_archived_channel_takes_no_posts(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.add_channel("C0OLD", "old").is_archived = True
    with Refusal() as refusal:
        await client.chat_postMessage(channel="C0OLD", text="x")
    assert refusal.code == "is_archived"


async def test_a_user_id_stands_for_the_direct_message(slack: SlackStandIn, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel=ADA, text="hello")
    assert sent["channel"] == slack.dm(ADA)
    assert [message.text for message in slack.messages(slack.dm(ADA))] == ["hello"]


async def test_without_a_messages_tab_there_are_no_direct_messages(clock: StillClock) -> None:
    features = {**MANIFEST["features"], "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False}}
    slack = furnished(SlackStandIn({**MANIFEST, "features": features}, clock=clock))
    await slack.start()
    try:
        with Refusal() as refusal:
            await client_of(slack).chat_postMessage(channel=ADA, text="x")
        assert refusal.code == "messages_tab_disabled"
    finally:
        await slack.stop()


async def test_a_message_must_say_something(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.api_call("chat.postMessage", json={"channel": GENERAL, "text": " ", "blocks": []})
    assert refusal.code == "no_text"


async def test_wrong_blocks_are_refused_with_a_pointer_to_each_fault(client: AsyncWebClient) -> None:
    blocks = [section("x" * 3001), actions(button("a"), {"type": "nope"})]
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="x", blocks=blocks)
    assert refusal.code == "invalid_blocks"
    assert refusal.response["errors"] == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "unsupported type: nope [json-pointer:/blocks/1/elements/1/type]",
    ]
    assert refusal.reasons == [f"[ERROR] {line}" for line in refusal.response["errors"]]


async def test_a_text_over_40000_characters_is_cut_with_a_warning(slack: SlackStandIn, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel=GENERAL, text="x" * 40_001)
    assert sent["warning"] == "message_truncated"
    assert len(slack.messages(GENERAL)[0].text) == 40_000


async def test_missing_block_ids_and_text_defaults_are_filled_in(client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel=GENERAL, text="x", blocks=[section(), actions(button())])
    first, second = sent["message"]["blocks"]
    assert first["block_id"] != second["block_id"]
    assert second["elements"][0]["text"]["emoji"] is True
    assert first["text"]["verbatim"] is False


async def test_a_reply_needs_a_message_to_reply_to(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="x", thread_ts="1.000000")
    assert refusal.code == "cannot_reply_to_message"


async def test_replies_stay_in_the_thread_unless_they_are_broadcast(slack: SlackStandIn, clock: StillClock) -> None:
    root = await post(slack, clock, text="root")
    await post(slack, clock, text="quiet", thread_ts=root["ts"])
    await post(slack, clock, text="loud", thread_ts=root["ts"], reply_broadcast=True)
    assert [message.text for message in slack.messages(GENERAL)] == ["root", "loud"]
    assert [message.text for message in slack.messages(GENERAL, root["ts"])] == ["root", "quiet", "loud"]


async def test_a_reply_to_a_reply_lands_in_the_same_thread(slack: SlackStandIn, clock: StillClock) -> None:
    root = await post(slack, clock, text="root")
    reply = await post(slack, clock, text="one", thread_ts=root["ts"])
    again = await post(slack, clock, text="two", thread_ts=reply["ts"])
    assert again["message"]["thread_ts"] == root["ts"]


async def test_text_and_markdown_text_exclude_each_other(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="x", markdown_text="y")
    assert refusal.code == "markdown_text_conflict"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "x"}, "invalid_metadata_schema"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"k": "y" * 16_000}}, "metadata_too_large"),
    ],
)
async def test_metadata_has_a_type_a_payload_and_a_size(client: AsyncWebClient, metadata: Any, error: str) -> None:
    with Refusal() as refusal:
        await client.chat_postMessage(channel=GENERAL, text="x", metadata=metadata)
    assert refusal.code == error


async def test_timestamps_are_unique_and_rise(slack: SlackStandIn, clock: StillClock) -> None:
    stamps = [(await post(slack, clock))["ts"] for _ in range(20)]
    assert stamps == sorted(set(stamps), key=float)


async def test_an_update_changes_the_message_in_place(slack: SlackStandIn, clock: StillClock) -> None:
    sent = await post(slack, clock, text="old", blocks=[section("old")])
    await client_of(slack).chat_update(channel=GENERAL, ts=sent["ts"], text="new", blocks=[section("new")])
    message = slack.messages(GENERAL)[0]
    assert (message.text, message.blocks[0]["text"]["text"]) == ("new", "new")
    assert message.edited_ts is not None
    assert [content.text for content in message.versions] == ["old"]


async def test_an_update_without_blocks_or_metadata_keeps_them(slack: SlackStandIn, clock: StillClock) -> None:
    sent = await post(slack, clock, blocks=[section("kept")], metadata=METADATA)
    await client_of(slack).chat_update(channel=GENERAL, ts=sent["ts"], text="new")
    message = slack.messages(GENERAL)[0]
    assert message.blocks[0]["text"]["text"] == "kept"
    assert message.metadata == METADATA


async def test_only_the_bots_own_messages_can_be_changed_or_deleted(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    message = await slack.write(ADA, GENERAL, "mine")
    with Refusal() as refusal:
        await client.chat_update(channel=GENERAL, ts=message.ts, text="x")
    assert refusal.code == "cant_update_message"
    with Refusal() as refusal:
        await client.chat_delete(channel=GENERAL, ts=message.ts)
    assert refusal.code == "cant_delete_message"


async def test_a_message_that_is_not_there_cannot_be_changed(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.chat_update(channel=GENERAL, ts="1.000000", text="x")
    assert refusal.code == "message_not_found"


async def test_a_deleted_message_is_gone(slack: SlackStandIn, clock: StillClock) -> None:
    sent = await post(slack, clock)
    await client_of(slack).chat_delete(channel=GENERAL, ts=sent["ts"])
    assert slack.messages(GENERAL) == []


async def test_an_ephemeral_message_is_seen_by_one_and_fetched_by_nobody(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postEphemeral(channel=GENERAL, user=ADA, text="psst")
    assert [message.text for message in slack.ephemerals(ADA)] == ["psst"]
    assert slack.ephemerals(BOB) == []
    assert (await client.conversations_history(channel=GENERAL))["messages"] == []
    with Refusal() as refusal:
        await client.chat_update(channel=GENERAL, ts=sent["message_ts"], text="x")
    assert refusal.code == "message_not_found"


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.add_user("U0EVE", "eve")
    with Refusal() as refusal:
        await client.chat_postEphemeral(channel=GENERAL, user="U0EVE", text="x")
    assert refusal.code == "user_not_in_channel"


async def test_permalinks_name_channel_and_thread(slack: SlackStandIn, clock: StillClock) -> None:
    root = await post(slack, clock)
    reply = await post(slack, clock, thread_ts=root["ts"])
    link = await client_of(slack).chat_getPermalink(channel=GENERAL, message_ts=reply["ts"])
    assert link["permalink"].endswith(f"p{reply['ts'].replace('.', '')}?thread_ts={root['ts']}&cid={GENERAL}")
    with Refusal() as refusal:
        await client_of(slack).chat_getPermalink(channel=GENERAL, message_ts="1.0")
    assert refusal.code == "message_not_found"
