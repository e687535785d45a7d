"""Two customers at Twilio, and clients: the SDK with its address changed, and bare HTTP."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.sandbox.dns import TARGET, DnsStandIn
from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.twilio import Account, Organisation, OrganisationDomain, Service, TwilioStandIn

AnswerT = TypeVar("AnswerT")
HOST = "ls.acme.test"
PATIENCE = 60.0


class Rebased(TwilioHttpClient):
    """Every request of the SDK goes to the stand-in, with path and query as they are."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=PATIENCE)
        self._base = urlsplit(base)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        asked = urlsplit(url)
        own = urlunsplit((self._base.scheme, self._base.netloc, asked.path, asked.query, ""))
        return super().request(method, own, *args, **kwargs)


@dataclass
class Customers:
    """``account`` and its ``sub`` are in an Organization, ``loner`` is in none, ``rival`` is in its own."""

    twilio: TwilioStandIn
    dns: DnsStandIn
    front: HttpsFront
    ca: LabCa
    organisation: Organisation
    account: Account
    sub: Account
    loner: Account
    rival: Account
    service: Service

    async def use(self, work: Callable[[Client], AnswerT], account: Account | None = None) -> AnswerT:
        """Work with the SDK as an account, by its SID and token, in a thread as the SDK is synchronous."""
        owner = account or self.account
        return await self.use_as(owner.sid, owner.token, work)

    async def use_as(self, user: str, password: str, work: Callable[[Client], AnswerT]) -> AnswerT:
        http = Rebased(self.twilio.base_url)

        def run() -> AnswerT:
            try:
                return work(Client(user, password, self.account.sid, http_client=http))
            finally:
                http.session.close()

        return await asyncio.to_thread(run)

    async def http(self, method: str, path: str, account: Account | None = None, **more: Any) -> requests.Response:
        """A bare HTTP request, for what the SDK would never send."""
        owner = account or self.account
        more.setdefault("auth", (owner.sid, owner.token))
        url = self.twilio.base_url + path
        return await asyncio.to_thread(requests.request, method, url, timeout=PATIENCE, **more)

    def domain(self, host: str = HOST, organisation: Organisation | None = None) -> OrganisationDomain:
        """Added in the Console, its TXT not set yet."""
        return self.twilio.console.add_domain(organisation or self.organisation, host)

    async def verified(self, host: str = HOST) -> OrganisationDomain:
        """With its TXT in the DNS and seen by Twilio, its CNAME not set yet."""
        domain = self.domain(host)
        zone = self.dns.zone("acme.test")
        zone.put(f"_twilio.{host}.", "TXT", f'"{domain.verification}"')
        assert await self.twilio.console.verify(domain.sid)
        return domain

    async def ready(self, host: str = HOST) -> OrganisationDomain:
        """Verified, and the CNAME in place."""
        domain = await self.verified(host)
        self.dns.zone("acme.test").put(f"{host}.", "CNAME", TARGET)
        return domain


async def until(is_so: Callable[[], object]) -> None:
    """Waits for something that happens by itself; raises TimeoutError after a long while."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if is_so():
                return
            await asyncio.sleep(0.02)
