"""Reading channels and threads, and who is in the workspace."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from tests.sandbox.slack.support import ADA, BOB, GENERAL, Refusal, StillClock, client_of, furnished, manifest

METADATA = {"event_type": "note", "event_payload": {"key": "k1"}}


@pytest.fixture
async def thread(slack: SlackStandIn, client: AsyncWebClient, clock: StillClock) -> list[str]:
    """A root with metadata, two replies (the last one broadcast), and another root: their timestamps."""
    stamps: list[str] = []
    for number, more in enumerate([{}, {"in": True}, {"in": True, "reply_broadcast": True}, {}]):
        clock.now += 1
        args: dict[str, Any] = {key: value for key, value in more.items() if key != "in"}
        args |= {"thread_ts": stamps[0]} if "in" in more else {}
        sent = await client.chat_postMessage(channel=GENERAL, text=f"m{number}", metadata=METADATA, **args)
        stamps.append(sent["ts"])
    return stamps


def texts(answer: Any) -> list[str]:
    return [message["text"] for message in answer["messages"]]


async def test_history_is_newest_first_without_quiet_replies(client: AsyncWebClient, thread: list[str]) -> None:
    assert texts(await client.conversations_history(channel=GENERAL)) == ["m3", "m2", "m0"]


async def test_replies_are_oldest_first_with_the_root(client: AsyncWebClient, thread: list[str]) -> None:
    answer = await client.conversations_replies(channel=GENERAL, ts=thread[0])
    assert texts(answer) == ["m0", "m1", "m2"]
    root = answer["messages"][0]
    assert (root["thread_ts"], root["reply_count"], root["latest_reply"]) == (thread[0], 2, thread[2])


async def test_metadata_comes_back_only_when_asked_for(client: AsyncWebClient, thread: list[str]) -> None:
    plain = await client.conversations_history(channel=GENERAL)
    assert all("metadata" not in message for message in plain["messages"])
    full = await client.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert all(message["metadata"] == METADATA for message in full["messages"])
    replies = await client.conversations_replies(channel=GENERAL, ts=thread[0], include_all_metadata=True)
    assert all(message["metadata"] == METADATA for message in replies["messages"])


async def test_history_can_be_bounded_in_time(client: AsyncWebClient, thread: list[str]) -> None:
    since = await client.conversations_history(channel=GENERAL, oldest=thread[0])
    assert texts(since) == ["m3", "m2"]
    around = await client.conversations_history(channel=GENERAL, oldest=thread[0], latest=thread[2], inclusive=True)
    assert texts(around) == ["m2", "m0"]
    with Refusal() as refusal:
        await client.conversations_history(channel=GENERAL, oldest="yesterday")
    assert refusal.code == "invalid_ts_oldest"


async def test_the_root_comes_with_its_replies_however_old_it_is(client: AsyncWebClient, thread: list[str]) -> None:
    answer = await client.conversations_replies(channel=GENERAL, ts=thread[0], oldest=thread[1])
    assert texts(answer) == ["m0", "m2"]


async def test_pages_follow_each_other_by_cursor(client: AsyncWebClient, thread: list[str]) -> None:
    first = await client.conversations_history(channel=GENERAL, limit=2)
    assert (texts(first), first["has_more"]) == (["m3", "m2"], True)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=GENERAL, limit=2, cursor=cursor)
    assert (texts(second), second["has_more"]) == (["m0"], False)
    with Refusal() as refusal:
        await client.conversations_history(channel=GENERAL, cursor="???")
    assert refusal.code == "invalid_cursor"


async def test_a_thread_that_is_not_there_is_not_found(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.conversations_replies(channel=GENERAL, ts="1.000000")
    assert refusal.code == "thread_not_found"


async def test_history_is_open_to_members_only(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.add_channel("C0AWAY", "away", with_bot=False)
    with Refusal() as refusal:
        await client.conversations_history(channel="C0AWAY")
    assert refusal.code == "not_in_channel"


async def test_private_history_needs_a_scope_of_its_own(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(without="groups:history"), clock=clock))
    slack.add_channel("C0SECRET", "secret", [ADA], private=True)
    await slack.start()
    try:
        with Refusal() as refusal:
            await client_of(slack).conversations_history(channel="C0SECRET")
        assert (refusal.code, refusal.response["needed"]) == ("missing_scope", "groups:history")
    finally:
        await slack.stop()


async def test_channels_tell_kind_membership_and_size(slack: SlackStandIn, client: AsyncWebClient) -> None:
    answer = await client.conversations_info(channel=GENERAL, include_num_members=True)
    channel = answer["channel"]
    assert (channel["name"], channel["is_member"], channel["is_private"]) == ("general", True, False)
    assert channel["num_members"] == 3
    assert set((await client.conversations_members(channel=GENERAL))["members"]) >= {ADA, BOB}


async def test_the_list_leaves_out_private_channels_without_the_bot(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.add_channel("C0OLD", "old").is_archived = True
    answer = await client.conversations_list(exclude_archived=True)
    assert [channel["id"] for channel in answer["channels"]] == [GENERAL]
    with Refusal() as refusal:
        await client.conversations_list(types="private_channel")
    assert (refusal.code, refusal.response["needed"]) == ("missing_scope", "groups:read")
    with Refusal() as refusal:
        await client.conversations_list(types="secret")
    assert refusal.code == "invalid_types"


async def test_a_direct_message_is_opened_with_one_living_person(slack: SlackStandIn, client: AsyncWebClient) -> None:
    opened = await client.conversations_open(users=ADA)
    assert opened["channel"]["id"] == slack.dm(ADA)
    slack.add_user("U0GONE", "gone", deleted=True)
    for users, code in [("", "users_list_not_supplied"), ("U0NONE", "user_not_found"), ("U0GONE", "user_disabled")]:
        with Refusal() as refusal:
            await client.conversations_open(users=users)
        assert refusal.code == code


async def test_a_direct_message_needs_its_scope(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(without="im:write"), clock=clock))
    await slack.start()
    try:
        with Refusal() as refusal:
            await client_of(slack).conversations_open(users=ADA)
        assert refusal.code == "missing_scope"
    finally:
        await slack.stop()


async def test_people_are_described_with_their_flags(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.add_user("U0GUEST", "guest", is_restricted=True, tz="Europe/Berlin", locale="de-DE")
    slack.add_user("W0OTHER", "other", is_stranger=True, team_id="T0OTHER")
    guest = (await client.users_info(user="U0GUEST", include_locale=True))["user"]
    assert (guest["is_restricted"], guest["tz"], guest["locale"]) == (True, "Europe/Berlin", "de-DE")
    other = (await client.users_info(user="W0OTHER"))["user"]
    assert (other["is_stranger"], other["team_id"], "email" in other["profile"]) == (True, "T0OTHER", False)
    with Refusal() as refusal:
        await client.users_info(user="U0NONE")
    assert refusal.code == "user_not_found"


async def test_mail_addresses_are_told_only_with_their_scope(clock: StillClock) -> None:
    slack = furnished(SlackStandIn(manifest(without="users:read.email"), clock=clock))
    await slack.start()
    try:
        user = (await client_of(slack).users_info(user=ADA))["user"]
        assert "email" not in user["profile"]
        with Refusal() as refusal:
            await client_of(slack).users_lookupByEmail(email="ada@example.com")
        assert refusal.code == "missing_scope"
    finally:
        await slack.stop()


async def test_people_are_found_by_mail_address(client: AsyncWebClient) -> None:
    assert (await client.users_lookupByEmail(email="ADA@example.com"))["user"]["id"] == ADA
    with Refusal() as refusal:
        await client.users_lookupByEmail(email="nobody@example.com")
    assert refusal.code == "users_not_found"


async def test_everybody_is_listed_in_pages(client: AsyncWebClient) -> None:
    first = await client.users_list(limit=2)
    rest = await client.users_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert len(first["members"]) + len(rest["members"]) == 3


async def test_user_groups_leave_out_the_deactivated(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.add_user("U0GONE", "gone", deleted=True)
    slack.add_user_group("S0APPROVERS", [ADA, "U0GONE"], "approvers")
    answer = await client.usergroups_users_list(usergroup="S0APPROVERS")
    assert answer["users"] == [ADA]
    listed = await client.usergroups_list(include_users=True)
    assert listed["usergroups"][0]["handle"] == "approvers"
    with Refusal() as refusal:
        await client.usergroups_users_list(usergroup="S0NONE")
    assert refusal.code == "no_such_subteam"


async def test_the_bot_knows_itself(slack: SlackStandIn, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0SANDBOX", "U0SANDBOXBOT", "B0SANDBOX")
