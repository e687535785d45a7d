"""A DNS provider with a consent page, a domain on it, and the client's page, over real sockets but for our own."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx

from bot.core.consent import template
from bot.core.domain import TWILIO_TARGET
from bot.core.facts import Verdict
from bot.gateways.consent_pages import ConsentPages, Guard
from bot.gateways.dns.names import Names
from bot.gateways.dns.settings import dns_settings
from bot.gateways.signing import Signer
from bot.sandbox.consent import API_HOST, ConsentStandIn
from bot.sandbox.consent.house import KEY_NAME, signing_key
from bot.sandbox.dns import DnsStandIn, Zone
from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.twilio.lookup import Lookup
from bot.services import consents
from bot.web.app import create_app
from bot.web.brand import Brand
from bot.web.connect import Consenting, ConsentRoutes
from bot.web.frame import Frame
from bot.web.members import Members
from bot.web.metrics import Metrics
from bot.web.page import SetupPage
from bot.web.tokens import KeyedLinks
from bot.workers.consents import ConsentLooks
from tests.services.support import BOT, House
from tests.web.api_support import People

OURS, ID, ZONE = "https://bot.test", "links.test", "acme.test"
VALUE = "twilio-domain-verification=0123456789abcdef0123456789abcdef"
HEADERS = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Crossing:
    """``web`` is a browser at our pages, ``browser`` the same one elsewhere."""

    house: House
    domain_id: str
    provider: ConsentStandIn
    zone: Zone
    looks: ConsentLooks
    tokens: KeyedLinks
    web: httpx.AsyncClient
    browser: httpx.AsyncClient
    people: People

    @property
    def path(self) -> str:
        link = self.house.read(lambda tx: tx.links.of_domain(self.domain_id))
        assert link is not None
        return f"/setup/{self.tokens.token(link.id)}"

    async def look(self) -> bool:
        """A look for the consent page; whether the client is offered it now."""
        await self.looks.look(self.house.domain(self.domain_id))
        domain = self.house.domain(self.domain_id)
        return self.house.read(lambda tx: consents.offer_of(tx, domain)) is not None

    async def leave(self, lang: str = "en", path: str = "") -> str:
        """From the client's page, or another, to the address of the consent page."""
        path = path or self.path
        page = await self.web.get(f"{path}/connect?lang={lang}")
        (mark,) = re.findall(r'name="mark" value="([^"]+)"', page.text)
        gone = await self.web.post(f"{path}/connect?lang={lang}", data={"mark": mark}, headers=HEADERS)
        assert gone.status_code == 200, gone.text
        (address,) = re.findall(r'content="0; url=([^"]+)"', gone.text)
        return unescape(address)

    async def at_provider(self, address: str, do: str = "confirm") -> str:
        """Sees the consent page and presses; gives the address that leads back."""
        shown = await self.browser.get(address)
        assert shown.status_code == 200, shown.text
        pressed = await self.browser.post(address, data={"do": do})
        return pressed.headers["location"]

    async def back(self, address: str) -> httpx.Response:
        assert address.startswith(OURS)
        return await self.web.get(address.removeprefix(OURS), headers={"Sec-Fetch-Site": "cross-site"})

    def records(self) -> set[tuple[str, str, str]]:
        return {(name, kind, value) for name, _, kind, value in self.zone.lines()}

    def told(self) -> list[tuple[str, dict[str, str]]]:
        """What the timeline says of it."""
        return [
            (event.kind.value, dict(event.details))
            for event in self.house.events(self.domain_id)
            if event.kind.value.startswith("domain.consent")
        ]


@asynccontextmanager
async def crossing(path: Path, value: str | None = VALUE) -> AsyncIterator[Crossing]:
    async with AsyncExitStack() as stack:
        tree, ca, front = DnsStandIn(net="127.0.6"), LabCa(), HttpsFront("127.0.6.10")
        zone, ours = tree.add_zone(ZONE), tree.add_zone(ID)
        zone.put("_domainconnect", "TXT", API_HOST)
        lookup = Lookup(lambda: tree.private_resolver, TWILIO_TARGET)
        provider = ConsentStandIn(front, ca, lookup, lambda name: zone if name == ZONE else None)
        for part in (tree, ca, front, provider):
            await part.start()
            stack.push_async_callback(part.stop)
        signer = Signer(signing_key(), KEY_NAME)
        for text in signer.texts():
            ours.put(KEY_NAME, "TXT", f'"{text}"')
        provider.onboard(dict(template(ID, "Link Co", OURS, TWILIO_TARGET)))
        house, domain_id = _domain(path, value)
        tokens = KeyedLinks(house.keys, OURS)
        run, clock = house.database.run, lambda: house.now
        asked = tree.settings()
        names = Names(dns_settings((), (asked["DNS_ROOTS"],), int(asked["DNS_PORT"])))
        find = ConsentPages(names, ID, Guard(front.connect_to, str(ca.root_path), provider.address))
        consenting, frame = Consenting(ID, signer), Frame(Brand("Link Co"))
        people = People()
        members = Members(lambda _team: people, house.rules)  # type: ignore[arg-type, return-value]
        routes = ConsentRoutes(run, tokens, clock, lambda: BOT, consenting, members, frame).routes()
        page = SetupPage(run, tokens, clock, lambda: BOT, frame)
        app = create_app(checks={}, metrics=Metrics(), pages=[*routes, *page.routes()])
        web = await stack.enter_async_context(httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OURS))
        browser = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        await house.database.start()
        stack.push_async_callback(house.database.stop)
        looks = ConsentLooks(run, find, clock, BOT)
        yield Crossing(house, domain_id, provider, zone, looks, tokens, web, browser, people)


def _domain(path: Path, value: str | None) -> tuple[House, str]:
    house = House(path).under(ways=frozenset({"connect"}))
    domain_id = house.add(ZONE)
    house.give(domain_id, verification=value)
    house.look(domain_id, record=Verdict.WRONG)
    return house, domain_id
