"""conversations.*: channels, their members, and what was said in them."""

import re

from bot.sandbox.slack.api.access import need, readable_channel, scope_for
from bot.sandbox.slack.api.paging import page_of
from bot.sandbox.slack.directory import Channel, Kind
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace

_KINDS: dict[str, Kind] = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
_MOST_USERS = 8


def history(space: Workspace, args: Json) -> Json:
    """The channel's own messages, newest first."""
    channel = readable_channel(space, args["channel"], "history")
    if space.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    found = _between(space.messages.timeline(channel.id), args)
    return _messages(space, found[::-1], args, 100)


def replies(space: Workspace, args: Json) -> Json:
    """A thread, oldest first, its root always among them."""
    channel = readable_channel(space, args["channel"], "history")
    if space.app.bot_user_id not in channel.members:
        raise ApiError("channel_not_found")
    named = space.messages.find(channel.id, args["ts"])
    if named is None:
        raise ApiError("thread_not_found")
    root = space.messages.find(channel.id, named.thread_ts or named.ts)
    thread = space.messages.replies(channel.id, named.thread_ts or named.ts)
    found = ([root] if root else []) + _between(thread, args)
    return _messages(space, found, args, 1000)


def _messages(space: Workspace, found: list[Message], args: Json, default: int) -> Json:
    page, cursor = page_of(found, args, default)
    has_metadata = bool(args.get("include_all_metadata"))
    answer: Json = {"messages": [space.message_json(one, has_metadata=has_metadata) for one in page]}
    return answer | {"has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _between(messages: list[Message], args: Json) -> list[Message]:
    oldest, latest = _stamp(args, "oldest"), _stamp(args, "latest")
    inclusive = bool(args.get("inclusive"))

    def is_within(message: Message) -> bool:
        stamp = float(message.ts)
        is_after = oldest is None or stamp > oldest or (inclusive and stamp == oldest)
        return is_after and (latest is None or stamp < latest or (inclusive and stamp == latest))

    return [message for message in messages if is_within(message)]


def _stamp(args: Json, name: str) -> float | None:
    value = args.get(name)
    if value in (None, "", "now"):
        return None
    if not re.fullmatch(r"\d+(\.\d+)?", str(value)):
        raise ApiError(f"invalid_ts_{name}")
    return float(str(value))


def info(space: Workspace, args: Json) -> Json:
    channel = readable_channel(space, args["channel"], "read")
    found = channel.as_json(space.app.bot_user_id)
    if args.get("include_num_members"):
        found |= {"num_members": len(channel.members)}
    return {"channel": found}


def members(space: Workspace, args: Json) -> Json:
    channel = readable_channel(space, args["channel"], "read")
    page, cursor = page_of(sorted(channel.members), args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_channels(space: Workspace, args: Json) -> Json:
    names = [name.strip() for name in args.get("types", "public_channel").split(",")]
    if not set(names) <= set(_KINDS):
        raise ApiError("invalid_types")
    for name in names:
        need(space, scope_for(_KINDS[name], "read"))
    kinds = {_KINDS[name] for name in names}
    found = [channel for channel in space.directory.channels.values() if _is_listed(space, channel, kinds, args)]
    page, cursor = page_of(found, args)
    listed = [channel.as_json(space.app.bot_user_id) for channel in page]
    return {"channels": listed, "response_metadata": {"next_cursor": cursor}}


def _is_listed(space: Workspace, channel: Channel, kinds: set[Kind], args: Json) -> bool:
    is_visible = channel.kind == "channels" or space.app.bot_user_id in channel.members
    return is_visible and channel.kind in kinds and not (args.get("exclude_archived") and channel.is_archived)


def open_dm(space: Workspace, args: Json) -> Json:
    """A direct message with one person."""
    if args.get("channel"):
        channel = readable_channel(space, args["channel"], "write")
    else:
        channel = space.directory.dm(_one_user(space, args.get("users", "")))
    found = channel.as_json(space.app.bot_user_id) if args.get("return_im") else {"id": channel.id}
    return {"channel": found}


def _one_user(space: Workspace, users: str) -> str:
    ids = [one.strip() for one in users.split(",") if one.strip()]
    if not ids:
        raise ApiError("users_list_not_supplied")
    if len(ids) > 1:
        need(space, "mpim:write")
        raise ApiError("too_many_users")
    need(space, "im:write")
    user = space.directory.users.get(ids[0])
    if user is None:
        raise ApiError("user_not_found")
    if user.deleted:
        raise ApiError("user_disabled")
    return user.id
