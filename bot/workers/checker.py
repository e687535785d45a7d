"""Checks of domains: claim what is due, observe outside of any transaction, settle. Decisions are the services'."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar
from uuid import uuid4

from bot.core.commands import Actor, ClaimDue, SettleCheck
from bot.core.domain import LinkDomain
from bot.core.errors import Refused
from bot.core.facts import NOTHING, Code, Diagnosis, FactName, Remembered, Verdict
from bot.core.looks import LooksDue, looks_due
from bot.core.rules import Rules
from bot.services import checking
from bot.services.ports import Clock, Run, Twilio
from bot.services.ports_looks import Look
from bot.workers.consents import ConsentLooks
from bot.workers.pump import Pump
from bot.workers.twilio_looks import TwilioLooks

_log = logging.getLogger(__name__)
T = TypeVar("T")

LIMIT = 20
"""Domains under observation at once."""
LEASE = 60.0
"""Seconds that a claimed domain is ours; after a crash nobody looks at it for as long."""
GRACE = 1.0
"""Seconds that running looks get at a stop; the next process looks again."""
LOOK_WITHIN = 35.0
"""Seconds for the looks at DNS, HTTPS and Twilio, which go on at the same time."""
OPINION_WITHIN = 15.0
"""Seconds for what may follow them: Twilio's word on a record. With it a look ends before the lease does, else what it
saw would be thrown away each time."""


class Checker:
    """Looks at whatever is due. ``tally`` is told what became of each check: settled, outrun, failed."""

    def __init__(
        self,
        run: Run,
        look: Look,
        twilio: Twilio,
        clock: Clock,
        bot: Actor,
        rules: Rules,
        *,
        limit: int = LIMIT,
        grace: float = GRACE,
        tally: Callable[[str], None] = lambda _outcome: None,
        consents: ConsentLooks | None = None,
        opinion_within: float = OPINION_WITHIN,
    ) -> None:
        self._run, self._look, self._clock = run, look, clock
        self._asked = TwilioLooks(run, twilio, clock, bot)
        self._bot, self._rules, self._tally, self._consents = bot, rules, tally, consents
        self._opinion_within = opinion_within
        self._owner = f"checker-{uuid4().hex}"
        self._pump = Pump("checker", self._claim, limit=limit, grace=grace)
        self.wake, self.start, self.stop = self._pump.wake, self._pump.start, self._pump.stop
        self.tick, self.idle = self._pump.tick, self._pump.idle

    @property
    def running(self) -> int:
        """How many domains are being looked at."""
        return self._pump.running

    async def _claim(self) -> None:
        claim = ClaimDue(self._owner, self._pump.free, LEASE)
        for domain in await self._run(checking.claim_due, claim, self._bot, self._clock()):
            self._pump.begin(self._check(domain))
            if self._consents is not None:  # by itself: nobody waits for it
                self._pump.begin(self._guarded(self._consents.look(domain), domain))

    async def _check(self, domain: LinkDomain) -> None:
        try:
            settled = await self._run(checking.settle_check, await self._observe(domain), self._bot, self._clock())
        except Exception:
            self._tally("failed")
            _log.exception("check_failed", extra={"domain": domain.host})
        else:
            self._tally("settled" if settled else "outrun")

    async def _observe(self, domain: LinkDomain) -> SettleCheck:
        """Looks at DNS, HTTPS and Twilio at the same time; what fails leaves the rest as it is."""
        due = looks_due(domain, self._clock(), self._rules.speed)
        diagnosis, certificate, association = await asyncio.gather(
            self._guarded(self._diagnose(domain, due), domain),
            self._guarded(self._asked.certificate(domain) if due.certificate else None, domain),
            self._guarded(self._asked.association(domain) if due.association else None, domain),
        )
        seen = {FactName.CERTIFICATE: certificate, FactName.ASSOCIATION: association}
        observations = {name: observation for name, observation in seen.items() if observation is not None}
        if diagnosis and is_flattened(diagnosis) and await self._is_record_valid(domain):
            observations[FactName.RECORD] = replace(diagnosis.observations[FactName.RECORD], verdict=Verdict.RIGHT)
        return SettleCheck(domain.id, domain.generation, diagnosis, observations)

    async def _is_record_valid(self, domain: LinkDomain) -> bool:
        return bool(await self._guarded(self._asked.is_record_valid(domain), domain, self._opinion_within))

    async def _guarded(
        self, looking: Awaitable[T | None] | None, domain: LinkDomain, within: float = LOOK_WITHIN
    ) -> T | None:
        if looking is None:
            return None
        try:
            async with asyncio.timeout(within):
                return await looking
        except Refused:
            return None  # it was archived meanwhile
        except Exception:
            _log.exception("look_failed", extra={"domain": domain.host})
            return None

    async def _diagnose(self, domain: LinkDomain, due: LooksDue) -> Diagnosis:
        verification = domain.details.verification if domain.details and due.verification else None
        return await self._look(
            domain.host,
            zone=domain.zone,
            verification=verification,
            is_quick=not due.https,
            remembered=_once_right(domain),
        )


def _once_right(domain: LinkDomain) -> Remembered:
    """The server of a live domain that had the right record: it may have it still, where the zone has moved away."""
    fact = domain.fact(FactName.RECORD)
    proof = fact.evidence if fact.holds else fact.before
    return Remembered((proof.asked,)) if proof is not None and domain.live_since is not None else NOTHING


def is_flattened(diagnosis: Diagnosis) -> bool:
    """The provider publishes the target's addresses in place of the CNAME: right if Twilio accepts it."""
    record = diagnosis.observations.get(FactName.RECORD)
    return record is not None and record.finding is not None and record.finding.code is Code.FLATTENED_CNAME
