"""What services and workers need from Twilio."""

from datetime import datetime
from typing import Protocol

from bot.core.domain import LinkSettings, TwilioAccount
from bot.core.imports import Found
from bot.core.twilio import CertificateReport, DnsOpinion, Judgement, MessageReport, ServiceReport


class Twilio(Protocol):
    """Reads and writes at Twilio. All raise GatewayError; ``account`` None is the default account."""

    async def judge(self, account: TwilioAccount | None, domain_sid: str, host: str) -> Judgement: ...

    async def validate_dns(self, account: TwilioAccount | None, domain_sid: str) -> DnsOpinion: ...

    async def certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport | None:
        """None: there is none yet."""

    async def request_certificate(self, account: TwilioAccount | None, domain_sid: str) -> CertificateReport: ...

    async def service(self, account: TwilioAccount | None, service_sid: str) -> ServiceReport: ...

    async def attach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None: ...

    async def configure(self, account: TwilioAccount | None, domain_sid: str, settings: LinkSettings) -> None: ...

    async def settings(self, account: TwilioAccount | None, domain_sid: str) -> LinkSettings: ...

    async def association(self, account: TwilioAccount | None, service_sid: str) -> str | None:
        """The SID of the link domain that the Messaging Service holds; None: it holds none, or there is no such."""

    async def detach(self, account: TwilioAccount | None, domain_sid: str, service_sid: str) -> None:
        """Twilio may do it twice: what is gone is gone."""

    async def send(self, account: TwilioAccount | None, service_sid: str, number: str, body: str) -> str:
        """Sends one message with short links; gives its SID. Never safe to repeat."""

    async def find_message(
        self, account: TwilioAccount | None, number: str, marker: str, since: datetime
    ) -> str | None:
        """The SID of the message to the number, made since then, whose text begins with the marker."""

    async def message(self, account: TwilioAccount | None, message_sid: str) -> MessageReport: ...

    async def vet(self, account: TwilioAccount) -> bool:
        """Whether the credentials work and are of the account whose SID they name; by reads that an API key may do."""

    async def subaccounts(self, account: TwilioAccount | None) -> tuple[Found, ...]:
        """Those that are not closed, a thousand at most. Twilio shows them to an Auth Token only."""

    async def services(self, account: TwilioAccount | None) -> tuple[Found, ...]:
        """The account's Messaging Services, a thousand at most."""
