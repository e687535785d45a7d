"""Commands, shortcuts, plain messages, and opening the app's Home tab."""

from dataclasses import replace

from bot.sandbox.slack import payloads
from bot.sandbox.slack.answers import say_in_answer
from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.errors import ApiError, CannotAct
from bot.sandbox.slack.link.delivery import Reply
from bot.sandbox.slack.messages import Content, Message, Post
from bot.sandbox.slack.people.acting import Acting
from bot.sandbox.slack.people.answer import Answer
from bot.sandbox.slack.people.escaping import escaped
from bot.sandbox.slack.shapes import Json


class Commands(Acting):
    async def command(self, user: str, channel: str, text: str, *, team: str | None = None) -> Answer:
        """Types ``/command text`` in a channel (Slack has no commands in threads) and waits for the answer.

        ``team`` is the workspace the command comes from, where it is not the person's own.
        """
        person = self._person(user)
        place = self._place(person, channel)
        name, _, rest = text.partition(" ")
        if name not in self._space.app.commands or "commands" not in self._space.app.scopes:
            return Answer(f"{name} is not a valid command", was_sent=False)
        words = (name, escaped(rest.strip(), self._space) if self._space.app.commands[name] else rest.strip())
        trigger = self._space.triggers.issue(user, channel=channel)
        url = self._space.reply_urls.issue("commands", channel, user)
        payload = payloads.slash_command(
            self._space, person, place, words, trigger, self.reply_address(url), team or person.team_id
        )
        reply = await self._send("slash_commands", payload, takes_answer=True)
        said, error = self._said(reply, channel, user)
        return replace(self._answer(trigger, url, error), said=said)

    def _said(self, reply: Reply, channel: str, user: str) -> tuple[list[Message], str | None]:
        """The message in the acknowledgement of a command, or what the person is told instead."""
        if reply.payload is None:
            return [], reply.error
        try:
            return [say_in_answer(self._space, reply.payload, channel, user)], None
        except ApiError as error:
            self._space.note(f"answer to a command refused: {error.code} {error.more}")
            return [], error.code

    async def shortcut(self, user: str, callback_id: str, message: Message | None = None) -> Answer:
        """Chooses a shortcut: a global one, or one of a message's menu."""
        person = self._person(user)
        kind = "global" if message is None else "message"
        if self._space.app.shortcuts.get(callback_id) != kind:
            raise CannotAct(f"there is no {kind} shortcut {callback_id}")
        trigger = self._space.triggers.issue(user, channel=message.channel if message else None)
        payload = payloads.interaction(self._space.app, "shortcut" if message is None else "message_action", person)
        payload |= {"callback_id": callback_id, "trigger_id": trigger.id, "action_ts": self._space.stamps.next()}
        url = None
        if message is not None:
            url = self._space.reply_urls.issue("app", message.channel, user)
            place = self._place(person, message.channel)
            payload |= {"channel": {"id": place.id, "name": payloads.channel_name(place)}}
            payload |= {"message": self._space.message_json(message), "message_ts": message.ts}
            payload |= {"response_url": self.reply_address(url)}
        reply = await self._send("interactive", payload, takes_answer=False)
        return self._answer(trigger, url, reply.error)

    async def write(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Writes a plain message; the app hears of it where it is there and subscribed."""
        person = self._person(user)
        place = self._place(person, channel)
        message = self._space.say(Post(channel, user, Content(text), thread_ts))
        if self._space.app.bot_user_id in place.members:
            await self._tell_of(message, place)
        return message

    async def _tell_of(self, message: Message, place: Channel) -> None:
        app = self._space.app
        event: Json = {**self._space.message_json(message), "channel": place.id, "event_ts": message.ts}
        event["channel_type"] = {"channels": "channel", "groups": "group"}.get(place.kind, place.kind)
        await self._events.send(f"message.{place.kind}", event)
        if f"<@{app.bot_user_id}>" in message.text and place.kind != "im":
            await self._events.send("app_mention", {**event, "type": "app_mention"})

    async def open_home(self, user: str) -> Answer:
        """Opens the app's Home tab; the app hears of it if it subscribed to ``app_home_opened``."""
        person = self._person(user)
        if not self._space.app.has_home:
            raise CannotAct("the app has no Home tab")
        reply = await self._events.send("app_home_opened", self._home_opened(person))
        return Answer(reply.error if reply else None, was_sent=reply is not None)

    def _home_opened(self, person: User) -> Json:
        channel = self._space.directory.dm(person.id)
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": "home"}
        event["event_ts"] = self._space.stamps.next()
        home = self._space.views.home(person.id)
        return event | ({"view": self._space.view_json(home)} if home else {})
