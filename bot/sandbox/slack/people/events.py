"""Events the app subscribed to, and their repetition when it does not acknowledge them.

Source: docs.slack.dev/apis/events-api#error-handling.
"""

import asyncio
from collections.abc import Mapping

from bot.sandbox.slack.link.delivery import OPERATION_TIMEOUT, Delivery, Dispatch, Reply
from bot.sandbox.slack.payloads import event_callback
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.timing import Clock
from bot.sandbox.slack.workspace import Workspace

SCOPES: Mapping[str, str] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
"""What a subscription needs; those not named need nothing (docs.slack.dev/reference/events)."""


class Events:
    """Sends events; what is not acknowledged goes out again, three times at most."""

    def __init__(self, space: Workspace, dispatch: Dispatch, wall: Clock) -> None:
        self._space = space
        self._dispatch = dispatch
        self._wall = wall

    async def send(self, subscription: str, event: Json) -> Reply | None:
        """The answer to the first try; None where the app did not subscribe (``message.im`` …) or lacks the scope."""
        app = self._space.app
        if subscription not in app.events or SCOPES.get(subscription, "") not in app.scopes | {""}:
            return None
        payload = event_callback(self._space, event)
        reply = await self._dispatch.send(Delivery("events_api", payload, takes_answer=False, at=int(self._wall())))
        if reply.error:
            self._dispatch.in_background(self._repeat(payload, reply))
        return reply

    async def _repeat(self, payload: Json, reply: Reply) -> None:
        for number, pause in enumerate(self._space.timing.event_retries, start=1):
            await asyncio.sleep(pause)
            reason = "timeout" if reply.error == OPERATION_TIMEOUT else "http_error"
            again = Delivery("events_api", payload, False, int(self._wall()), retry=number, retry_reason=reason)
            reply = await self._dispatch.send(again)
            if not reply.error:
                return
