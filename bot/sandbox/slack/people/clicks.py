"""Pressing buttons and choosing from menus, in messages and in views."""

from bot.sandbox.slack import payloads
from bot.sandbox.slack.directory import User
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.form import Values, values_of
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people.acting import NOT_INTERACTIVE, Acting
from bot.sandbox.slack.people.answer import Answer
from bot.sandbox.slack.people.pointing import actable, found, pressed
from bot.sandbox.slack.shapes import Json, copied
from bot.sandbox.slack.views import View


class Clicks(Acting):
    async def click(
        self, user: str, target: Message | View, action_id: str, value: object = None, *, stale: bool = False
    ) -> Answer:
        """Presses a button, or chooses ``value`` (its label or value) in a menu or picker.

        ``stale``: the person still sees an earlier version of the message, with a button that is gone by now. A
        confirmation dialog is confirmed. Raises CannotAct where the person sees no such thing.
        """
        person = self._person(user)
        if not self._space.app.is_interactive:
            return Answer(NOT_INTERACTIVE, was_sent=False)
        if isinstance(target, View):
            return await self._click_in_view(person, target, action_id, value)
        return await self._click_in_message(person, target, action_id, value, is_stale=stale)

    async def _click_in_message(
        self, person: User, message: Message, action_id: str, value: object, *, is_stale: bool
    ) -> Answer:
        self._check_reads(person, message, is_stale=is_stale)
        blocks = _blocks_with(message, action_id, value, is_stale=is_stale)
        block, element = _element(blocks, action_id, value)
        chosen = pressed(element, value, [])
        trigger = self._space.triggers.issue(person.id, channel=message.channel)
        url = self._space.reply_urls.issue("actions", message.channel, person.id, message)
        payload = payloads.interaction(self._space.app, "block_actions", person) | {"trigger_id": trigger.id}
        payload |= payloads.of_message(self._space, message, self.reply_address(url), blocks=blocks)
        payload |= {"state": {"values": self._entered(person, message, blocks, (block, element, chosen))}}
        payload |= {"actions": [self._action(block, element, chosen)]}
        reply = await self._send("interactive", payload, takes_answer=False)
        return self._answer(trigger, url, reply.error)

    def _entered(self, person: User, message: Message, blocks: list[Json], act: tuple[Json, Json, Json]) -> Values:
        """What this person has entered in the message as it stands, with this act; nobody else sees it."""
        place = (person.id, message.channel, message.ts)
        seen, earlier = self._space.entered.get(place, (blocks, {}))
        values = _with(values_of(blocks, kept=earlier if seen == blocks else None), *act)
        self._space.entered[place] = (blocks, values)
        return copied(values)

    def _check_reads(self, person: User, message: Message, *, is_stale: bool) -> None:
        if message.is_ephemeral:
            if message.seen_by != person.id:
                raise CannotAct(f"only {message.seen_by} sees that message")
        else:
            self._place(person, message.channel)
        if message.is_deleted and not is_stale:
            raise CannotAct("the message was deleted")

    async def _click_in_view(self, person: User, view: View, action_id: str, value: object) -> Answer:
        self._check_sees(person, view)
        block, element = _element(view.blocks, action_id, value)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise CannotAct(f"the field {action_id!r} tells the app nothing before the form is submitted")
        chosen = pressed(element, value, view.offered.get(action_id, []))
        _with(view.values, block, element, chosen)
        trigger = self._space.triggers.issue(person.id, view_id=view.id, channel=view.channel)
        payload = payloads.interaction(self._space.app, "block_actions", person) | {"trigger_id": trigger.id}
        payload |= payloads.of_view(self._space, view)
        payload |= {"actions": [self._action(block, element, chosen)]}
        reply = await self._send("interactive", payload, takes_answer=False)
        return self._answer(trigger, error=reply.error)

    def _action(self, block: Json, element: Json, chosen: Json) -> Json:
        return payloads.action(block["block_id"], element, chosen, self._space.stamps.next())


def _blocks_with(message: Message, action_id: str, value: object, *, is_stale: bool) -> list[Json]:
    """The blocks the person looks at: the newest ones, or the newest earlier ones that still had the button."""
    versions = [message.blocks]
    if is_stale:
        versions += [content.blocks for content in reversed(message.versions)]
    return next((blocks for blocks in versions if found(blocks, action_id, value)), message.blocks)


def _element(blocks: list[Json], action_id: str, value: object) -> tuple[Json, Json]:
    pair = found(blocks, action_id, value)
    if pair is None:
        known = ", ".join(element["action_id"] for _, element in actable(blocks)) or "nothing to act on"
        raise CannotAct(f"there is no {action_id!r}; there is: {known}")
    return pair


def _with(values: dict[str, dict[str, Json]], block: Json, element: Json, chosen: Json) -> dict[str, dict[str, Json]]:
    """The values with this choice in its place; buttons and overflow menus have none."""
    kept = values.get(block["block_id"], {})
    if element["action_id"] in kept:
        kept[element["action_id"]] = {"type": element["type"], **chosen}
    return values
