"""Effects at Twilio: read before write, read after what nobody knows. Twilio has no idempotency key."""

from collections.abc import Mapping

from bot.core.attachments import is_kept, refuse_service
from bot.core.commands import Actor
from bot.core.domain import AttachmentState, RequestState
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.errors import Reason
from bot.core.twilio import CertificateReport
from bot.services import reading
from bot.services.ports import Clock, Run, Twilio
from bot.workers.performers_test import message_performers
from bot.workers.performing import Done, HopelessError, Missing, NotYetError, Performer, harmless


class JudgeDetails:
    """Asks whose Domain SID it is. A read: the same again does no harm."""

    def __init__(self, run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._twilio, self._clock, self._bot = run, twilio, clock, bot

    async def perform(self, claimed: ClaimedEffect) -> Done:
        job = await self._run(reading.judge_job, claimed.effect.domain_id, self._bot, self._clock())
        if not job.is_wanted or job.domain_sid != claimed.effect.subject:
            return Done()
        async with harmless():
            judgement = await self._twilio.judge(job.account, job.domain_sid, job.domain.host)
        return Done(result={"judgement": judgement.value})

    async def look(self, _claimed: ClaimedEffect) -> Done | Missing:
        return Missing(is_harmless=True)


class RequestCertificate:
    """Asks for the managed certificate, unless Twilio has it or is at it."""

    def __init__(self, run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._twilio, self._clock, self._bot = run, twilio, clock, bot

    async def perform(self, claimed: ClaimedEffect) -> Done:
        job = await self._job(claimed)
        if not job.is_wanted:
            return _dropped(job)
        async with harmless():
            seen = await self._look(job)
        if isinstance(seen, Done):
            return seen
        return _requested(await self._twilio.request_certificate(job.account, job.domain_sid))

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        job = await self._job(claimed)
        return await self._look(job) if job.is_wanted else _dropped(job)

    async def _job(self, claimed: ClaimedEffect) -> reading.RequestJob:
        return await self._run(reading.request_job, claimed.effect.subject, self._bot, self._clock())

    async def _look(self, job: reading.RequestJob) -> Done | Missing:
        report = await self._twilio.certificate(job.account, job.domain_sid)
        if report is not None and report.host not in (None, job.domain.host):
            raise HopelessError("sid_of_other_host")
        is_under_way = report is not None and (report.is_requesting or report.is_issued(self._clock()))
        return _requested(report) if report is not None and is_under_way else Missing()


def _dropped(job: reading.RequestJob) -> Done:
    """Voided or refused meanwhile: nothing to do. Approved for what is no longer so: people must ask again."""
    request = job.request
    if request.state is RequestState.APPROVED and request.problem is None and job.domain.request == request:
        raise HopelessError("stale")
    return Done()


def _requested(report: CertificateReport) -> Done:
    return Done(result={"certificate_sid": report.certificate_sid or ""})


class Attach:
    """Settings first, then the association: a link must never be sent before its fallback is there."""

    def __init__(self, run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._twilio, self._clock, self._bot = run, twilio, clock, bot

    async def perform(self, claimed: ClaimedEffect) -> Done:
        job = await self._job(claimed)
        if not job.is_wanted:
            return _not_attached(job)
        async with harmless():
            is_attached = await self._is_attached(job)
            await self._twilio.configure(job.account, job.domain_sid, job.attachment.settings)
        if not is_attached:
            await self._twilio.attach(job.account, job.domain_sid, job.campaign.service_sid or "")
        async with harmless():
            return await self._read_back(job)

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        """Where it is attached, the settings are written once more: it may have been attached before, and the
        settings may be what was lost."""
        job = await self._job(claimed)
        if not job.is_wanted:
            return _not_attached(job)
        if not await self._is_attached(job):
            return Missing()
        await self._twilio.configure(job.account, job.domain_sid, job.attachment.settings)
        return await self._read_back(job)

    async def _read_back(self, job: reading.AttachmentJob) -> Done:
        """What Twilio has now is what counts, not that it took what was sent."""
        if await self._twilio.association(job.account, job.campaign.service_sid or "") != job.domain_sid:
            raise HopelessError("not_kept")
        kept = await self._twilio.settings(job.account, job.domain_sid)
        return Done() if is_kept(job.attachment.settings, kept) else Done(result={"problem": "settings_differ"})

    async def _job(self, claimed: ClaimedEffect) -> reading.AttachmentJob:
        return await self._run(reading.attachment_job, claimed.effect.subject, self._bot, self._clock())

    async def _is_attached(self, job: reading.AttachmentJob) -> bool:
        report = await self._twilio.service(job.account, job.campaign.service_sid or "")
        if report.exists and report.domain_sid == job.domain_sid:
            return True
        reason = refuse_service(report, job.domain_sid)
        if reason is Reason.SERVICE_HAS_OTHER_DOMAIN and job.is_service_leaving:
            raise NotYetError
        if reason:
            raise HopelessError(reason.value)
        return False


class Detach:
    """Deletes the association, if the service still holds this domain. To delete twice does no harm."""

    def __init__(self, run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> None:
        self._run, self._twilio, self._clock, self._bot = run, twilio, clock, bot

    async def perform(self, claimed: ClaimedEffect) -> Done:
        job = await self._job(claimed)
        if not job.is_wanted:
            return _not_detached(job)
        service = job.campaign.service_sid or ""
        async with harmless():
            is_held = await self._twilio.association(job.account, service) == job.domain_sid
        if is_held:
            await self._twilio.detach(job.account, job.domain_sid, service)
        return Done()

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        job = await self._job(claimed)
        if not job.is_wanted:
            return _not_detached(job)
        held = await self._twilio.association(job.account, job.campaign.service_sid or "")
        return Missing(is_harmless=True) if held == job.domain_sid else Done()

    async def _job(self, claimed: ClaimedEffect) -> reading.AttachmentJob:
        return await self._run(reading.detachment_job, claimed.effect.subject, self._bot, self._clock())


def _not_detached(job: reading.AttachmentJob) -> Done:
    if job.attachment.state is AttachmentState.DETACHING:
        raise HopelessError("no_details" if job.domain.details is None else "no_service")
    return Done()


def _not_attached(job: reading.AttachmentJob) -> Done:
    if job.attachment.state is AttachmentState.WANTED:
        raise HopelessError("no_details" if job.domain.details is None else "no_service")
    return Done()


def twilio_performers(run: Run, twilio: Twilio, clock: Clock, bot: Actor) -> Mapping[EffectKind, Performer]:
    """A performer for each kind of effect at Twilio."""
    return {
        EffectKind.JUDGE_DETAILS: JudgeDetails(run, twilio, clock, bot),
        EffectKind.REQUEST_CERTIFICATE: RequestCertificate(run, twilio, clock, bot),
        EffectKind.ATTACH: Attach(run, twilio, clock, bot),
        EffectKind.DETACH: Detach(run, twilio, clock, bot),
        **message_performers(run, twilio, clock, bot),
    }
