"""What is done once a day: forgetting what is no longer needed."""

import logging
from datetime import timedelta

from bot.core.commands import Actor
from bot.services import asking, credentials, effects, forgetting, tokens, webhooks, writing
from bot.services.ports import Clock, CommandT, Run, Service

_log = logging.getLogger(__name__)
_KEEP_DELIVERIES = timedelta(days=2)
"""Slack repeats an event for about an hour; two days leave room for a long stop."""


_KEEP_EFFECTS = timedelta(days=90)


class Upkeep:
    """``tick`` is for the metronome, daily. ``keep``: how long removed domains keep contacts, notes and links."""

    def __init__(self, run: Run, clock: Clock, bot: Actor, keep: timedelta) -> None:
        self._run, self._clock, self._bot, self._keep = run, clock, bot, keep

    async def tick(self) -> None:
        """Forgets deliveries that Slack will not repeat any more, effects that nobody asks for again, links that have
        ended, asks and webhook deliveries of long ago, tokens that were never shown, and the people whom removed
        domains wrote to. One that fails is logged and keeps none of the others from being done."""
        now = self._clock()
        await self._purge(effects.purge_deliveries, now - _KEEP_DELIVERIES, "deliveries_purged")
        while await self._purge(effects.purge_effects, now - _KEEP_EFFECTS) == effects.PURGED_AT_ONCE:
            pass
        await self._purge(credentials.purge_links, None)
        await self._purge(writing.purge_links, None)
        await self._purge(asking.purge_asks, None)
        await self._purge(webhooks.purge_deliveries, None)
        await self._purge(tokens.purge_tokens, None)
        await self._purge(forgetting.purge_removed, now - self._keep, "removed_purged")

    async def _purge(self, purge: Service[CommandT, object], command: CommandT, told: str = "") -> object:
        """What it gave; None where it failed."""
        try:
            given = await self._run(purge, command, self._bot, self._clock())
        except Exception:
            _log.exception("purge_failed", extra={"purge": getattr(purge, "__name__", "")})
            return None
        if told:
            _log.info(told, extra={"count": given})
        return given
