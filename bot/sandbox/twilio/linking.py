"""Link Shortening (messaging v1 and v2): DNS verdict, certificates, settings, associations."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from bot.sandbox.twilio import render
from bot.sandbox.twilio.calls import ApiCall, Reply, Route, boolean
from bot.sandbox.twilio.errors import ApiError, not_found
from bot.sandbox.twilio.estate import Clock, Estate, LinkConfig, OrganisationDomain, Service, new_sid
from bot.sandbox.twilio.issuance import Issuer
from bot.sandbox.twilio.lookup import Lookup

SETTINGS = frozenset({"FallbackUrl", "CallbackUrl", "ContinueOnFailure", "DisableHttps"})


class Linking:
    """Every call is bound to the caller's Organization; accounts of other Organizations see nothing of it."""

    def __init__(self, estate: Estate, lookup: Lookup, issuer: Issuer, clock: Clock) -> None:
        self._estate, self._lookup, self._issuer, self._clock = estate, lookup, issuer, clock

    def routes(self) -> list[Route]:
        domain, mg = "/v1/LinkShortening/Domains/{domain}", "MessagingServices/{linked}"
        return [
            Route("GET", f"{domain}/ValidateDns", self.validate_dns),
            Route("POST", f"{domain}/RequestManagedCert", self.request_certificate),
            Route("GET", f"{domain}/Certificate", self.certificate_v1),
            Route("POST", f"{domain}/Certificate", self.upload, frozenset({"TlsCert"})),
            Route("DELETE", f"{domain}/Certificate", self.delete_certificate),
            Route("GET", "/v2/LinkShortening/Domains/{domain}/Certificate", self.certificate_v2),
            Route("GET", f"{domain}/Config", self.config),
            Route("POST", f"{domain}/Config", self.configure, SETTINGS),
            Route("POST", f"{domain}/{mg}", self.associate),
            Route("DELETE", f"{domain}/{mg}", self.dissociate),
            Route("GET", f"/v1/LinkShortening/{mg}/Domain", self.association),
            Route("GET", "/v1/LinkShortening/MessagingService/{linked}/DomainConfig", self.config_of_service),
        ]

    async def validate_dns(self, call: ApiCall) -> Reply:
        domain = self._domain(call)
        verdict = await self._lookup.judge(domain.host)
        url = f"{render.LINKS}/Domains/{domain.sid}/ValidateDns"
        return Reply(200, {"is_valid": verdict.is_valid, "reason": verdict.reason, "url": url})

    async def request_certificate(self, call: ApiCall) -> Reply:
        """201 the first time, 200 again, which renews."""
        domain = self._verified(call)
        is_first = domain.certificate is None
        verdict = await self._lookup.judge(domain.host)
        if not verdict.is_valid:
            raise ApiError(400, 30134, verdict.reason)
        if not await self._lookup.may_issue(domain.host):
            raise ApiError(400, 30135, "a CAA record forbids it")
        return Reply(201 if is_first else 200, render.request(domain, self._issuer.request(domain)))

    async def certificate_v1(self, call: ApiCall) -> Reply:
        return self._certificate(call, "v1")

    async def certificate_v2(self, call: ApiCall) -> Reply:
        return self._certificate(call, "v2")

    async def upload(self, call: ApiCall) -> Reply:
        domain = self._verified(call)
        pem = call.params.get("TlsCert", "").encode()
        status = 200 if domain.certificate else 201
        kept = self._issuer.upload(domain, pem, _end_of(pem))
        return Reply(status, render.certificate(domain, kept, "v1"))

    async def delete_certificate(self, call: ApiCall) -> Reply:
        domain = self._domain(call)
        if domain.certificate is None:
            raise not_found("the domain has no certificate")
        self._issuer.withdraw(domain)
        return Reply(204)

    async def config(self, call: ApiCall) -> Reply:
        domain = self._domain(call)
        return Reply(200, render.config(domain, _configured(domain)))

    async def configure(self, call: ApiCall) -> Reply:
        """Only what is given changes; all of it, or nothing."""
        domain, now = self._domain(call), self._clock()
        changes = _settings(call.params)
        status = 200 if domain.config else 201
        kept = domain.config = domain.config or LinkConfig(new_sid("ZK"), now, now)
        for name, value in changes.items():
            setattr(kept, name, value)
        kept.updated_at = now
        return Reply(status, render.config(domain, kept))

    async def associate(self, call: ApiCall) -> Reply:
        domain = self._domain(call)
        service = self._service(call, ApiError(404, 21701))
        if service.domain not in (None, domain):
            raise ApiError(400, 30130)
        service.domain = domain
        return Reply(201, render.association(service, domain, _association_url(domain, service)))

    async def dissociate(self, call: ApiCall) -> Reply:
        domain = self._domain(call)
        service = self._service(call, ApiError(404, 21701))
        if service.domain is not domain:
            raise not_found("the Messaging Service is not associated with this domain")
        service.domain = None
        return Reply(204)

    async def association(self, call: ApiCall) -> Reply:
        service, domain = self._associated(call)
        url = f"{render.LINKS}/MessagingServices/{service.sid}/Domain"
        return Reply(200, render.association(service, domain, url))

    async def config_of_service(self, call: ApiCall) -> Reply:
        service, domain = self._associated(call)
        return Reply(200, render.config_of_service(service, domain, _configured(domain)))

    def _certificate(self, call: ApiCall, version: str) -> Reply:
        domain = self._domain(call)
        if domain.certificate is None:
            raise not_found("the domain has no certificate")
        return Reply(200, render.certificate(domain, domain.certificate, version))

    def _domain(self, call: ApiCall) -> OrganisationDomain:
        organisation = call.account.organisation
        if organisation is None:
            raise ApiError(400, 30108)
        domain = self._estate.domains.get(call.parts["domain"])
        if domain is None or domain.organisation is not organisation:
            raise ApiError(404, 30100)
        return domain

    def _verified(self, call: ApiCall) -> OrganisationDomain:
        domain = self._domain(call)
        if not domain.is_verified:
            raise ApiError(400, 30101)
        return domain

    def _service(self, call: ApiCall, missing: ApiError) -> Service:
        service = self._estate.services.get(call.parts["linked"])
        if service is None or service.account is not call.account:
            raise missing
        return service

    def _associated(self, call: ApiCall) -> tuple[Service, OrganisationDomain]:
        service = self._service(call, not_found("no such Messaging Service"))
        if service.domain is None:
            raise not_found("the Messaging Service is not associated with a domain")
        return service, service.domain


def _association_url(domain: OrganisationDomain, service: Service) -> str:
    return f"{render.LINKS}/Domains/{domain.sid}/MessagingServices/{service.sid}"


def _configured(domain: OrganisationDomain) -> LinkConfig:
    if domain.config is None:
        raise not_found("the domain has no configuration")
    return domain.config


def _settings(params: Mapping[str, str]) -> dict[str, str | bool]:
    """The given settings by their field; raises ApiError for the first that is wrong."""
    changes: dict[str, str | bool] = {}
    for name, field, missing, malformed in (
        ("FallbackUrl", "fallback_url", 30121, 30122),
        ("CallbackUrl", "callback_url", 30123, 30109),
    ):
        if name in params:
            changes[field] = _url(params[name], missing, malformed)
    for name, field in (("ContinueOnFailure", "continue_on_failure"), ("DisableHttps", "disable_https")):
        if (value := boolean(params, name)) is not None:
            changes[field] = value
    return changes


def _url(text: str, missing: int, malformed: int) -> str:
    if not text:
        raise ApiError(400, missing)
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and not set(" \t\r\n") & set(text)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ApiError(400, malformed)
    return text


def _end_of(pem: bytes) -> datetime:
    """The end of an uploaded chain with its key; raises ApiError 30116 to 30119 and 30129."""
    if not pem.strip():
        raise ApiError(400, 30116)
    try:
        leaf = x509.load_pem_x509_certificates(pem)[0]
    except ValueError:
        raise ApiError(400, 30117) from None
    try:
        key = load_pem_private_key(pem[pem.index(b"-----BEGIN PRIVATE KEY-----") :], None)
    except ValueError:
        raise ApiError(400, 30118) from None
    shapes = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if key.public_key().public_bytes(*shapes) != leaf.public_key().public_bytes(*shapes):
        raise ApiError(400, 30119)
    if leaf.issuer == leaf.subject:
        raise ApiError(400, 30129)
    return leaf.not_valid_after_utc
