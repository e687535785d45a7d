"""What the app says outside the Web API: messages in acknowledgements of commands, and at response_urls.

Source: docs.slack.dev/interactivity/handling-user-interaction#message_responses.
"""

from bot.sandbox.slack.content import content_of
from bot.sandbox.slack.errors import ApiError, refused
from bot.sandbox.slack.messages import Content, Message
from bot.sandbox.slack.reply_urls import ReplyUrl
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace

_FLAGS = ("replace_original", "delete_original", "unfurl_links", "unfurl_media", "mrkdwn", "link_names")
_FIELDS = frozenset({"text", "blocks", "attachments", "metadata", "response_type", "thread_ts", "parse", *_FLAGS})


def _checked(space: Workspace, body: Json) -> Content:
    unknown = sorted(set(body) - _FIELDS)
    if unknown:
        raise refused("invalid_arguments", [f"unknown argument: {name}" for name in unknown])
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise refused("invalid_arguments", ["response_type must be one of: ephemeral, in_channel"])
    return content_of(body, space.ids)


def say_in_answer(space: Workspace, body: Json, channel: str, user: str) -> Message:
    """The message that answers a command. Ephemeral unless it says otherwise. Raises ApiError."""
    content = _checked(space, body)
    if content.is_empty:
        raise ApiError("no_text")
    seen_by = None if body.get("response_type") == "in_channel" else user
    return space.as_bot(channel, content, thread_ts=body.get("thread_ts"), seen_by=seen_by)


def say_at_reply_url(space: Workspace, url: ReplyUrl, body: Json) -> Message | None:
    """What came in at a response_url: a message, or a change of the one acted upon. Raises ApiError."""
    if url.source is not None and body.get("delete_original"):
        space.delete(url.source)
        return None
    if url.source is not None and body.get("replace_original"):
        content = _checked(space, body)
        if content.is_empty:
            raise ApiError("no_text")
        space.edit(url.source, content)
        return url.source
    message = say_in_answer(space, body, url.channel, url.user)
    url.said.append(message)
    return message
