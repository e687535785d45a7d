"""Looking for the consent page of a waiting domain's DNS provider, beside its checks. A page view never asks for it."""

import logging

from bot.core.commands import Actor
from bot.core.domain import LinkDomain
from bot.services import consents
from bot.services.ports import Clock, Run
from bot.services.ports_consent import FindConsent

_log = logging.getLogger(__name__)


class ConsentLooks:
    """With the first check, and now and then while the records are awaited."""

    def __init__(self, run: Run, find: FindConsent, clock: Clock, bot: Actor) -> None:
        self._run, self._find, self._clock, self._bot = run, find, clock, bot

    async def look(self, domain: LinkDomain) -> None:
        """Stores what it sees by itself: the check's own settlement does not wait for it."""
        if domain.live_since is not None:
            return
        zone = await self._run(consents.zone_due, domain.id, self._bot, self._clock())
        if zone is None:
            return
        seen = await self._find(zone)
        _log.info("consent_page_looked_for", extra={"zone": zone, "found": seen.page is not None})
        await self._run(consents.settle, consents.SettleConsent(domain.id, zone, seen), self._bot, self._clock())
