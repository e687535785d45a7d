"""chat.*: posting, changing, deleting, linking."""

from bot.sandbox.slack.api.access import known_channel, writable_channel
from bot.sandbox.slack.app import TEAM_DOMAIN
from bot.sandbox.slack.content import content_of
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.kit.figures import MOST
from bot.sandbox.slack.messages import Content, Message, Post
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace


def _content(space: Workspace, args: Json) -> Content:
    if args.get("text") and args.get("markdown_text"):
        raise ApiError("markdown_text_conflict")
    content = content_of(args, space.ids)
    if content.is_empty:
        raise ApiError("no_text")
    return content


def post_message(space: Workspace, args: Json) -> Json:
    channel = writable_channel(space, args["channel"])
    content = _content(space, args)
    thread_ts = _thread(space, channel, args.get("thread_ts"))
    space.limits.take_post(channel.id)
    is_broadcast = bool(thread_ts and args.get("reply_broadcast"))
    post = Post(channel.id, space.app.bot_user_id, content, thread_ts, is_broadcast)
    message = space.say(post)
    return _posted(space, message, is_cut=len(args.get("text", "")) > MOST["message.text_truncated_at"])


def _thread(space: Workspace, channel: Channel, thread_ts: str | None) -> str | None:
    """The ts of the thread's root, whichever message of the thread was named."""
    if not thread_ts:
        return None
    root = space.messages.find(channel.id, thread_ts)
    if root is None:
        raise ApiError("cannot_reply_to_message")
    return root.thread_ts or root.ts


def _posted(space: Workspace, message: Message, *, is_cut: bool) -> Json:
    sent = space.message_json(message, has_metadata=True)
    answer: Json = {"channel": message.channel, "ts": message.ts, "message": sent}
    if is_cut:
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def post_ephemeral(space: Workspace, args: Json) -> Json:
    channel = writable_channel(space, args["channel"])
    if space.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    if args["user"] not in channel.members:
        raise ApiError("user_not_in_channel")
    content, thread_ts = _content(space, args), args.get("thread_ts")
    message = space.as_bot(channel.id, content, thread_ts=thread_ts, seen_by=args["user"])
    return {"message_ts": message.ts}


def _message(space: Workspace, args: Json, name: str = "ts") -> Message:
    channel = known_channel(space, args["channel"])
    message = space.messages.find(channel.id, args[name])
    if message is None:
        raise ApiError("message_not_found")
    return message


def update(space: Workspace, args: Json) -> Json:
    """Blocks and attachments that are not sent stay as they were."""
    message = _message(space, args)
    if message.author != space.app.bot_user_id:
        raise ApiError("cant_update_message")
    old = message.content
    kept = {"blocks": old.blocks, "attachments": old.attachments, "metadata": old.metadata}
    content = _content(space, {**{k: v for k, v in kept.items() if v is not None}, **args})
    space.edit(message, content)
    sent = space.message_json(message, has_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": content.text, "message": sent}


def delete(space: Workspace, args: Json) -> Json:
    message = _message(space, args)
    if message.author != space.app.bot_user_id:
        raise ApiError("cant_delete_message")
    space.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(space: Workspace, args: Json) -> Json:
    message = _message(space, args, "message_ts")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return {"channel": message.channel, "permalink": link}
