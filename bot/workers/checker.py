"""Checks of domains: claim what is due, observe outside of any transaction, settle. Decisions are the services'."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from bot.core.commands import Actor, ClaimDue, SettleCheck
from bot.core.domain import LinkDomain
from bot.core.errors import GatewayError
from bot.core.facts import Code, Diagnosis, FactName, Finding, Observation, Verdict
from bot.core.looks import LooksDue, looks_due
from bot.core.rules import Rules
from bot.core.twilio import CertificateReport
from bot.services import checking
from bot.services.ports import Clock, Look, Run, Twilio
from bot.workers.pump import Pump

_log = logging.getLogger(__name__)
T = TypeVar("T")

LIMIT = 20
"""Domains under observation at once."""
LEASE = 60.0
"""Seconds that a claimed domain is ours; after a crash nobody looks at it for as long."""
GRACE = 1.0
"""Seconds that running looks get at a stop; the next process looks again."""
_LOOK_WITHIN = 40.0
RENEWED_BEFORE = timedelta(days=14)
"""Twilio renews its certificates well before that (facts of Link Shortening: managed ones last 90 days)."""


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
    ) -> None:
        self._run, self._look, self._twilio, self._clock = run, look, twilio, clock
        self._bot, self._rules, self._tally = bot, rules, tally
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
        diagnosis, certificate = await asyncio.gather(
            self._guarded(self._diagnose(domain, due), domain), self._guarded(self._certificate(domain, due), domain)
        )
        observations = {FactName.CERTIFICATE: certificate} if certificate else {}
        if diagnosis and is_flattened(diagnosis) and await self._is_valid_at_twilio(domain):
            observations[FactName.RECORD] = replace(diagnosis.observations[FactName.RECORD], verdict=Verdict.RIGHT)
        return SettleCheck(domain.id, domain.generation, diagnosis, observations)

    async def _guarded(self, looking: Awaitable[T | None], domain: LinkDomain) -> T | None:
        try:
            async with asyncio.timeout(_LOOK_WITHIN):
                return await looking
        except Exception:
            _log.exception("look_failed", extra={"domain": domain.host})
            return None

    async def _diagnose(self, domain: LinkDomain, due: LooksDue) -> Diagnosis:
        verification = domain.details.verification if domain.details and due.verification else None
        return await self._look(domain.host, zone=domain.zone, verification=verification, is_quick=not due.https)

    async def _is_valid_at_twilio(self, domain: LinkDomain) -> bool:
        """Twilio's own word on a record that we cannot judge. False where it cannot be had."""
        if domain.details is None:
            return False
        account = await self._run(checking.account_of, domain.id, self._bot, self._clock())
        try:
            return (await self._twilio.validate_dns(account, domain.details.domain_sid)).is_valid
        except GatewayError:
            return False

    async def _certificate(self, domain: LinkDomain, due: LooksDue) -> Observation | None:
        if domain.details is None or not due.certificate:
            return None
        account = await self._run(checking.account_of, domain.id, self._bot, self._clock())
        try:
            report = await self._twilio.certificate(account, domain.details.domain_sid)
        except GatewayError as error:
            _log.info("certificate_not_told", extra={"domain": domain.host, "reference": error.reference})
            return Observation(Verdict.UNKNOWN)
        return certificate_seen(report, domain.host, self._clock(), is_live=domain.live_since is not None)


def is_flattened(diagnosis: Diagnosis) -> bool:
    """The provider publishes the target's addresses in place of the CNAME: right if Twilio accepts it."""
    record = diagnosis.observations.get(FactName.RECORD)
    return record is not None and record.finding is not None and record.finding.code is Code.FLATTENED_CNAME


def certificate_seen(
    report: CertificateReport | None, host: str, now: datetime, *, is_live: bool = False
) -> Observation:
    """Right is a certificate that Twilio has issued for this very host and whose end is ahead; for a live domain, far
    enough ahead that it has been renewed in time."""
    if report is None or report.host != host:
        return Observation(Verdict.WRONG)
    end = report.expires_at
    if is_live and report.certificate_sid and end is not None and end > now:
        return _renewed_in_time(end, now)
    if not report.is_issued(now):
        return Observation(Verdict.WRONG)
    return Observation(Verdict.RIGHT, expires_at=report.expires_at)


def _renewed_in_time(end: datetime, now: datetime) -> Observation:
    """While Twilio is at the renewal, the certificate in use is as good as before."""
    if end - now >= RENEWED_BEFORE:
        return Observation(Verdict.RIGHT, expires_at=end)
    until = Finding(Code.TLS_EXPIRING, {"until": f"{end.day} {end:%B %Y}"})
    return Observation(Verdict.WRONG, until, expires_at=end)
