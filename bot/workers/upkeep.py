"""What is done once a day: forgetting what is no longer needed."""

import logging
from datetime import timedelta

from bot.core.commands import Actor
from bot.services import asking, credentials, effects, forgetting, tokens, webhooks, writing
from bot.services.ports import Clock, Run

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
        domains wrote to."""
        now = self._clock()
        count = await self._run(effects.purge_deliveries, now - _KEEP_DELIVERIES, self._bot, now)
        _log.info("deliveries_purged", extra={"count": count})
        while await self._run(effects.purge_effects, now - _KEEP_EFFECTS, self._bot, now) == effects.PURGED_AT_ONCE:
            pass
        await self._run(credentials.purge_links, None, self._bot, now)
        await self._run(writing.purge_links, None, self._bot, now)
        await self._run(asking.purge_asks, None, self._bot, now)
        await self._run(webhooks.purge_deliveries, None, self._bot, now)
        await self._run(tokens.purge_tokens, None, self._bot, now)
        count = await self._run(forgetting.purge_removed, now - self._keep, self._bot, now)
        _log.info("removed_purged", extra={"count": count})
