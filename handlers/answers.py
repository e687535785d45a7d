"""Answers to the person who acted, where they acted, and the acknowledgement that Slack waits three seconds for.

Nothing here posts for others to see; that is the relay's.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

import aiohttp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from bot.core.errors import Refused
from bot.core.messages import Content
from bot.core.rehearsal import seconds_for
from handlers.desk import Background
from handlers.payloads import Body, Kind, at, carried_of, text_at
from handlers.views import refusals
from handlers.views.blocks import blocks_in, modal, section
from handlers.views.home_state import KEY

_log = logging.getLogger(__name__)
_WITHIN = 2.0  # seconds for an answer outside the acknowledgement: Slack waits three for the whole
_OUTDATED = {"hash_conflict", "not_found"}


class Answer:
    """One per payload. Every method acknowledges and gives what goes back to Slack; ``later`` alone does not."""

    def __init__(self, kind: Kind, body: Body, context: AsyncBoltContext) -> None:
        self.kind = kind
        self._body, self._context = body, context
        self._trigger = text_at(body, "trigger_id")
        self._is_in_modal = text_at(body, "view", "type") == "modal"
        self._shown_home = at(body, "view") if kind is not Kind.HOME else at(body, "event", "view")
        self._afterwards: Callable[[], None] | None = None

    @property
    def home_behind(self) -> str | None:
        """What App Home showed when this was pressed there, or when the form was opened there; None: not on Home."""
        is_home = text_at(self._shown_home, "type") == "home"
        return carried_of(self._shown_home).get(KEY, "" if is_home else None)

    @property
    def is_on_home(self) -> bool:
        """It was pressed on App Home itself, where there is no form to show anew."""
        return text_at(self._body, "view", "type") == "home"

    def afterwards(self, work: Callable[[], None] | None) -> None:
        """What to start once this is answered: Home shows what the person did. None: nothing."""
        self._afterwards = work

    def _settled(self) -> None:
        if self._afterwards is not None:
            self._afterwards()
            self._afterwards = None

    async def done(self) -> BoltResponse:
        """Nothing to say. A form closes."""
        self._settled()
        return await self._context.ack()

    async def say(self, content: Content) -> BoltResponse:
        """Says it to this person only: as the command's reply, beside the message, or in place of the form."""
        self._settled()
        match self.kind:
            case Kind.COMMAND:
                blocks = blocks_in(content)
                return await self._context.ack(text=content.text, blocks=blocks, response_type="ephemeral")
            case Kind.SUBMISSION:
                return await self._context.ack(response_action="update", view=self.notice(content))
            case Kind.ACTION:
                await self._whisper(content)
                return await self._context.ack()
            case Kind.SUGGESTION:
                return await self._context.ack(options=[])
            case _:
                return await self._context.ack()

    async def mark(self, errors: Mapping[str, str]) -> BoltResponse:
        """Errors beside the fields of a form; what was typed stays."""
        return await self._context.ack(response_action="errors", errors=dict(errors))

    async def offer(self, options: Sequence[Option]) -> BoltResponse:
        """The entries of a list that is searched."""
        return await self._context.ack(options=list(options))

    async def open(self, view: View) -> BoltResponse:
        """Opens a form: over the one that is open, or in place of the one just sent."""
        self._mark(view)
        if self.kind is Kind.SUBMISSION:
            return await self._context.ack(response_action="update", view=view)
        client = self._context.client
        opening = client.views_push if self._is_in_modal else client.views_open
        await opening(trigger_id=self._trigger, view=view)
        return await self._context.ack()

    async def slowly(
        self, waiting: View, work: Background, filled: Callable[[], Awaitable[View]], *, in_place: bool = False
    ) -> BoltResponse:
        """Opens a form that says to wait, and fills it in when that can be done; lost at a restart. ``in_place``: in
        place of the form whose button was pressed."""
        self._mark(waiting)
        client, view_id = self._context.client, text_at(self._body, "view", "id")
        if in_place and self._is_in_modal:
            await client.views_update(view_id=view_id, view=waiting)
        else:
            opening = client.views_push if self._is_in_modal else client.views_open
            opened = await opening(trigger_id=self._trigger, view=waiting)
            view_id = text_at(opened.data, "view", "id")
        work.start(self._filled(view_id, filled), "form")
        return await self._context.ack()

    async def _filled(self, view_id: str, filled: Callable[[], Awaitable[View]]) -> None:
        try:
            view = await filled()
        except Refused as error:
            view = modal("linkdomain", [section(refusals.refused(error))])
        except Exception as error:  # the person was promised a form
            reference = str(self._context.get("reference", "unknown"))
            _log.error("form_not_filled", exc_info=error, extra={"reference": reference})
            view = modal("linkdomain", [section(refusals.unknown(reference))])
        await self.fill(view_id, view)

    async def fill(self, view_id: str, view: View) -> None:
        """Draws another open form anew; one that was closed meanwhile is let be."""
        self._mark(view)
        await self._update(view, known=None, view_id=view_id)

    def refresh(self, work: Background, view_id: str, drawn: Callable[[], Awaitable[View]]) -> None:
        """Draws a form behind this one anew, in the background: what was done is done, and its answer must neither wait
        for this nor fail by it. Empty ``view_id``: there is none behind."""
        if view_id:
            work.start(self._refreshed(view_id, drawn), "form behind")

    async def _refreshed(self, view_id: str, drawn: Callable[[], Awaitable[View]]) -> None:
        try:
            await self.fill(view_id, await drawn())
        except (SlackApiError, TimeoutError, aiohttp.ClientError, OSError) as error:
            _log.warning("form_behind_not_drawn", extra={"problem": type(error).__name__})

    async def redraw(self, view: View, *, is_certain: bool = False) -> BoltResponse:
        """Draws the open form anew, unless it was drawn anew meanwhile. Pressed elsewhere, it opens. ``is_certain``: in
        any case."""
        if not self._is_in_modal:
            return await self.open(view)
        self._mark(view)
        seen = "" if is_certain else text_at(self._body, "view", "hash")
        await self._update(view, known=seen or None)
        return await self._context.ack()

    async def replace(self, content: Content) -> BoltResponse:
        """Shows it in place of the message, or the window, whose button was pressed, which only this person sees."""
        if self._is_in_modal:
            return await self.redraw(self.notice(content))
        if not self._context.response_url:
            return await self.say(content)
        await self._respond(content, is_replacing=True)
        return await self._context.ack()

    async def home(self, view: View) -> BoltResponse:
        """Shows App Home; a newer one that is there by now stays."""
        self._afterwards = None
        await self.publish(view)
        return await self._context.ack()

    async def publish(self, view: View, *, is_certain: bool = False) -> bool:
        """Publishes App Home unless it was published anew since it was seen; whether it was. ``is_certain``: in any
        case."""
        is_home = text_at(self._shown_home, "type") == "home"
        known = text_at(self._shown_home, "hash") if is_home and not is_certain else ""
        try:
            user = self._context.user_id or ""
            await self._context.client.views_publish(user_id=user, hash=known or None, view=view)
        except SlackApiError as error:
            if error.response.get("error") != "hash_conflict":
                raise
            return False
        return True

    async def later(self, content: Content) -> None:
        """Says it after the payload was answered: beside the message, or in the form that says to wait."""
        if self.kind is Kind.SUBMISSION:
            await self._update(self.notice(content), known=None)
        elif self._context.response_url:
            await self._respond(content)

    async def _update(self, view: View, known: str | None, view_id: str = "") -> None:
        shown = view_id or text_at(self._body, "view", "id")
        try:
            await self._context.client.views_update(view_id=shown, hash=known, view=view)
        except SlackApiError as error:
            if error.response.get("error") not in _OUTDATED:
                raise

    async def _whisper(self, content: Content) -> None:
        if self._context.response_url:
            await self._respond(content)
        elif self._trigger:
            opening = self._context.client.views_push if self._is_in_modal else self._context.client.views_open
            await opening(trigger_id=self._trigger, view=self.notice(content))

    async def _respond(self, content: Content, *, is_replacing: bool = False) -> None:
        """The work is done by now: an answer that does not get through must not undo the acknowledgement."""
        if self._context.respond is None:
            return
        try:
            async with asyncio.timeout(seconds_for(self._context.response_url or "", _WITHIN)):
                answer = await self._context.respond(
                    text=content.text,
                    blocks=blocks_in(content),
                    response_type="ephemeral",
                    replace_original=is_replacing,
                )
            if answer.status_code == 200:
                return
            problem = str(answer.status_code)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            problem = type(error).__name__
        _log.warning("answer_not_delivered", extra={"problem": problem})
        await self._fall_back(content)

    async def _fall_back(self, content: Content) -> None:
        channel, user = self._context.channel_id, self._context.user_id
        if not (channel and user):
            return
        try:
            await self._context.client.chat_postEphemeral(
                channel=channel, user=user, text=content.text, blocks=blocks_in(content)
            )
        except (SlackApiError, TimeoutError, aiohttp.ClientError, OSError) as error:
            _log.warning("answer_lost", extra={"problem": type(error).__name__})

    def notice(self, content: Content) -> View:
        """What is said, in place of a form."""
        view = modal("linkdomain", blocks_in(content))
        self._mark(view)
        return view

    def _mark(self, view: View) -> None:
        """A form opened from App Home remembers it, so that Home follows what is done in the form."""
        if view.type == "modal" and self.home_behind is not None:
            carried = carried_of({"private_metadata": view.private_metadata or ""})
            view.private_metadata = json.dumps({**carried, KEY: self.home_behind}, separators=(",", ":"))
