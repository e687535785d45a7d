"""Modals: filling in, searching menus, submitting, closing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.sandbox.slack import payloads
from bot.sandbox.slack.content import options_in_answer
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.form import client_errors
from bot.sandbox.slack.kit.answers import check_options
from bot.sandbox.slack.kit.figures import MIN_QUERY_LENGTH_DEFAULT
from bot.sandbox.slack.people.answer import TROUBLE, Answer
from bot.sandbox.slack.people.clicks import Clicks
from bot.sandbox.slack.people.pointing import changes, fill, found
from bot.sandbox.slack.people.submission import settle
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.views import View


class Forms(Clicks):
    def fill(self, user: str, view: View, values: Mapping[str, object]) -> None:
        """Enters values by block id (see `form.filled`) without submitting. Raises CannotAct."""
        self._check_sees(self._person(user), view)
        fill(view, values)
        self._space.changes.tell()

    def upload(self, user: str, name: str, content: str | bytes) -> Json:
        """A file that the person has chosen: a value for a ``file_input``. The app sees it once the form is sent."""
        person = self._person(user)
        file = self._space.files.add(person.id, name, content.encode() if isinstance(content, str) else content)
        return self._space.files.as_json(file, self._space.app.team_id)

    def send_files(self, chosen: Iterable[Json]) -> None:
        """From now on the app may read them."""
        self._space.files.send(chosen)

    async def submit(self, user: str, view: View, values: Mapping[str, object] | None = None) -> Answer:
        """Fills in and submits; what is chosen in a field that tells the app at once is told first, as the form may
        change with it. Slack's client first refuses what it can judge alone: then nothing is sent."""
        person = self._person(user)
        for action_id, value in changes(view, values or {}):
            await self.click(user, view, action_id, value)
        self.fill(user, view, values or {})
        if self._space.views.of_user(user)[-1] is not view or "submit" not in view.content:
            raise CannotAct(f"{view.title!r} cannot be submitted")
        view.errors = client_errors(view.blocks, view.values)
        if view.errors:
            return Answer(errors=dict(view.errors), was_sent=False)
        chosen = (value.get("files") or () for block in view.values.values() for value in block.values())
        self.send_files(file for files in chosen for file in files)
        trigger = self._space.triggers.issue(user, view_id=view.id, channel=view.channel)
        payload = payloads.interaction(self._space.app, "view_submission", person) | {"trigger_id": trigger.id}
        payload |= {"view": self._space.view_json(view), "response_urls": self._response_urls(user, view)}
        reply = await self._send("interactive", payload, takes_answer=True)
        if reply.error:
            return self._answer(trigger, error=TROUBLE)
        error = settle(self._space, view, trigger, reply.payload)
        return replace(self._answer(trigger, error=error), errors=dict(view.errors))

    def _response_urls(self, user: str, view: View) -> list[Json]:
        """One for each filled conversation menu that asks for it."""
        urls = []
        for block in view.blocks:
            element = block.get("element", {})
            if element.get("response_url_enabled"):
                value = view.values[block["block_id"]][element["action_id"]]
                channel = value.get("selected_conversation") or value.get("selected_channel")
                address = self.reply_address(self._space.reply_urls.issue("app", channel, user)) if channel else ""
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                urls += [{**ids, "channel_id": channel, "response_url": address}] if channel else []
        return urls

    async def suggest(self, user: str, view: View, action_id: str, text: str = "") -> list[Json]:
        """Types into an external menu; gives the options the app offers, groups flattened.

        Nothing is asked before ``min_query_length`` characters; a late or wrong answer shows as no options.
        """
        person = self._person(user)
        self._check_sees(person, view)
        pair = found(view.blocks, action_id, None)
        if pair is None or "external_select" not in pair[1]["type"]:
            raise CannotAct(f"there is no external menu {action_id!r}")
        block, element = pair
        if len(text) < element.get("min_query_length", MIN_QUERY_LENGTH_DEFAULT):
            return []
        payload = payloads.interaction(self._space.app, "block_suggestion", person)
        payload |= {"action_id": action_id, "block_id": block["block_id"], "value": text}
        payload |= payloads.of_view(self._space, view)
        reply = await self._send("interactive", payload, takes_answer=True)
        view.offered[action_id] = self._offered(action_id, reply.payload or {})
        return view.offered[action_id]

    def _offered(self, action_id: str, answer: Json) -> list[Json]:
        faults = list(check_options(answer, ""))
        if faults:
            self._space.note(f"options for {action_id!r} refused: {[fault.line for fault in faults]}")
            return []
        return options_in_answer(answer)

    async def close_view(self, user: str, view: View) -> Answer:
        """Closes a modal by its button or cross; the app hears of it where the view says so."""
        person = self._person(user)
        self._check_sees(person, view)
        is_cleared = bool(view.content.get("clear_on_close"))
        error = None
        for closed in self._space.views.close(view, is_all=is_cleared):
            self._space.changes.tell()
            if closed.content.get("notify_on_close"):
                payload = payloads.interaction(self._space.app, "view_closed", person)
                payload |= {"view": self._space.view_json(closed), "is_cleared": is_cleared}
                reply = await self._send("interactive", payload, takes_answer=False)
                error = error or reply.error
        return Answer(error)
