"""What is asked of Twilio, as plain functions of a client, and its replies in our words.

Paths and fields: Twilio's OpenAPI description of messaging v1 and v2. Each reply is held against what was asked.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import idna

from bot.core.domain import LinkSettings
from bot.core.errors import GatewayError
from bot.core.imports import MOST, Found
from bot.core.twilio import CertificateReport, DnsOpinion, ServiceReport

if TYPE_CHECKING:
    from twilio.rest import Client

_NOT_FOUND = {"404", "20404"}
_NO_CERTIFICATE = _NOT_FOUND | {"30100", "30101", "30107", "30120"}
"""Also of a domain that the Organization does not have (any more), or that is not verified."""
_NO_SERVICE = _NOT_FOUND | {"21701", "21705"}
_TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
"""Toll-free area codes of the North American numbering plan."""
_MOST_SENDERS = 1000
_PAGE = 200
NOT_THIS_ACCOUNT = _NOT_FOUND | {"401", "20003"}


class _Certificate(Protocol):
    domain_sid: str | None
    domain_name: str | None
    certificate_sid: str | None
    date_expires: object
    managed: bool | None
    requesting: bool | None


def certificate(client: "Client", domain_sid: str) -> CertificateReport:
    """The v2 resource: only there stands whether Twilio manages the certificate and is still at it."""
    return _report(client.messaging.v2.domain_certs(domain_sid).fetch(), domain_sid)


def request_certificate(client: "Client", domain_sid: str) -> CertificateReport:
    """Asks for a managed certificate."""
    return _report(client.messaging.v1.request_managed_cert(domain_sid).update(), domain_sid)


def validate_dns(client: "Client", domain_sid: str) -> DnsOpinion:
    """Twilio's own look at the DNS. The strings of its reason are nowhere documented."""
    reply = client.messaging.v1.domain_validate_dns(domain_sid).fetch()
    _expect(reply.domain_sid, domain_sid)
    return DnsOpinion(is_valid=bool(reply.is_valid), reason=reply.reason)


def attach(client: "Client", domain_sid: str, service_sid: str) -> None:
    """Associates the domain with the service."""
    reply = client.messaging.v1.linkshortening_messaging_service(domain_sid, service_sid).create()
    _expect(reply.domain_sid, domain_sid)
    _expect(reply.messaging_service_sid, service_sid)


def detach(client: "Client", domain_sid: str, service_sid: str) -> None:
    """Ends the association of domain and service. Deleting is safe to repeat."""
    try:
        client.messaging.v1.linkshortening_messaging_service(domain_sid, service_sid).delete()
    except Exception as error:
        if _code(error) not in _NOT_FOUND:
            raise


def configure(client: "Client", domain_sid: str, settings: LinkSettings) -> None:
    """Writes the domain's settings; what is None stays as it is (the library leaves it out)."""
    reply = client.messaging.v1.domain_config(domain_sid).update(
        **({"fallback_url": settings.fallback_url} if settings.fallback_url else {}),
        **({"callback_url": settings.callback_url} if settings.callback_url else {}),
        continue_on_failure=settings.continue_on_failure,
        disable_https=settings.disable_https,
    )
    _expect(reply.domain_sid, domain_sid)


def settings(client: "Client", domain_sid: str) -> LinkSettings:
    """The domain's settings as Twilio has them."""
    reply = client.messaging.v1.domain_config(domain_sid).fetch()
    _expect(reply.domain_sid, domain_sid)
    return LinkSettings(
        fallback_url=reply.fallback_url or None,
        callback_url=reply.callback_url or None,
        continue_on_failure=bool(reply.continue_on_failure),
        disable_https=bool(reply.disable_https),
    )


def service(client: "Client", service_sid: str) -> ServiceReport:
    """The service, its senders and the domain it holds, one call after the other on one connection."""
    try:
        client.messaging.v1.services(service_sid).fetch()
    except Exception as error:
        if _code(error) in _NO_SERVICE:
            return ServiceReport(service_sid, exists=False)
        raise
    resource = client.messaging.v1.services(service_sid)
    numbers = [str(sender.phone_number or "") for sender in resource.phone_numbers.list(limit=_MOST_SENDERS)]
    others = len(resource.short_codes.list(limit=_MOST_SENDERS)) + len(resource.alpha_senders.list(limit=_MOST_SENDERS))
    return ServiceReport(
        service_sid,
        exists=True,
        senders=len(numbers) + others,
        is_toll_free_only=bool(numbers) and not others and all(is_toll_free(number) for number in numbers),
        domain_sid=domain_of(client, service_sid),
    )


def probe(client: "Client") -> None:
    """The smallest read that any key of the account may do."""
    client.messaging.v1.services.list(limit=1, page_size=1)


def account_named(client: "Client") -> str | None:
    """The SID of the account of the credentials, as its first Messaging Service names it; None: it has none."""
    found = client.messaging.v1.services.list(limit=1, page_size=1)
    return str(found[0].account_sid) if found else None


def own_messages(client: "Client") -> None:
    """The smallest read whose path names the account: refused where the credentials are another one's."""
    client.messages.list(limit=1, page_size=1)


def subaccounts(client: "Client") -> tuple[Found, ...]:
    """The accounts below the one of the credentials. Each reply holds their Auth Tokens, which are left there."""
    listed = client.api.v2010.accounts.list(limit=MOST + 1, page_size=_PAGE)
    below = (one for one in listed if one.sid != client.account_sid and one.status != "closed")
    return tuple(Found(str(one.sid), str(one.friendly_name or "")) for one in below)


def services(client: "Client") -> tuple[Found, ...]:
    """The account's Messaging Services."""
    listed = client.messaging.v1.services.list(limit=MOST, page_size=_PAGE)
    return tuple(Found(str(one.sid), str(one.friendly_name or "")) for one in listed)


def domain_of(client: "Client", service_sid: str) -> str | None:
    """The domain associated with the service, where there is one."""
    try:
        reply = client.messaging.v1.linkshortening_messaging_service_domain_association(service_sid).fetch()
    except Exception as error:
        if _code(error) in _NOT_FOUND:
            return None
        raise
    _expect(reply.messaging_service_sid, service_sid)
    return str(reply.domain_sid) if reply.domain_sid else None


def is_toll_free(number: str) -> bool:
    """Whether an E.164 number is a North American toll-free one."""
    return len(number) == 12 and number.startswith("+1") and number[2:5] in _TOLL_FREE


def is_no_certificate(error: GatewayError) -> bool:
    """Whether Twilio says that there is no certificate yet."""
    return error.reference in _NO_CERTIFICATE


def host_of(domain_name: str | None) -> str | None:
    """The host (A-label, lower case) in Twilio's ``domain_name``, which is an address: ``https://ls.acme.com``."""
    text = (domain_name or "").strip()
    host = urlsplit(text if "//" in text else f"//{text}").hostname
    if not host:
        return None
    try:
        return host.rstrip(".") if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def _report(reply: _Certificate, domain_sid: str) -> CertificateReport:
    _expect(reply.domain_sid, domain_sid)
    return CertificateReport(
        host=host_of(reply.domain_name),
        certificate_sid=reply.certificate_sid,
        is_managed=bool(reply.managed),
        is_requesting=bool(reply.requesting),
        is_in_validation=bool(getattr(reply, "cert_in_validation", None)),
        expires_at=_time(reply.date_expires),
    )


def _time(value: object) -> datetime | None:
    if isinstance(value, str):  # the library gives back what it cannot parse
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _expect(given: str | None, asked: str) -> None:
    """Some replies leave the SID out; a different one is another call's reply."""
    if given is not None and given != asked:
        raise GatewayError("twilio", "reply_of_another_call", transient=True, sent=None, is_answered=True)


def _code(error: Exception) -> str:
    return str(getattr(error, "code", None) or getattr(error, "status", ""))
