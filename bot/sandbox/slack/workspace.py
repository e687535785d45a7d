"""The workspace: everything the stand-in remembers, in one place."""

from dataclasses import dataclass, field

from bot.sandbox.slack.api.limits import Limits
from bot.sandbox.slack.app import App
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.directory import Directory
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.form import Values
from bot.sandbox.slack.messages import Content, Message, Messages, Post
from bot.sandbox.slack.reply_urls import ReplyUrls
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.timing import Clock, Ids, Timestamps, Timing
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import View, Views


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call as it was answered. ``error`` is None where it was ok; ``scopes`` are those it relied on."""

    method: str
    args: Json
    scopes: tuple[str, ...]
    error: str | None
    at: float


@dataclass(slots=True)
class Journal:
    """What happened: ``calls`` in their order, and ``problems``, the things Slack swallows without a word."""

    calls: list[Call] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Workspace:
    """State only: who is there, what was said, what is open. Everything that changes it tells `changes`."""

    def __init__(self, app: App, timing: Timing, clock: Clock, wall: Clock) -> None:
        self.app = app
        self.timing = timing
        self.clock = clock
        self.wall = wall
        self.ids = Ids()
        self.stamps = Timestamps(wall)
        self.changes = Changes()
        self.journal = Journal()
        self.limits = Limits(clock)
        self.directory = Directory(app, self.ids)
        self.messages = Messages(self.stamps)
        self.triggers = Triggers(clock, timing.trigger)
        self.views = Views(self.ids)
        self.entered: dict[tuple[str, str, str], tuple[list[Json], Values]] = {}
        """By person, channel and message: the blocks they saw, and what they entered there."""
        self.files = Files(self.ids, wall)
        self.reply_urls = ReplyUrls(clock, timing, app.team_id)

    def say(self, post: Post) -> Message:
        message = self.messages.add(post)
        self.changes.tell()
        return message

    def as_bot(
        self, channel: str, content: Content, *, thread_ts: str | None = None, seen_by: str | None = None
    ) -> Message:
        """A message of the app, public or for one person's eyes."""
        return self.say(Post(channel, self.app.bot_user_id, content, thread_ts, seen_by=seen_by))

    def edit(self, message: Message, content: Content) -> None:
        self.messages.edit(message, content)
        self.changes.tell()

    def delete(self, message: Message) -> None:
        message.is_deleted = True
        self.changes.tell()

    def message_json(self, message: Message, *, has_metadata: bool = False) -> Json:
        bot = (self.app.bot_user_id, self.app.bot_id, self.app.app_id)
        return self.messages.as_json(message, self.app.team_id, bot, has_metadata=has_metadata)

    def view_json(self, view: View) -> Json:
        return view.as_json(self.app)

    def note(self, problem: str) -> None:
        """Keeps what the real Slack would drop in silence or answer with a generic error."""
        self.journal.problems.append(problem)
        self.changes.tell()
