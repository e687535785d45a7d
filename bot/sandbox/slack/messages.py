"""Messages: what stands in channels and threads, and what only one person sees."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.slack.shapes import Json, copied
from bot.sandbox.slack.timing import Timestamps


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says. ``attachments`` are legacy ones."""

    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.text.strip() or self.blocks or self.attachments)


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now; ``versions`` are its earlier contents, oldest first.

    ``thread_ts`` is None on messages that are not replies; ``is_broadcast`` replies show in the channel too.
    ``seen_by`` is set on ephemeral ones.
    """

    channel: str
    ts: str
    author: str
    content: Content
    thread_ts: str | None = None
    is_broadcast: bool = False
    seen_by: str | None = None
    edited_ts: str | None = None
    is_deleted: bool = False
    versions: list[Content] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def blocks(self) -> list[Json]:
        return self.content.blocks

    @property
    def metadata(self) -> Json | None:
        return self.content.metadata

    @property
    def is_ephemeral(self) -> bool:
        return self.seen_by is not None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True)
class Post:
    """A message about to be stored."""

    channel: str
    author: str
    content: Content
    thread_ts: str | None = None
    is_broadcast: bool = False
    seen_by: str | None = None


class Messages:
    """All messages of the workspace, oldest first."""

    def __init__(self, stamps: Timestamps) -> None:
        self._stamps = stamps
        self._all: list[Message] = []

    def add(self, post: Post) -> Message:
        stamp = self._stamps.next()
        message = Message(
            post.channel, stamp, post.author, post.content, post.thread_ts, post.is_broadcast, post.seen_by
        )
        self._all.append(message)
        return message

    def edit(self, message: Message, content: Content) -> None:
        message.versions.append(message.content)
        message.content = content
        message.edited_ts = self._stamps.next()

    def find(self, channel: str, ts: str) -> Message | None:
        """A message that everybody in the channel can see."""
        return next((one for one in self.visible(channel) if one.ts == ts), None)

    def visible(self, channel: str) -> Iterator[Message]:
        """All that everybody in the channel can see, replies included."""
        return (one for one in self._all if one.channel == channel and not one.is_deleted and not one.is_ephemeral)

    def timeline(self, channel: str) -> list[Message]:
        """What the channel itself shows: no replies but the broadcast ones."""
        return [one for one in self.visible(channel) if one.is_broadcast or not one.is_reply]

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        return [one for one in self.visible(channel) if one.is_reply and one.thread_ts == thread_ts]

    def ephemerals(self, user: str) -> list[Message]:
        return [one for one in self._all if one.seen_by == user and not one.is_deleted]

    def as_json(self, message: Message, team_id: str, bot: tuple[str, str, str], *, has_metadata: bool) -> Json:
        """The message object of the Web API. ``bot`` is (user id, bot id, app id)."""
        found: Json = {"type": "message", "user": message.author, "ts": message.ts, "text": message.text}
        found |= {"team": team_id, "blocks": message.blocks}
        if message.author == bot[0]:
            found |= {"bot_id": bot[1], "app_id": bot[2]}
        if message.content.attachments:
            found |= {"attachments": message.content.attachments}
        if message.edited_ts:
            found |= {"edited": {"user": message.author, "ts": message.edited_ts}}
        if has_metadata and message.metadata:
            found |= {"metadata": message.metadata}
        return copied(found | self._thread_fields(message))

    def _thread_fields(self, message: Message) -> Json:
        if message.is_reply:
            subtype = {"subtype": "thread_broadcast"} if message.is_broadcast else {}
            return {"thread_ts": message.thread_ts, **subtype}
        replies = self.replies(message.channel, message.ts)
        if not replies:
            return {}
        users = sorted({one.author for one in replies})
        counts = {"reply_count": len(replies), "reply_users_count": len(users), "reply_users": users}
        return {"thread_ts": message.ts, "latest_reply": replies[-1].ts, **counts}
