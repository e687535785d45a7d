"""What one person sees of the workspace, as JSON: the channels they are in, their modals, their Home tab."""

from collections.abc import Iterator

from bot.sandbox.page.cast import ROLES
from bot.sandbox.page.unread import reads, unseen
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.views import View
from bot.sandbox.world import Person, World
from handlers.grammar import VERBS

_COMMANDS = [
    {"name": verb.name, "usage": verb.arguments, "about": verb.summary, "takesHost": verb.takes_host} for verb in VERBS
]


def workspace_of(world: World, person: Person) -> Json:
    """Everything that the person may see, and nothing else."""
    slack = world.slack
    slack.dm(person)  # the app's messages tab is there before anything was said in it
    home, called = slack.home(person), unseen(world, ROLES)
    return {
        "me": person.name.lower(),
        "id": person.value,
        "people": [
            {"name": one.name.lower(), "id": one.value, "role": role, "unseen": len(called[one])}
            for one, role in ROLES.items()
        ],
        "unseen": called[person],
        "read": reads(world, person),
        "zone": slack.directory.user(person).tz,
        "mine": [group.id for group in slack.directory.groups.values() if person in group.members],
        "commands": _COMMANDS,
        "names": slack.directory.names(),
        "users": [user.id for user in slack.directory.users.values() if not user.is_bot and not user.deleted],
        "channels": [_channel(world, person, channel) for channel in slack.directory.channels_of(person)],
        "views": [_view(view) for view in slack.views_of(person)],
        "home": _view(home) if home else None,
    }


def _channel(world: World, person: Person, channel: Channel) -> Json:
    found = {"id": channel.id, "name": channel.name, "kind": channel.kind, "members": len(channel.members)}
    return found | {"messages": [_message(world, person, one) for one in seen_in(world, person, channel.id)]}


def seen_in(world: World, person: Person, channel: str) -> Iterator[Message]:
    """Messages, replies, and what only this person was told, oldest first."""
    slack = world.slack
    shown = slack.messages(channel)
    threads = [reply for root in shown if not root.is_reply for reply in slack.messages(channel, root.ts)[1:]]
    told = [message for message in slack.ephemerals(person) if message.channel == channel]
    every = {message.ts: message for message in (*shown, *threads, *told)}
    return (every[ts] for ts in sorted(every))


def _message(world: World, person: Person, message: Message) -> Json:
    seen: Json = {"ts": message.ts, "channel": message.channel, "author": message.author, "text": message.text}
    seen |= {"blocks": message.blocks, "edited": bool(message.edited_ts), "only": message.is_ephemeral}
    seen |= {"thread": message.thread_ts if message.is_reply or message.is_ephemeral else None}
    return seen | {"broadcast": message.is_broadcast, "values": world.slack.entered(person, message)}


def _view(view: View) -> Json:
    kept = {key: view.content.get(key) for key in ("type", "title", "submit", "close", "blocks", "callback_id")}
    return {**kept, "id": view.id, "hash": view.hash, "values": view.values, "errors": view.errors}
