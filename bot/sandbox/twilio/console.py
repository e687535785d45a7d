"""Twilio's Console, Admin > Domains: what no API can do. A person at the screen is a caller of this module."""

import asyncio
import re
import secrets
from datetime import timedelta

from bot.sandbox.twilio.estate import Clock, Estate, Organisation, OrganisationDomain, new_sid
from bot.sandbox.twilio.issuance import Issuer
from bot.sandbox.twilio.lookup import Lookup

UNVERIFIED_EVERY, VERIFIED_EVERY, GRACE = timedelta(seconds=30), timedelta(hours=24), timedelta(days=30)
"""How often Twilio looks for the TXT, and how long it may be missing before the domain is deleted (Twilio,
Organizations > Domains; the first is ours)."""
LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


class ConsoleRefused(Exception):
    """What the screen says in red."""


class Console:
    """``speed`` divides the times between looks; without ``looks_by_itself`` only the button *Verify* looks."""

    def __init__(self, estate: Estate, lookup: Lookup, issuer: Issuer, clock: Clock, speed: float) -> None:
        self._estate, self._lookup, self._issuer = estate, lookup, issuer
        self._clock, self._speed = clock, speed
        self.looks_by_itself = True

    def add_domain(self, organisation: Organisation, host: str) -> OrganisationDomain:
        """Adds a domain to the Organization; its ``sid`` and ``verification`` are on the next screen, nowhere else."""
        name = host.strip().rstrip(".").lower()
        if not re.fullmatch(rf"({LABEL}\.)+{LABEL}", name) or len(name) > 253:
            raise ConsoleRefused(f"{host} is not a domain name")
        there = self._estate.domains_of(organisation)
        if any(domain.host == name for domain in there):
            raise ConsoleRefused(f"{name} is in this Organization already")
        if len(there) >= organisation.domain_limit:
            raise ConsoleRefused(f"an Organization can have {organisation.domain_limit} domains; ask Support for more")
        value = f"twilio-domain-verification={secrets.token_hex(16)}"
        domain = OrganisationDomain(new_sid("DN"), organisation, name, value, self._clock())
        self._estate.domains[domain.sid] = domain
        return domain

    def domain(self, sid: str) -> OrganisationDomain:
        """The details screen. Raises ConsoleRefused where it is gone."""
        try:
            return self._estate.domains[sid]
        except KeyError:
            raise ConsoleRefused(f"there is no domain {sid}") from None

    def domains(self, organisation: Organisation) -> list[OrganisationDomain]:
        return self._estate.domains_of(organisation)

    def delete_domain(self, sid: str) -> None:
        """Takes the domain out of the Organization, with its certificate and associations."""
        domain = self.domain(sid)
        self._issuer.withdraw(domain)
        self._estate.forget_domain(domain)

    def lose(self, sid: str) -> OrganisationDomain:
        """Twilio knows nothing of the domain any more, though nobody deleted it."""
        return self._estate.domains.pop(self.domain(sid).sid)

    def find(self, domain: OrganisationDomain) -> None:
        """There it is again, as it was."""
        self._estate.domains[domain.sid] = domain

    async def verify(self, sid: str) -> bool:
        """The button *Verify*: looks for the TXT now. An answer that does not come changes nothing."""
        domain = self.domain(sid)
        has_text = await self._lookup.has_text(domain.host, domain.verification)
        domain.looked_at = self._clock()
        if has_text:
            domain.is_verified, domain.missing_since = True, None
        elif has_text is False and domain.is_verified:
            self._miss(domain)
        return bool(has_text)

    async def watch(self) -> None:
        """For ever: looks at every domain in its turn, as Twilio does by itself."""
        while True:
            await self.round()
            await asyncio.sleep(max(0.05, 1.0 / self._speed))

    async def round(self) -> None:
        """One look at whatever is due now, and what ends soon is renewed."""
        for domain in list(self._estate.domains.values()) if self.looks_by_itself else ():
            if self._is_due(domain) and domain.sid in self._estate.domains:
                await self.verify(domain.sid)
        await self._issuer.renew(list(self._estate.domains.values()))

    def _is_due(self, domain: OrganisationDomain) -> bool:
        every = (VERIFIED_EVERY if domain.is_verified else UNVERIFIED_EVERY) / self._speed
        return domain.looked_at is None or self._clock() - domain.looked_at >= every

    def _miss(self, domain: OrganisationDomain) -> None:
        domain.missing_since = domain.missing_since or self._clock()
        if self._clock() - domain.missing_since >= GRACE / self._speed:
            self.delete_domain(domain.sid)
