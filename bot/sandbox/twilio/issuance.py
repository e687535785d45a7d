"""Certificates take their time: requested now, issued later, and only if DNS and CAA still allow it then."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import UTC, datetime, timedelta

from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import Certificate, LabCa
from bot.sandbox.tasks import reap
from bot.sandbox.twilio.estate import Clock, DomainCertificate, OrganisationDomain, new_sid
from bot.sandbox.twilio.lookup import Lookup

LIFETIME = timedelta(days=90)
RENEWED_BEFORE = timedelta(days=30)
"""Managed certificates are renewed so long before their end, as Let's Encrypt advises (Twilio's figure is unknown)."""
RENEWED_EVERY = timedelta(hours=1)
RETRY = 30.0
"""Seconds between two tries while the DNS is not right (ours; Twilio's are unknown)."""
Sleep = Callable[[float], Awaitable[None]]


class Edge:
    """Where issued certificates and short links take effect: an HTTPS front with a CA, or nowhere."""

    def __init__(self, front: HttpsFront | None, ca: LabCa | None, clock: Clock) -> None:
        self._front, self._ca, self._clock = front, ca, clock
        self._expired: set[str] = set()

    def issue(self, host: str, ends_at: datetime | None = None) -> datetime:
        """A certificate for the host, in use from now on; gives its end."""
        end = (ends_at or self._clock() + LIFETIME).replace(microsecond=0)
        if self._ca is not None:
            self._install(host, self._ca.issue([host], ends_at=end))
        return end

    def expire(self, host: str, end: datetime) -> None:
        """The certificate in use has ended, for those too who go by the clock of this machine."""
        if self._ca is not None and host not in self._expired:
            self._install(host, self._ca.issue([host], ends_at=min(end, datetime.now(UTC) - timedelta(minutes=1))))
            self._expired.add(host)

    def upload(self, host: str, pem: bytes) -> None:
        """Somebody's own chain and key."""
        if self._ca is not None:
            self._install(host, self._ca.keep([host], pem))

    def withdraw(self, host: str) -> None:
        if self._front is not None:
            self._front.withdraw(host)

    def link(self, host: str, path: str, url: str) -> None:
        if self._front is not None:
            self._front.link(host, path, url)

    def _install(self, host: str, certificate: Certificate) -> None:
        self._expired.discard(host)
        if self._front is not None:
            self._front.install(host, certificate)


class Issuer:
    """``takes`` is how many seconds of ``sleep`` a certificate takes, ``speed`` divides every interval. While
    ``is_stuck`` nothing is issued: requests stay open."""

    def __init__(self, lookup: Lookup, edge: Edge, clock: Clock, sleep: Sleep, *, takes: float, speed: float) -> None:
        self.edge, self.is_stuck = edge, False
        self.at_work = 0
        """How many requests are being judged just now: the time of each has come."""
        self._lookup, self._clock, self._sleep, self._takes, self._speed = lookup, clock, sleep, takes, speed
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._tried: dict[str, datetime] = {}

    def request(self, domain: OrganisationDomain) -> DomainCertificate:
        """Begins; the certificate shows ``requesting`` until it is done. A request under way goes on."""
        kept = self._kept(domain, is_managed=True)
        if not kept.is_requesting:
            kept.is_requesting, kept.updated_at = True, self._clock()
            self._begin(domain, self._issue_later(domain))
        return kept

    def upload(self, domain: OrganisationDomain, pem: bytes, ends_at: datetime) -> DomainCertificate:
        """The client's own certificate: validated for a while, then in use."""
        kept = self._kept(domain, is_managed=False)
        kept.validating, kept.updated_at = ends_at, self._clock()
        self._begin(domain, self._validate_later(domain, kept, pem))
        return kept

    def issue(self, domain: OrganisationDomain, ends_at: datetime | None = None) -> DomainCertificate:
        """At once, without looking: for the Console's past, and for expired ones in tests."""
        kept = self._kept(domain, is_managed=True)
        kept.is_requesting, kept.updated_at, kept.is_renewed = False, self._clock(), ends_at is None
        kept.expires_at = self.edge.issue(domain.host, ends_at)
        return kept

    async def renew(self, domains: Iterable[OrganisationDomain]) -> None:
        """What ends soon is issued anew, where the DNS still allows it; what has ended is in use as long as it is not:
        handshakes fail then."""
        now = self._clock()
        for domain, kept, end in [one for domain in domains if (one := _ending(domain, now))]:
            if end <= now:
                self.edge.expire(domain.host, end)
            is_due = now - self._tried.get(domain.sid, end - RENEWED_BEFORE) >= RENEWED_EVERY / self._speed
            if kept.is_renewed and is_due:
                self._tried[domain.sid] = now
                if await self._is_allowed(domain.host):
                    self.issue(domain)

    def withdraw(self, domain: OrganisationDomain) -> None:
        """No certificate any more, and none to come."""
        if task := self._under_way.pop(domain.sid, None):
            task.cancel()
        domain.certificate = None
        self.edge.withdraw(domain.host)

    async def stop(self) -> None:
        await reap(self._under_way.values())

    def _kept(self, domain: OrganisationDomain, *, is_managed: bool) -> DomainCertificate:
        now = self._clock()
        if domain.certificate is None:
            domain.certificate = DomainCertificate(new_sid("CW"), is_managed, now, now)
        domain.certificate.is_managed = is_managed
        return domain.certificate

    def _begin(self, domain: OrganisationDomain, work: Coroutine[None, None, None]) -> None:
        if task := self._under_way.pop(domain.sid, None):
            task.cancel()
        self._under_way[domain.sid] = asyncio.ensure_future(work)

    async def _issue_later(self, domain: OrganisationDomain) -> None:
        await self._sleep(self._takes / self._speed)
        while not await self._issue_now(domain):
            await self._sleep(RETRY / self._speed)

    async def _issue_now(self, domain: OrganisationDomain) -> bool:
        self.at_work += 1
        try:
            is_allowed = await self._is_allowed(domain.host)
            if is_allowed:
                self.issue(domain)
            return is_allowed
        finally:
            self.at_work -= 1

    async def _validate_later(self, domain: OrganisationDomain, kept: DomainCertificate, pem: bytes) -> None:
        await self._sleep(self._takes / self._speed)
        kept.expires_at, kept.validating, kept.updated_at = kept.validating, None, self._clock()
        self.edge.upload(domain.host, pem)

    async def _is_allowed(self, host: str) -> bool:
        return not self.is_stuck and (await self._lookup.judge(host)).is_valid and await self._lookup.may_issue(host)


def _ending(domain: OrganisationDomain, now: datetime) -> tuple[OrganisationDomain, DomainCertificate, datetime] | None:
    """The domain with its certificate and its end, where that is near and nothing newer is on its way."""
    kept = domain.certificate
    if kept is None or kept.expires_at is None or kept.is_requesting or kept.expires_at - now > RENEWED_BEFORE:
        return None
    return domain, kept, kept.expires_at
