"""What a check asks Twilio: the certificate, the campaigns' services, its own word on a record."""

import logging
from datetime import datetime, timedelta

from bot.core.commands import Actor
from bot.core.domain import LinkDomain
from bot.core.errors import GatewayError
from bot.core.facts import Code, Evidence, Finding, Observation, Verdict
from bot.core.twilio import CertificateReport
from bot.services import checking
from bot.services.ports import Clock, Run, Twilio

_log = logging.getLogger(__name__)

RENEWED_BEFORE = timedelta(days=14)
"""Twilio renews its certificates well before that (facts of Link Shortening: managed ones last 90 days)."""
ENDING_BEFORE = timedelta(days=30)
"""A certificate that nobody renews by itself is named as early as this."""


class TwilioLooks:
    """Reads only. Where Twilio cannot be asked, the observation is unknown."""

    def __init__(self, run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._twilio, self._clock, self._bot = run, twilio, clock, bot

    async def certificate(self, domain: LinkDomain) -> Observation | None:
        """None without a Domain SID."""
        if domain.details is None:
            return None
        account = await self._run(checking.account_of, domain.id, self._bot, self._clock())
        try:
            report = await self._twilio.certificate(account, domain.details.domain_sid)
        except GatewayError as error:
            _log.info("certificate_not_told", extra={"domain": domain.host, "reference": error.reference})
            return Observation(Verdict.UNKNOWN)
        return certificate_seen(report, domain.host, self._clock(), is_live=domain.live_since is not None)

    async def association(self, domain: LinkDomain) -> Observation | None:
        """Right while every service that we attached sends with this domain; the proof of a wrong one names those
        that do not. None without a Domain SID."""
        if domain.details is None:
            return None
        held = await self._run(checking.associations_of, domain.id, self._bot, self._clock())
        try:
            now = {sid: await self._twilio.association(held.account, sid) for sid in held.services}
        except GatewayError as error:
            _log.info("association_not_told", extra={"domain": domain.host, "reference": error.reference})
            return Observation(Verdict.UNKNOWN)
        lost = tuple(sid for sid, domain_sid in now.items() if domain_sid != domain.details.domain_sid)
        if not lost:
            return Observation(Verdict.RIGHT)
        proof = Evidence("Twilio", "Messaging Services without the domain", "", lost, None, self._clock())
        return Observation(Verdict.WRONG, evidence=proof)

    async def is_record_valid(self, domain: LinkDomain) -> bool:
        """Twilio's own word on a record that we cannot judge. False where it cannot be had."""
        if domain.details is None:
            return False
        account = await self._run(checking.account_of, domain.id, self._bot, self._clock())
        try:
            return (await self._twilio.validate_dns(account, domain.details.domain_sid)).is_valid
        except GatewayError:
            return False


def certificate_seen(
    report: CertificateReport | None, host: str, now: datetime, *, is_live: bool = False
) -> Observation:
    """Right is a certificate that Twilio has issued for this very host and whose end is ahead; for a live domain, far
    enough ahead that it has been renewed in time."""
    if report is None or report.host != host:
        return Observation(Verdict.WRONG)
    end = report.expires_at
    if is_live and report.certificate_sid and end is not None and end > now:
        return _renewed_in_time(report, end, now)
    if not report.is_issued(now):
        return Observation(Verdict.WRONG)
    return Observation(Verdict.RIGHT, expires_at=report.expires_at)


def _renewed_in_time(report: CertificateReport, end: datetime, now: datetime) -> Observation:
    """While Twilio is at the renewal, the certificate in use is as good as before. The client's own one is renewed by
    people, who need to know earlier."""
    until = Finding(Code.TLS_EXPIRING, {"until": f"{end.day} {end:%B %Y}"})
    if end - now < RENEWED_BEFORE:
        return Observation(Verdict.WRONG, until, expires_at=end)
    is_ending = not report.is_managed and end - now < ENDING_BEFORE
    return Observation(Verdict.RIGHT, until if is_ending else None, expires_at=end)
