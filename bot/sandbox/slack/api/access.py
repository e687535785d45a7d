"""What the bot may see: which channels it is in, and which scopes that takes."""

from bot.sandbox.slack.directory import Channel, Kind
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.workspace import Workspace


def need(space: Workspace, *scopes: str) -> None:
    """Raises ApiError unless one of the scopes was granted."""
    granted = space.app.scopes
    if scopes and not granted.intersection(scopes):
        raise ApiError("missing_scope", {"needed": ",".join(scopes), "provided": ",".join(sorted(granted))})


def known_channel(space: Workspace, channel_id: str) -> Channel:
    """A channel that exists as far as the bot can tell: private ones only from the inside."""
    channel = space.directory.channels.get(channel_id)
    if channel is None or (channel.kind != "channels" and space.app.bot_user_id not in channel.members):
        raise ApiError("channel_not_found")
    return channel


def writable_channel(space: Workspace, channel_id: str) -> Channel:
    """Where the bot may post. A user id stands for the direct message with that person."""
    if channel_id in space.directory.users:
        channel = space.directory.dm(channel_id)
    else:
        channel = known_channel(space, channel_id)
    if channel.kind == "im" and not space.app.has_messages_tab:
        raise ApiError("messages_tab_disabled")
    if channel.is_archived:
        raise ApiError("is_archived")
    if space.app.bot_user_id not in channel.members:
        _need_public_post(space)
    return channel


def _need_public_post(space: Workspace) -> None:
    if "chat:write.public" not in space.app.scopes:
        raise ApiError("not_in_channel")


def readable_channel(space: Workspace, channel_id: str, right: str) -> Channel:
    """A channel whose ``history`` or facts (``read``) the scopes open; each kind of channel has a scope of its own."""
    channel = known_channel(space, channel_id)
    need(space, scope_for(channel.kind, right))
    return channel


def scope_for(kind: Kind, right: str) -> str:
    return f"{kind}:{right}"
