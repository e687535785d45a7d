"""What is done once a day: forgetting what is no longer needed."""

import logging
from datetime import timedelta

from bot.core.commands import Actor
from bot.services import asking, credentials, effects
from bot.services.ports import Clock, Run

_log = logging.getLogger(__name__)
_KEEP_DELIVERIES = timedelta(days=2)
"""Slack repeats an event for about an hour; two days leave room for a long stop."""


class Upkeep:
    """``tick`` is for the metronome, daily. ``keep_contacts``: after the removal of their last domain."""

    def __init__(self, run: Run, clock: Clock, bot: Actor, keep_contacts: timedelta) -> None:
        self._run, self._clock, self._bot, self._keep_contacts = run, clock, bot, keep_contacts

    async def tick(self) -> None:
        """Forgets deliveries that Slack will not repeat any more, people whose domains are gone, links that have ended,
        and asks of long ago."""
        now = self._clock()
        count = await self._run(effects.purge_deliveries, now - _KEEP_DELIVERIES, self._bot, now)
        _log.info("deliveries_purged", extra={"count": count})
        count = await self._run(effects.purge_contacts, now - self._keep_contacts, self._bot, now)
        _log.info("contacts_purged", extra={"count": count})
        await self._run(credentials.purge_links, None, self._bot, now)
        await self._run(asking.purge_asks, None, self._bot, now)
