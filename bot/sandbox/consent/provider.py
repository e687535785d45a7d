"""The provider's side of Domain Connect, on loopback, as strict as the specification lets it be.

Machines ask over HTTPS at ``API_HOST`` (by the front, with the lab CA's certificate); people come to a page at a plain
loopback address. Everything that reaches either is kept in ``seen``, headers and all: what a provider can know of us.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl, quote, urlsplit

from aiohttp import web

from bot.gateways.signing import is_signed
from bot.sandbox.consent.pages import asking_page, refusal_page
from bot.sandbox.consent.templates import NotInOrder, Plan, carry_out, lines_of, plan
from bot.sandbox.dns.zone import Zone
from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.slack.shapes import Json
from bot.sandbox.twilio.lookup import CannotLook, Lookup

API_HOST = "domainconnect.dnsco.test"
NAME, PLACE = "DNSco", "/dns-provider"
"""What it is called, and where its page is below the address of a page that hands on to it."""
_TEMPLATE = "/v2/domainTemplates/providers/{provider}/services/{service}"


class Fault(StrEnum):
    """What goes wrong at the provider."""

    DOWN = "down"
    """Nothing works: the settings answer 503, and whoever confirms is sent back with ``server_error``."""
    DENIED = "denied"
    """The account may not change this domain."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request, as it came."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: str = ""


@dataclass
class _Application:
    template: Json
    query: Mapping[str, str]
    change: Plan
    zone: Zone
    problems: list[str] = field(default_factory=list)


class ConsentStandIn:
    """``zone_of`` gives the zone of that name where this provider hosts it; ``lookup`` asks the DNS for the keys."""

    def __init__(
        self, front: HttpsFront, ca: LabCa, lookup: Lookup, zone_of: Callable[[str], Zone | None], name: str = NAME
    ) -> None:
        self.name = name
        self.stands_at: str | None = None  # another address that leads here
        self._front, self._ca, self._lookup, self._zone_of = front, ca, lookup, zone_of
        self._templates: dict[tuple[str, str], Json] = {}
        self.seen: list[Seen] = []
        self.fault: Fault | None = None
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """Where people come to the consent page."""
        return self.stands_at or self.listens_at

    @property
    def listens_at(self) -> str:
        """The origin of its own, once it is started."""
        if self._runner is None:
            raise RuntimeError("the provider is not started")
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    def onboard(self, template: Json) -> None:
        """From now on this provider knows the template."""
        self._templates[template["providerId"], template["serviceId"]] = dict(template)

    def drop(self, provider_id: str) -> None:
        """It knows none of theirs any more."""
        self._templates = {key: one for key, one in self._templates.items() if key[0] != provider_id}

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get(_TEMPLATE + "/apply", self._apply)
        app.router.add_post(_TEMPLATE + "/apply", self._confirm)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._front.install(API_HOST, self._ca.issue([API_HOST]))
        self._front.serve(API_HOST, self._api)

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _api(self, request: web.Request) -> web.Response:
        """Settings of a zone, and whether a template is known."""
        await self._note(request)
        parts = request.path.strip("/").split("/")
        if self.fault is Fault.DOWN:
            return web.Response(status=503)
        if len(parts) == 3 and (parts[0], parts[2]) == ("v2", "settings"):
            return self._settings(parts[1])
        is_known = len(parts) == 6 and (parts[3], parts[5]) in self._templates
        return web.json_response({"version": 1}, status=200 if is_known else 404)

    def _settings(self, zone: str) -> web.Response:
        if self._zone_of(zone) is None:
            return web.Response(status=404)
        names = {"providerId": "dnsco.test", "providerName": self.name, "providerDisplayName": self.name}
        addresses = {"urlSyncUX": self.address, "urlAPI": f"https://{API_HOST}"}
        return web.json_response({**names, **addresses, "width": 750, "height": 750})

    async def _apply(self, request: web.Request) -> web.Response:
        """The consent page: what would be written, what would go, and two buttons."""
        await self._note(request)
        try:
            wanted = await self._judged(request)
        except NotInOrder as fault:
            return _html(refusal_page(self.name, str(fault)), 400)
        return _html(asking_page(self.name, wanted.template, wanted.query, wanted.change))

    async def _confirm(self, request: web.Request) -> web.Response:
        """*Confirm* writes into the zone; *Cancel* does not. Both lead back."""
        body = await self._note(request)
        try:
            wanted = await self._judged(request)
        except NotInOrder as fault:
            return _html(refusal_page(self.name, str(fault)), 400)
        error = self._error(dict(parse_qsl(body)).get("do", ""))
        if not error:
            carry_out(wanted.zone, wanted.change)
        back, state = wanted.query.get("redirect_uri", ""), wanted.query.get("state", "")
        raise web.HTTPFound(f"{back}?state={quote(state)}{error}")

    def _error(self, pressed: str) -> str:
        if self.fault is Fault.DOWN:
            return "&error=server_error"
        if self.fault is Fault.DENIED:
            return "&error=access_denied"
        return "" if pressed == "confirm" else "&error=access_denied&error_description=user_cancel"

    async def _judged(self, request: web.Request) -> _Application:
        """Raises NotInOrder for whatever is not as the template and the specification want it."""
        template = self._templates.get((request.match_info["provider"], request.match_info["service"]))
        if template is None:
            raise NotInOrder("a template that is not known here")
        query = dict(request.query)
        await self._check_signature(template, request.rel_url.raw_query_string, query)
        if template.get("hostRequired") and not query.get("host"):
            raise NotInOrder("the host is missing")
        allowed = str(template.get("syncRedirectDomain", "")).split(",")
        if urlsplit(query.get("redirect_uri", "")).hostname not in allowed:
            raise NotInOrder("a way back that the template does not allow")
        zone = self._zone_of(query.get("domain", ""))
        if zone is None:
            raise NotInOrder("a domain that is not here")
        return _Application(template, query, plan(zone, lines_of(template, query), template), zone)

    async def _check_signature(self, template: Json, raw: str, query: Mapping[str, str]) -> None:
        """The signature is over the query as it was sent, without ``sig`` and ``key``."""
        parts = [part for part in raw.split("&") if part.partition("=")[0] not in ("sig", "key")]
        try:
            texts = await self._lookup.texts(f"{query.get('key', '')}.{template['syncPubKeyDomain']}")
        except CannotLook:
            texts = []
        if not is_signed("&".join(parts), query.get("sig", ""), texts):
            raise NotInOrder("the signature is not right")

    async def _note(self, request: web.Request) -> str:
        body = await request.text()
        self.seen.append(Seen(request.method, str(request.url), dict(request.headers), body))
        return body


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html")
