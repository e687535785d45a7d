"""What Twilio writes: the JSON of each resource (shapes: github.com/twilio/twilio-oai, messaging v1 and v2, v2010)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TypeVar
from urllib.parse import urlencode

from bot.sandbox.twilio.calls import PAGING, ApiCall, Json, paging
from bot.sandbox.twilio.estate import (
    Account,
    DomainCertificate,
    LinkConfig,
    Message,
    OrganisationDomain,
    Sender,
    SenderKind,
    Service,
)

MESSAGING = "https://messaging.twilio.com"
LINKS = f"{MESSAGING}/v1/LinkShortening"
ItemT = TypeVar("ItemT")
SENDER_KEYS = {
    SenderKind.PHONE_NUMBER: ("phone_numbers", "phone_number"),
    SenderKind.SHORT_CODE: ("short_codes", "short_code"),
    SenderKind.ALPHA_SENDER: ("alpha_senders", "alpha_sender"),
    SenderKind.CHANNEL_SENDER: ("senders", "sender"),
}


def iso(time: datetime | None) -> str | None:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def rfc2822(time: datetime | None) -> str | None:
    return format_datetime(time.astimezone(UTC)) if time else None


def certificate(domain: OrganisationDomain, kept: DomainCertificate, version: str) -> Json:
    """The certificate; ``managed`` and ``requesting`` are in v2 only."""
    validation = {"date_expires": iso(kept.validating), "status": "pending"} if kept.validating else None
    url = f"{MESSAGING}/{version}/LinkShortening/Domains/{domain.sid}/Certificate"
    body = {**_certificate(domain, kept, url), "cert_in_validation": validation}
    return {**body, **_managed(kept)} if version == "v2" else body


def request(domain: OrganisationDomain, kept: DomainCertificate) -> Json:
    url = f"{LINKS}/Domains/{domain.sid}/RequestManagedCert"
    return {**_certificate(domain, kept, url), **_managed(kept)}


def _certificate(domain: OrganisationDomain, kept: DomainCertificate, url: str) -> Json:
    return {
        "certificate_sid": kept.sid,
        "domain_name": f"https://{domain.host}",
        "domain_sid": domain.sid,
        "date_expires": iso(kept.expires_at),
        "date_created": iso(kept.created_at),
        "date_updated": iso(kept.updated_at),
        "url": url,
    }


def _managed(kept: DomainCertificate) -> Json:
    return {"managed": kept.is_managed, "requesting": kept.is_requesting}


def config(domain: OrganisationDomain, kept: LinkConfig) -> Json:
    return {
        **_config(domain, kept),
        "disable_https": kept.disable_https,
        "url": f"{LINKS}/Domains/{domain.sid}/Config",
    }


def config_of_service(service: Service, domain: OrganisationDomain, kept: LinkConfig) -> Json:
    return {
        **_config(domain, kept),
        "messaging_service_sid": service.sid,
        "url": f"{LINKS}/MessagingService/{service.sid}/DomainConfig",
    }


def _config(domain: OrganisationDomain, kept: LinkConfig) -> Json:
    return {
        "domain_sid": domain.sid,
        "config_sid": kept.sid,
        "fallback_url": kept.fallback_url,
        "callback_url": kept.callback_url,
        "continue_on_failure": kept.continue_on_failure,
        "date_created": iso(kept.created_at),
        "date_updated": iso(kept.updated_at),
    }


def association(service: Service, domain: OrganisationDomain, url: str) -> Json:
    return {"domain_sid": domain.sid, "messaging_service_sid": service.sid, "url": url}


def service(kept: Service) -> Json:
    url = f"{MESSAGING}/v1/Services/{kept.sid}"
    return {
        "sid": kept.sid,
        "account_sid": kept.account.sid,
        "friendly_name": kept.name,
        "date_created": iso(kept.created_at),
        "date_updated": iso(kept.created_at),
        "inbound_request_url": None,
        "inbound_method": "POST",
        "fallback_url": None,
        "fallback_method": "POST",
        "status_callback": None,
        "sticky_sender": True,
        "mms_converter": True,
        "smart_encoding": False,
        "scan_message_content": "inherit",
        "fallback_to_long_code": True,
        "area_code_geomatch": True,
        "synchronous_validation": False,
        "validity_period": 14400,
        "usecase": "marketing",
        "us_app_to_person_registered": False,
        "use_inbound_webhook_on_number": False,
        "url": url,
        "links": {keys[0]: f"{url}/{kind}" for kind, keys in SENDER_KEYS.items()},
    }


def sender(owner: Service, kept: Sender) -> Json:
    common = {
        "sid": kept.sid,
        "account_sid": owner.account.sid,
        "date_created": iso(kept.created_at),
        "date_updated": iso(kept.created_at),
        SENDER_KEYS[kept.kind][1]: kept.value,
        "url": f"{MESSAGING}/v1/Services/{owner.sid}/{kept.kind}/{kept.sid}",
    }
    if kept.kind is SenderKind.CHANNEL_SENDER:
        return {**common, "messaging_service_sid": owner.sid, "sender_type": "WhatsApp", "country_code": None}
    country: Json = {} if kept.kind is SenderKind.ALPHA_SENDER else {"country_code": kept.country}
    return {**common, **country, "service_sid": owner.sid, "capabilities": ["SMS"]}


def account(kept: Account) -> Json:
    uri = f"/2010-04-01/Accounts/{kept.sid}"
    return {
        "sid": kept.sid,
        "friendly_name": kept.name,
        "auth_token": kept.token,
        "owner_account_sid": (kept.owner or kept).sid,
        "status": kept.status,
        "type": "Full",
        "date_created": rfc2822(kept.created_at),
        "date_updated": rfc2822(kept.created_at),
        "subresource_uris": {"messages": f"{uri}/Messages.json"},
        "uri": f"{uri}.json",
    }


def message(kept: Message) -> Json:
    uri = f"/2010-04-01/Accounts/{kept.account.sid}/Messages/{kept.sid}"
    return {
        "sid": kept.sid,
        "account_sid": kept.account.sid,
        "messaging_service_sid": kept.service.sid if kept.service else None,
        "to": kept.to,
        "from": kept.sender,
        "body": kept.body,
        "status": kept.status,
        "direction": "outbound-api",
        "num_segments": "1",
        "num_media": "0",
        "error_code": kept.error_code,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "date_created": rfc2822(kept.created_at),
        "date_updated": rfc2822(kept.sent_at or kept.created_at),
        "date_sent": rfc2822(kept.sent_at),
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "uri": f"{uri}.json",
    }


def page(items: Sequence[ItemT], call: ApiCall, key: str, write: Callable[[ItemT], Json]) -> Json:
    """A page of a product API: the records under ``key``, the way to the others under ``meta``."""
    size, number = paging(call.params)
    shown = items[number * size : (number + 1) * size]

    def url(to: int) -> str:
        return f"{MESSAGING}{_page_address(call, size, to, 'PT')}"

    meta = {
        "page": number,
        "page_size": size,
        "first_page_url": url(0),
        "previous_page_url": url(number - 1) if number else None,
        "next_page_url": url(number + 1) if len(items) > (number + 1) * size else None,
        "url": url(number),
        "key": key,
    }
    return {key: [write(item) for item in shown], "meta": meta}


def page_2010(items: Sequence[ItemT], call: ApiCall, key: str, write: Callable[[ItemT], Json]) -> Json:
    """A page of the 2010 API, with relative addresses."""
    size, number = paging(call.params)
    start = number * size
    shown = items[start : start + size]

    def uri(to: int) -> str:
        return _page_address(call, size, to, "PA")

    return {
        key: [write(item) for item in shown],
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start, start + len(shown) - 1),
        "first_page_uri": uri(0),
        "previous_page_uri": uri(number - 1) if number else None,
        "next_page_uri": uri(number + 1) if len(items) > start + size else None,
        "uri": uri(number),
    }


def _page_address(call: ApiCall, size: int, number: int, token: str) -> str:
    """Another page of the same list, with the filters of the first."""
    filters = {name: value for name, value in call.params.items() if name not in PAGING}
    mark = {"PageToken": f"{token}{call.account.sid[2:]}"} if number else {}
    return f"{call.path}?{urlencode({**filters, 'PageSize': size, 'Page': number, **mark})}"
