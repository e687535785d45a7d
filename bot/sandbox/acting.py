"""Acting as people do: by the labels they read, waiting for what they see."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.kit.elements import options_of
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people.answer import Answer
from bot.sandbox.slack.people.pointing import actable
from bot.sandbox.slack.views import View
from bot.sandbox.world import Person, Place

T = TypeVar("T")
PATIENCE = 240.0
"""Seconds that people wait for something to show. A post that a crash cut is sent again after 30 at the earliest."""
_GLANCE = 0.2


def labels_of(target: Message | View) -> Iterator[tuple[str, str, str | None]]:
    """(label, action id, value) of every button and menu entry that can be pressed."""
    for _, element in actable(target.blocks):
        if element["type"] == "button":
            yield element["text"]["text"], element["action_id"], element.get("value")
        elif element["type"] == "overflow":
            for option in options_of(element):
                yield option["text"]["text"], element["action_id"], option["value"]


class Acting:
    """One workspace seen through people's eyes. Every wait raises TimeoutError with what was waited for."""

    def __init__(self, slack: SlackStandIn, channel: str = Place.CLIENT_DOMAINS) -> None:
        self.slack, self.channel = slack, channel

    async def type(self, who: Person, text: str, channel: str | None = None) -> Answer:
        """Types ``/linkdomain text``."""
        return await self.slack.command(who, channel or self.channel, f"/linkdomain {text}".strip())

    async def press(self, who: Person, target: Message | View, label: str, *, stale: bool = False) -> Answer:
        """Presses the button, or chooses the menu entry, of that label."""
        versions = [target, *_earlier(target)] if stale and isinstance(target, Message) else [target]
        for version in versions:
            for shown, action_id, value in labels_of(version):
                if shown == label:
                    return await self.slack.click(who, target, action_id, value, stale=stale)
        raise CannotAct(f"there is no {label!r}; there is: {[shown for shown, *_ in labels_of(target)]}")

    async def choose(self, who: Person, form: View, field: str, text: str) -> str:
        """Types into a search field until the entry shows; gives its value."""
        options = await self.slack.suggest(who, form, field, text)
        found = [option["value"] for option in options if text.lower() in option["text"]["text"].lower()]
        if not found:
            raise CannotAct(f"searching {text!r} in {field!r} shows {[option['text']['text'] for option in options]}")
        return str(found[0])

    async def submit(self, who: Person, form: View, values: Mapping[str, object]) -> Answer:
        """Fills in and submits. Raises CannotAct where the form does not close."""
        answer = await self.slack.submit(who, form, values)
        if answer.error or answer.errors:
            raise CannotAct(f"{form.title!r} was not taken: {answer.error or dict(answer.errors)}")
        return answer

    async def opened(self, answer: Answer) -> View:
        """The form that opens in answer."""
        return await self.wait(lambda: answer.view, "a form")

    async def told(self, answer: Answer, words: str = "") -> str:
        """What only the person sees in answer, as text, as soon as it holds the words."""
        return await self.wait(lambda: self._told(answer, words), f"an answer with {words!r}")

    def _told(self, answer: Answer, words: str) -> str:
        texts = (self.read(message) for message in answer.messages)
        return next((text for text in texts if words in text), "")

    def read(self, item: Message | View) -> str:
        """As the person reads it."""
        return self.slack.render_text(item)

    def card(self, host: str) -> Message | None:
        """The newest message of the channel that stands for that host and is no reply."""
        roots = (message for message in reversed(self.slack.messages(self.channel)) if not message.is_reply)
        return next((message for message in roots if is_card(message) and host in self.read(message)), None)

    def thread(self, host: str) -> list[Message]:
        """The replies under the card."""
        card = self.card(host)
        return self.slack.messages(self.channel, card.ts)[1:] if card else []

    async def card_shows(self, host: str, *words: str) -> Message:
        """The card, as soon as it shows all the words."""

        def look() -> Message | None:
            card = self.card(host)
            return card if card and all(word in self.read(card) for word in words) else None

        return await self.wait(look, f"the card of {host} to show {words}")

    async def thread_says(self, host: str, *words: str, count: int = 1) -> Message:
        """The newest reply with all the words, as soon as there are ``count`` of them."""

        def look() -> Message | None:
            found = [reply for reply in self.thread(host) if all(word in self.read(reply) for word in words)]
            return found[-1] if len(found) >= count else None

        return await self.wait(look, f"the thread of {host} to say {words}")

    async def wait(self, look: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
        """What ``look`` gives once it is there; looked for at every change in Slack and a few times a second."""
        for _ in range(max(1, round(patience / _GLANCE))):
            with contextlib.suppress(TimeoutError):
                found = await self.slack.wait_for(look, _GLANCE)
                if found is not None:
                    return found
        raise TimeoutError(f"waited {patience:.0f} s for {what}")


def is_card(message: Message) -> bool:
    """Whether it stands for a domain."""
    payload = (message.metadata or {}).get("event_payload", {})
    return str(payload.get("key", "")).endswith(":card")


def _earlier(message: Message) -> Iterator[Message]:
    for content in reversed(message.versions):
        yield Message(message.channel, message.ts, message.author, content)
