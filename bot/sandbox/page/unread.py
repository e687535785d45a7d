"""What each person has not seen yet, as Slack counts it: a message that names them or their group, in a channel or in
a thread, and every direct message. It is seen when its channel, or its thread, was open in front of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from weakref import WeakKeyDictionary

from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.shapes import Json
from bot.sandbox.world import Person, World

_NAMED = re.compile(r"<@(\w+)|<!subteam\^(\w+)|<!(here|channel|everyone)|'user(?:group)?_id': '(\w+)'")
_OF_TODAY = timedelta(minutes=40)
"""What was said longer before the page was first looked at is no news."""


@dataclass(slots=True)
class Marks:
    """``read``: who, where (channel, thread or none) to the stamp of the last message seen there; ``named``: whom a
    message calls, by its stamp."""

    begun: str
    read: dict[tuple[str, str, str | None], str] = field(default_factory=dict)
    named: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, person: str, channel: str, thread: str | None) -> str:
        return self.read.get((person, channel, thread), self.begun)


_MARKS: WeakKeyDictionary[World, Marks] = WeakKeyDictionary()


def marks_of(world: World) -> Marks:
    if world not in _MARKS:
        _MARKS[world] = Marks(f"{(world.clock() - _OF_TODAY).timestamp():.6f}")
    return _MARKS[world]


def see(world: World, person: Person, channel: str, thread: str | None, ts: str) -> None:
    """The person has that place in front of them, down to that message."""
    marks, place = marks_of(world), (person.value, channel, thread)
    marks.read[place] = max(ts, marks.of(*place))


def unseen(world: World, people: Iterable[Person]) -> dict[Person, list[Json]]:
    """Where somebody called each of them, oldest first: channel, thread (None: in the channel itself) and stamp."""
    news = [(channel, one) for channel in world.slack.directory.channels.values() for one in _news(world, channel)]
    news.sort(key=lambda pair: pair[1].ts)
    return {
        person: [_shown(channel, one) for channel, one in news if _is_unseen(world, person, channel, one)]
        for person in people
    }


def _shown(channel: Channel, message: Message) -> Json:
    return {"channel": channel.id, "thread": message.thread_ts if message.is_reply else None, "ts": message.ts}


def reads(world: World, person: Person) -> Json:
    """Down to where the person has seen each channel and thread (``channel/thread``)."""
    marks = marks_of(world)
    places = {"/".join(filter(None, place[1:])): ts for place, ts in marks.read.items() if place[0] == person}
    return {"": marks.begun, **places}


def _news(world: World, channel: Channel) -> Iterator[Message]:
    """Later than what was there at the beginning, replies included."""
    shown, begun = world.slack.messages(channel.id), marks_of(world).begun
    yield from (one for one in shown if one.ts > begun)
    for root in shown:
        if not root.is_reply:
            yield from (one for one in world.slack.messages(channel.id, root.ts)[1:] if one.ts > begun)


def _is_unseen(world: World, person: Person, channel: Channel, message: Message) -> bool:
    marks = marks_of(world)
    if message.author == person or person not in channel.members:
        return False
    places = [message.thread_ts] if message.is_reply else [None]
    places += [None] if message.is_broadcast else []
    if any(message.ts <= marks.of(person, channel.id, place) for place in places):
        return False
    return channel.kind == "im" or bool(_called(marks, message) & _names_of(world, person))


def _names_of(world: World, person: Person) -> frozenset[str]:
    groups = (one.id for one in world.slack.directory.groups.values() if person in one.members)
    return frozenset({person.value, "here", "channel", "everyone", *groups})


def _called(marks: Marks, message: Message) -> frozenset[str]:
    """Whom the message named when it was posted: an edit calls nobody."""
    if message.ts not in marks.named:
        first = message.versions[0] if message.versions else message.content
        found = _NAMED.findall(f"{first.text} {first.blocks}")
        marks.named[message.ts] = frozenset(name for names in found for name in names if name)
    return marks.named[message.ts]
