"""Who and what is in the workspace: people, channels, user groups."""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

from bot.sandbox.slack.app import App
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.timing import Ids

Kind = Literal["channels", "groups", "im", "mpim"]
"""Public channel, private channel, direct message, group message; the words of Slack's scopes."""


class UserFlags(TypedDict, total=False):
    """Fields of `User` that may be set when adding one."""

    real_name: str
    team_id: str
    email: str | None
    is_admin: bool
    is_restricted: bool
    is_ultra_restricted: bool
    is_stranger: bool
    deleted: bool
    tz: str
    locale: str


@dataclass(slots=True, eq=False)
class User:
    """A person, or the bot itself. Flags as in ``users.info``; ``team_id`` is another workspace's for Slack Connect."""

    id: str
    name: str
    real_name: str = ""
    team_id: str = ""
    email: str | None = None
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    tz: str = "America/New_York"
    locale: str = "en-US"

    def as_json(self, *, has_email: bool, has_locale: bool) -> Json:
        """The user object of the Web API."""
        profile = {"real_name": self.real_name, "display_name": self.name, "team": self.team_id}
        if has_email and self.email and not self.is_stranger:
            profile["email"] = self.email
        user: Json = {"id": self.id, "team_id": self.team_id, "name": self.name, "deleted": self.deleted}
        if not self.deleted:
            user |= {"real_name": self.real_name, "tz": self.tz, "is_admin": self.is_admin, "is_owner": False}
            user |= {"is_restricted": self.is_restricted, "is_ultra_restricted": self.is_ultra_restricted}
        user |= {"profile": profile, "is_bot": self.is_bot, "is_app_user": False, "updated": 1}
        user |= {"is_stranger": True} if self.is_stranger else {}
        return user | ({"locale": self.locale} if has_locale else {})


@dataclass(slots=True, eq=False)
class Channel:
    id: str
    name: str
    kind: Kind
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_shared: bool = False

    def as_json(self, viewer: str) -> Json:
        """The channel object of the Web API, as the user ``viewer`` sees it."""
        shared = {"is_ext_shared": self.is_shared, "is_shared": self.is_shared}
        channel: Json = {"id": self.id, "created": 1, "is_archived": self.is_archived, **shared}
        channel |= {"is_channel": self.kind == "channels", "is_group": self.kind == "groups"}
        channel |= {"is_im": self.kind == "im", "is_mpim": self.kind == "mpim"}
        if self.kind == "im":
            other = next(iter(self.members - {viewer}), viewer)
            return channel | {"user": other, "is_private": True}
        is_private = self.kind != "channels"
        return channel | {"name": self.name, "is_private": is_private, "is_member": viewer in self.members}


@dataclass(slots=True, eq=False)
class UserGroup:
    id: str
    handle: str
    members: list[str]
    is_disabled: bool = False

    def as_json(self, team_id: str, *, has_users: bool) -> Json:
        group: Json = {"id": self.id, "team_id": team_id, "is_usergroup": True, "name": self.handle}
        group |= {"handle": self.handle, "date_delete": int(self.is_disabled), "user_count": len(self.members)}
        return group | ({"users": self.members} if has_users else {})


class Directory:
    """Everyone and everything by id."""

    def __init__(self, app: App, ids: Ids) -> None:
        self._ids = ids
        self._app = app
        bot = User(app.bot_user_id, app.name, app.name, app.team_id, is_bot=True)
        self.users: dict[str, User] = {bot.id: bot}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, UserGroup] = {}

    def user(self, user_id: str) -> User:
        """Raises CannotAct where nobody has that id."""
        if user_id not in self.users:
            raise CannotAct(f"there is no user {user_id}")
        return self.users[user_id]

    def dm(self, user_id: str) -> Channel:
        """The direct message of the bot and that user, made at its first use."""
        pair = {user_id, self._app.bot_user_id}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == pair:
                return channel
        channel = Channel(self._ids.next("D"), "directmessage", "im", pair)
        self.channels[channel.id] = channel
        return channel

    def channels_of(self, user_id: str) -> list[Channel]:
        """Where that person is a member, direct messages included."""
        return [channel for channel in self.channels.values() if user_id in channel.members]

    def names(self) -> dict[str, str]:
        """What people read for every id."""
        return {some_id: self.name_of(some_id) for some_id in (*self.users, *self.channels, *self.groups)}

    def name_of(self, some_id: str) -> str:
        """What people read for the id of a user, channel or user group."""
        if some_id in self.users:
            return self.users[some_id].name
        if some_id in self.channels:
            return self.channels[some_id].name
        return self.groups[some_id].handle if some_id in self.groups else some_id
