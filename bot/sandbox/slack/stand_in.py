"""Slack on loopback: one workspace, one app, the people in it.

It renders and remembers, and refuses what Slack refuses; it never decides anything for the app.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, Unpack

from aiohttp import ClientSession

from bot.sandbox.slack.app import installed
from bot.sandbox.slack.directory import Channel, Directory, User, UserFlags, UserGroup
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.form import Values
from bot.sandbox.slack.link.delivery import Delivery, Dispatch, Reply
from bot.sandbox.slack.link.pushes import Pusher
from bot.sandbox.slack.link.sockets import DisconnectReason, Sockets
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people.commands import Commands
from bot.sandbox.slack.people.forms import Forms
from bot.sandbox.slack.render.frames import WIDTH, render_text, render_thread
from bot.sandbox.slack.reply_urls import ReplyUrl
from bot.sandbox.slack.server import Server
from bot.sandbox.slack.shapes import copied
from bot.sandbox.slack.timing import Clock, Timing
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Call, Workspace

FoundT = TypeVar("FoundT")


class SlackStandIn(Commands, Forms):
    """``manifest`` is the app's, as a mapping: it gives scopes, events, commands and tabs.

    ``clock`` (seconds, monotonic) rules the life of triggers and response_urls and all rates; ``wall`` (seconds since
    the epoch) the timestamps. Payloads go over Socket Mode until `push_to` names an address.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        team_id: str = "T0SANDBOX",
        *,
        timing: Timing | None = None,
        clock: Clock = time.monotonic,
        wall: Clock = time.time,
    ) -> None:
        self.app = installed(manifest, team_id)
        space = Workspace(self.app, timing or Timing(), clock, wall)
        self._sockets = Sockets(space)
        super().__init__(space, Dispatch(space, self._sockets), wall)
        self._faults = Faults()
        self._server = Server(space, self._sockets, self._faults)
        self._session: ClientSession | None = None
        self._pusher: Pusher | None = None

    # — listening ————————————————————————————————————————————————————————————————————————————————————————————————

    async def start(self, port: int = 0) -> None:
        """Listens on loopback, on a port that the system chooses unless one is named."""
        self._session = ClientSession()
        await self._server.start(port)

    async def stop(self) -> None:
        """Ends every connection and every task."""
        await self._dispatch.close()
        await self._server.stop()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def down(self) -> None:
        """An outage: connections are cut and refused until `up`."""
        await self._server.down()

    async def up(self) -> None:
        await self._server.up()

    @property
    def api_url(self) -> str:
        """The Web API's address, for ``AsyncWebClient(base_url=…)``."""
        return f"{self._server.base_url}/api/"

    @property
    def bot_token(self) -> str:
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        return self.app.signing_secret

    def reply_address(self, url: ReplyUrl) -> str:
        return f"{self._server.base_url}/hooks/{url.path}"

    def push_to(self, url: str | None) -> None:
        """HTTP mode: signed requests to that address. None goes back to Socket Mode. Call after `start`."""
        if url is None:
            self._pusher, self._dispatch.courier = None, self._sockets
            return
        if self._session is None:
            raise RuntimeError("start the stand-in first")
        self._pusher = Pusher(url, self.signing_secret, self._space.timing.ack, self._session)
        self._dispatch.courier = self._pusher

    async def verify_url(self) -> bool:
        """Slack's own check of the address before it accepts it: a signed ``url_verification``."""
        return self._pusher is not None and await self._pusher.is_ours(int(self._wall()))

    @property
    def connections(self) -> int:
        """Open Socket Mode connections."""
        return self._sockets.count

    # — furnishing ———————————————————————————————————————————————————————————————————————————————————————————————

    def add_user(self, user_id: str, name: str, **flags: Unpack[UserFlags]) -> User:
        """A person. ``flags`` are fields of `User`: is_restricted, is_stranger, team_id, deleted, tz, email …"""
        known: UserFlags = {"real_name": name.title(), "team_id": self.app.team_id, "email": f"{name}@example.com"}
        known.update(flags)
        user = User(user_id, name, **known)
        self._space.directory.users[user_id] = user
        return user

    def add_channel(
        self,
        channel_id: str,
        name: str,
        members: Collection[str] = (),
        *,
        private: bool = False,
        shared: bool = False,
        with_bot: bool = True,
    ) -> Channel:
        """A channel; the bot is a member unless told otherwise. ``shared``: with another organisation."""
        everyone = {*members, *([self.app.bot_user_id] if with_bot else [])}
        channel = Channel(channel_id, name, "groups" if private else "channels", everyone, is_shared=shared)
        self._space.directory.channels[channel_id] = channel
        return channel

    def add_user_group(self, group_id: str, members: Collection[str], handle: str | None = None) -> UserGroup:
        group = UserGroup(group_id, handle or group_id.lower(), list(members))
        self._space.directory.groups[group_id] = group
        return group

    def dm(self, user: str) -> str:
        """The channel id of the bot's direct message with that person."""
        return self._space.directory.dm(user).id

    # — reading ——————————————————————————————————————————————————————————————————————————————————————————————————

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What the channel shows (broadcast replies included); or a thread: its root, then the replies."""
        if thread_ts is None:
            return self._space.messages.timeline(channel)
        root = self._space.messages.find(channel, thread_ts)
        return ([root] if root else []) + self._space.messages.replies(channel, thread_ts)

    def ephemerals(self, user: str) -> list[Message]:
        """What only that person saw, oldest first."""
        return self._space.messages.ephemerals(user)

    def view(self, view_id: str) -> View:
        """Raises KeyError where there never was such a view."""
        found = self._space.views.get(view_id)
        if found is None:
            raise KeyError(view_id)
        return found

    def views_of(self, user: str) -> list[View]:
        """The modals the person has open, the topmost last."""
        return self._space.views.of_user(user)

    def home(self, user: str) -> View | None:
        """What the app published on the person's Home tab."""
        return self._space.views.home(user)

    def entered(self, user: str, message: Message) -> Values:
        """What the person has chosen in the message as it stands now."""
        seen, values = self._space.entered.get((user, message.channel, message.ts), ([], {}))
        return copied(values) if seen == message.blocks else {}

    @property
    def directory(self) -> Directory:
        """Who and what is there."""
        return self._space.directory

    def name_of(self, some_id: str) -> str:
        """What people read for the id of a user, channel or user group."""
        return self._space.directory.name_of(some_id)

    def render_text(self, item: Message | View, width: int = WIDTH) -> str:
        """A message or view as plain text, with everybody's names."""
        return render_text(item, width, self.name_of)

    def render_thread(self, channel: str, thread_ts: str, width: int = WIDTH) -> str:
        """A root with its replies as plain text."""
        return render_thread(self.messages(channel, thread_ts), width, self.name_of)

    @property
    def log(self) -> list[Call]:
        """Every Web API call, in order."""
        return self._space.journal.calls

    @property
    def calls(self) -> Counter[str]:
        """How often each method was called."""
        return Counter(call.method for call in self.log)

    @property
    def problems(self) -> list[str]:
        """What Slack would have swallowed, or answered with a generic line: wrong answers of the app."""
        return self._space.journal.problems

    @property
    def deliveries(self) -> list[Delivery]:
        """Every payload sent to the app, copies and repetitions included."""
        return self._dispatch.sent

    async def wait_for(self, look: Callable[[], FoundT], timeout: float = 10.0) -> FoundT:  # noqa: ASYNC109
        """What ``look`` gives as soon as it is true; looked at whenever anything changes here. Raises TimeoutError."""
        return await self._space.changes.wait_for(look, timeout)

    def delete_message(self, message: Message) -> None:
        """Somebody who may deletes it: the app does not hear of it."""
        self._space.delete(message)

    # — breaking —————————————————————————————————————————————————————————————————————————————————————————————————

    def break_next(self, method: str, kind: str, times: int = 1) -> None:
        """The next calls of a Web API method (or ``response_url``) fail; for the kinds see `faults`."""
        self._faults.put(method, kind, times)

    @property
    def faults_met(self) -> int:
        """How many calls failed so."""
        return self._faults.met

    def count_calls(self, *, is_counting: bool) -> None:
        """Whether rates are kept: a house may be furnished before anybody counts."""
        self._space.limits.is_counting = is_counting

    def break_all(self, start: str, kind: str | None) -> None:
        """All calls of methods whose name begins so fail, until they are told None."""
        self._faults.stand(start, kind)

    def deliver_twice(self, times: int = 1) -> None:
        """The next payloads reach the app twice."""
        self._dispatch.deliver_twice(times)

    async def redeliver(self, delivery: Delivery | None = None) -> Reply:
        """Sends an earlier payload again, the newest one unless told which: the same id, the same signature."""
        return await self._dispatch.send(delivery or self.deliveries[-1])

    async def disconnect(self, reason: DisconnectReason = "refresh_requested") -> None:
        """Asks every Socket Mode connection to be renewed; closes it too, unless it is only a ``warning``."""
        await self._sockets.disconnect(reason)

    def revoke(self) -> None:
        """Takes the tokens away: every call is answered ``token_revoked`` from now on."""
        self._server.api.is_revoked = True

    async def uninstall(self) -> None:
        """An admin removes the app: its tokens are revoked, and it hears of it where it subscribed."""
        self.revoke()
        tokens = {"oauth": [], "bot": [self.app.bot_user_id]}
        await self._events.send("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
        await self._events.send("app_uninstalled", {"type": "app_uninstalled"})
