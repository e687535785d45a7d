"""`bot.services.ports.Twilio` over Twilio's library, in threads with a deadline for the whole call."""

import logging
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from bot.core.addresses import is_loopback_host
from bot.core.domain import LinkSettings, TwilioAccount
from bot.core.errors import GatewayError
from bot.core.imports import Found
from bot.core.twilio import CertificateReport, DnsOpinion, Judgement, MessageReport, ServiceReport
from bot.gateways.threads import BusyError, Threads
from bot.gateways.twilio import messages, reads

if TYPE_CHECKING:
    from twilio.rest import Client

T = TypeVar("T")

_SIDS = {"DN": re.compile(r"DN[0-9a-fA-F]{32}"), "MG": re.compile(r"MG[0-9a-fA-F]{32}")}
_UNKNOWN_SID = {"30100", "20404", "404"}
_CANNOT_TELL = {"30101"}  # the domain is known, but not verified yet


class TwilioGateway:
    """Calls with the given account's credentials, else with the default account's.

    ``base_url``  sends every call elsewhere; ``ValueError`` unless it is loopback, for it gets the credentials
    ``timeout``   of one socket operation, ``deadline`` of a whole call, both in seconds
    """

    def __init__(
        self,
        default: TwilioAccount | None,
        base_url: str | None = None,
        *,
        timeout: float = 10.0,
        deadline: float = 20.0,
        limit: int = 16,
    ) -> None:
        self._default = default
        self._base_url = _loopback_only(base_url)
        self._timeout, self._deadline = timeout, deadline
        self._threads = Threads(limit)
        # Its HTTP client writes addresses and query strings at INFO.
        logging.getLogger("twilio.http_client").setLevel(logging.WARNING)

    async def judge(self, account: TwilioAccount | None, domain_sid: str, host: str) -> Judgement:
        """Whose SID it is. Only a certificate names the host; without one a known SID cannot be told from another."""
        try:
            report = await self.certificate(account, domain_sid)
            if report and report.host:
                return Judgement.CONFIRMED if report.host == host else Judgement.OTHER_HOST
            await self.validate_dns(account, domain_sid)
        except GatewayError as error:
            if error.reference in _UNKNOWN_SID:
                return Judgement.UNKNOWN_SID
            if error.reference not in _CANNOT_TELL:
                raise
        return Judgement.CANNOT_TELL

    async def validate_dns(self, account: TwilioAccount | None, domain_sid: str) -> DnsOpinion:
        """Twilio's own verdict on the host's DNS."""
        return await self._run(account, partial(reads.validate_dns, domain_sid=_sid("DN", domain_sid)))

    async def certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport | None:
        """The domain's certificate; None where there is none yet, or no such domain."""
        try:
            return await self._run(account, partial(reads.certificate, domain_sid=_sid("DN", domain_sid)))
        except GatewayError as error:
            if reads.is_no_certificate(error):
                return None
            raise

    async def request_certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport:
        """Asks Twilio for a managed certificate."""
        return await self._run(account, partial(reads.request_certificate, domain_sid=_sid("DN", domain_sid)))

    async def service(self, account: TwilioAccount | None, service_sid: str) -> ServiceReport:
        """What the Messaging Service has and holds."""
        return await self._run(account, partial(reads.service, service_sid=_sid("MG", service_sid)))

    async def attach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None:
        """Associates domain and service."""
        sids = {"domain_sid": _sid("DN", domain_sid), "service_sid": _sid("MG", service_sid)}
        await self._run(account, partial(reads.attach, **sids))

    async def configure(self, account: TwilioAccount | None, domain_sid: str, settings: LinkSettings) -> None:
        """Writes the settings that all services of the domain share."""
        await self._run(account, partial(reads.configure, domain_sid=_sid("DN", domain_sid), settings=settings))

    async def settings(self, account: TwilioAccount | None, domain_sid: str) -> LinkSettings:
        """The settings that all services of the domain share, as Twilio has them."""
        return await self._run(account, partial(reads.settings, domain_sid=_sid("DN", domain_sid)))

    async def association(self, account: TwilioAccount | None, service_sid: str) -> str | None:
        """The link domain that the service holds."""
        return await self._run(account, partial(reads.domain_of, service_sid=_sid("MG", service_sid)))

    async def detach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None:
        """Ends the association; one that is not there is ended."""
        sids = {"domain_sid": _sid("DN", domain_sid), "service_sid": _sid("MG", service_sid)}
        await self._run(account, partial(reads.detach, **sids))

    async def send(self, account: TwilioAccount | None, service_sid: str, number: str, body: str) -> str:
        """Sends one message with short links through the service."""
        return await self._run(account, partial(messages.send, service_sid=service_sid, number=number, body=body))

    async def find_message(
        self, account: TwilioAccount | None, number: str, marker: str, since: datetime
    ) -> str | None:
        """A message that was sent, by how its text begins."""
        return await self._run(account, partial(messages.find, number=number, marker=marker, since=since))

    async def message(self, account: TwilioAccount | None, message_sid: str) -> MessageReport:
        """The message as it is now."""
        return await self._run(account, partial(messages.read, message_sid=message_sid))

    async def probe(self, account: TwilioAccount | None = None) -> None:
        """Whether the credentials work, by a read that an API key may do. Raises GatewayError."""
        await self._run(account, reads.probe)

    async def vet(self, account: TwilioAccount) -> bool:
        """Whether the credentials work and are this account's. Raises GatewayError(20003) where they do not work."""
        named = await self._run(account, reads.account_named)
        if named is not None:
            return named == account.account_sid
        try:
            await self._run(account, reads.own_messages)
        except GatewayError as error:
            if error.reference in reads.NOT_THIS_ACCOUNT:
                return False
            raise
        return True

    async def subaccounts(self, account: TwilioAccount | None) -> tuple[Found, ...]:
        """Those that are not closed."""
        return await self._run(account, reads.subaccounts)

    async def services(self, account: TwilioAccount | None) -> tuple[Found, ...]:
        """The account's Messaging Services."""
        return await self._run(account, reads.services)

    async def _run(self, account: TwilioAccount | None, work: "Callable[[Client], T]") -> T:
        chosen = account or self._default
        if chosen is None:
            raise GatewayError("twilio", "no_account", transient=False)
        try:
            return await self._threads.run(partial(self._call, chosen, work), self._deadline)
        except BusyError:
            raise GatewayError("twilio", "busy", transient=True) from None
        except TimeoutError:
            raise GatewayError("twilio", "timeout", transient=True, sent=None) from None

    def _call(self, account: TwilioAccount, work: "Callable[[Client], T]") -> T:
        from bot.gateways.twilio.client import call

        return call(account, self._base_url, self._timeout, work)


def _loopback_only(base_url: str | None) -> str | None:
    if base_url is None:
        return None
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not is_loopback_host(parts.hostname):
        raise ValueError("Twilio's base address may only be a loopback address: it gets the credentials")
    return base_url


def _sid(kind: str, sid: str) -> str:
    """SIDs become part of a path: nothing else may stand there."""
    if not _SIDS[kind].fullmatch(sid):
        raise GatewayError("twilio", "bad_sid", transient=False)
    return sid
