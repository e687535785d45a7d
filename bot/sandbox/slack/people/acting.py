"""What all acting has in common: who may act, and the way to the app and back."""

from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.link.delivery import Delivery, Dispatch, Kind, Reply
from bot.sandbox.slack.people.answer import Answer
from bot.sandbox.slack.people.events import Events
from bot.sandbox.slack.reply_urls import ReplyUrl
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.timing import Clock
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace

NOT_INTERACTIVE = "This app is not configured to handle interactive responses."


class Acting:
    """Base of everything people do. ``user`` and ``channel`` arguments are ids."""

    def __init__(self, space: Workspace, dispatch: Dispatch, wall: Clock) -> None:
        self._space = space
        self._dispatch = dispatch
        self._wall = wall
        self._events = Events(space, dispatch, wall)

    def reply_address(self, url: ReplyUrl) -> str:
        """The whole response_url."""
        raise NotImplementedError

    def _person(self, user_id: str) -> User:
        user = self._space.directory.user(user_id)
        if user.deleted or user.is_bot:
            raise CannotAct(f"{user.name} is {'deactivated' if user.deleted else 'a bot'}")
        return user

    def _place(self, user: User, channel_id: str) -> Channel:
        """A channel the person is in."""
        channel = self._space.directory.channels.get(channel_id)
        if channel is None or user.id not in channel.members:
            raise CannotAct(f"{user.name} is not in {channel_id}")
        return channel

    async def _send(self, kind: Kind, payload: Json, *, takes_answer: bool) -> Reply:
        return await self._dispatch.send(Delivery(kind, payload, takes_answer, int(self._wall())))

    def _answer(self, trigger: Trigger, reply_url: ReplyUrl | None = None, error: str | None = None) -> Answer:
        return Answer(error, trigger=trigger, reply_url=reply_url, all_views=self._space.views)

    def _check_sees(self, user: User, view: View) -> None:
        if view.user != user.id:
            raise CannotAct(f"{view.title!r} is not {user.name}'s view")
        if not view.is_open:
            raise CannotAct(f"{view.title!r} is closed")
