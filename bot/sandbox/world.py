"""Everybody and everything the bot meets, on loopback: Slack, Twilio, DNS, mail, HTTPS, and the people of the story."""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import AsyncExitStack
from enum import StrEnum
from hashlib import sha256
from types import TracebackType
from typing import Any, Literal, Self

from bot.manifest import load_manifest
from bot.sandbox.clock import WorldClock
from bot.sandbox.consent import PLACE, ConsentStandIn
from bot.sandbox.consent.house import connect_settings, introduce
from bot.sandbox.dns import TARGET, DnsStandIn, Panel, Zone
from bot.sandbox.dsn import returned
from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.mail import MailStandIn, ReceivedMail
from bot.sandbox.mailbox import MailboxStandIn
from bot.sandbox.ports import lasting_port
from bot.sandbox.providers import CloudflareStandIn
from bot.sandbox.receiver import Receiver
from bot.sandbox.registrar import CLOUDFLARE, GODADDY, Registrar
from bot.sandbox.slack import SlackStandIn, Timing
from bot.sandbox.slack.directory import UserFlags
from bot.sandbox.twilio import OrganisationDomain, TwilioStandIn
from bot.sandbox.twilio.lookup import Lookup

CLIENT_ZONE = "acme.test"
SECOND_ZONE = "globex.test"
"""Of another client, at another provider."""
HOUSE_ZONE = "sandbox.test"
"""Where the people of the workspace have their e-mail addresses."""
COMPANY = "Sandbox Messaging"
CERTIFICATE_TAKES = 120.0
"""Seconds until a certificate is issued, at speed 1 ("a few minutes", says Twilio)."""
MAIL_USER, MAIL_PASSWORD = "linkdomain", "sandbox-only"
TEST_PHONE = "+15005550199"
SANDBOX_KEY = b64encode(sha256(b"linkdomain sandbox").digest(), altchars=b"-_").decode()
"""No secret: a database that one sandbox has filled must open for the next."""
Mode = Literal["socket", "http"]


class Person(StrEnum):
    """Slack ids of the cast. VERA approves through the user group, all others by their own id."""

    ANA = "U0ANA00001"
    """Account manager."""
    OTTO = "U0OTTO0001"
    """Twilio operator."""
    PETRA = "U0PETRA001"
    """Approver."""
    VERA = "U0VERA0001"
    """Second approver."""
    ADAM = "U0ADAM0001"
    """Admin."""
    GUS = "U0GUS00001"
    """A guest of the workspace."""
    STELLA = "U0STELLA01"
    """From another organisation, by Slack Connect."""


class Place(StrEnum):
    """Slack ids of channels and of the approvers' user group."""

    CLIENT_DOMAINS = "C0CLIENTS1"
    """#client-domains: all of the house and the guest."""
    ACME_SHARED = "C0SHARED01"
    """#acme-shared: with another organisation."""
    SSL_APPROVERS = "S0SSLTEAM1"


UNHURRIED = Timing(ack=20.0, trigger=20.0)
"""Slack waits three seconds. That a machine is slow is no fault of the bot's, so nothing ends here for that."""


class World:
    """``speed`` divides certificate time, Twilio's own looks and the memory of resolvers; nothing else.

    ``database_url`` is only passed on. ``net`` is the loopback /24 of the DNS servers and the front. ``team_id`` is the
    workspace's: another one finds nothing of an earlier world in the same database. ``public_url`` is where links of
    the client lead, if not to the bot itself.
    """

    def __init__(
        self,
        speed: float = 1.0,
        *,
        database_url: str | None = None,
        net: str = "127.0.3",
        team_id: str = "T0SANDBOX",
        manifest: Mapping[str, Any] | None = None,
        clock: WorldClock | None = None,
        public_url: str | None = None,
    ) -> None:
        self.speed = speed
        self.clock = clock = clock or WorldClock()
        self._database_url = database_url
        self._web_port, self._public_url = 0, public_url
        self._parts = AsyncExitStack()
        self.dns = DnsStandIn(net=net, clock=lambda: clock.seconds() * speed)
        self.ca, self.front = LabCa(), HttpsFront(f"{net}.10")
        login = {MAIL_USER: MAIL_PASSWORD}
        self.mailbox, self.receiver = MailboxStandIn(login), Receiver()
        self.mail = MailStandIn(login, clock, send_back=self.send_back)
        self.twilio = TwilioStandIn(
            lambda: self.dns.private_resolver,
            target=TARGET,
            front=self.front,
            ca=self.ca,
            takes=CERTIFICATE_TAKES,
            speed=speed,
            clock=clock,
            sleep=clock.sleep,
        )
        self.slack = SlackStandIn(manifest or load_manifest(), team_id, wall=clock.seconds, timing=UNHURRIED)
        self._furnish_twilio()
        self._furnish_slack()
        self.registrar = Registrar(self.dns)
        lookup = Lookup(lambda: self.dns.private_resolver, TARGET)
        self.consent = ConsentStandIn(self.front, self.ca, lookup, self.registrar.connected, GODADDY.name)
        self.cloudflare = CloudflareStandIn(lambda: self.registrar.zones_at(CLOUDFLARE))
        self.cloudflare_token = self.cloudflare.make_token()
        self.registrar.furnish()
        self.registrar.register(SECOND_ZONE, CLOUDFLARE)
        self.registrar.register(CLIENT_ZONE, GODADDY)
        self.dns.add_zone(HOUSE_ZONE)

    async def start(self) -> None:
        """Everything listens; if one part cannot, none does. The bot's port is chosen here, so that links in mails
        outlive a restart of the bot."""
        self._web_port = lasting_port()
        async with AsyncExitStack() as starting:
            outside = (self.dns, self.ca, self.front, self.consent, self.cloudflare, self.mail, self.mailbox)
            for part in (*outside, self.twilio, self.slack, self.receiver):
                await part.start()
                starting.push_async_callback(part.stop)
            self.consent.stands_at = f"{self._public_url}{PLACE}" if self._public_url else None
            house = self.dns.zone(HOUSE_ZONE)
            introduce(self.consent, house, self.ca.folder, COMPANY, self._public_url or self.bot_address)
            self._parts = starting.pop_all()

    async def stop(self) -> None:
        """Closes every socket and removes every file."""
        await self._parts.aclose()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def settings(self, mode: Mode = "socket") -> dict[str, str]:
        """Every setting the bot needs to run against this world, once it is started. For HTTP mode the bot's address
        goes to ``slack.push_to`` when it listens. DATABASE_URL is there only where it was given."""
        database = {"DATABASE_URL": self._database_url} if self._database_url else {}
        return {**self._slack_settings(mode), **self._house_settings(), **self._outside_settings(), **database}

    def send_back(self, mail: ReceivedMail, address: str, status: str = "5.1.1", action: str = "failed") -> None:
        """The client's mail server reports to MAIL_FROM's mailbox that this mail did not arrive."""
        self.mailbox.deliver(returned(mail.message, address, mail.sender, mail.at, status, action))

    @property
    def bot_address(self) -> str:
        """Where the bot's web side listens, when it runs."""
        return f"http://127.0.0.1:{self._web_port}"

    @property
    def panel(self) -> Panel:
        """Where Acme's people edit acme.test: it appends the zone to values without a final dot."""
        return self.registrar.zones[CLIENT_ZONE].panel

    def add_client_zone(self, origin: str) -> Zone:
        """Another client's domain at the same provider, with a web site and mail."""
        return self.registrar.register(origin, GODADDY).zone

    def add_to_console(self, host: str) -> OrganisationDomain:
        """What the operator does in Twilio's Console: the answer has the ``sid`` and the ``verification`` value."""
        return self.twilio.console.add_domain(self.organisation, host)

    async def set_up_by_hand(self, host: str, origin: str = CLIENT_ZONE) -> OrganisationDomain:
        """A domain that has been working for long: records right, verified, certificate issued and in use."""
        domain, zone = self.add_to_console(host), self.dns.zone(origin)
        zone.put(f"{host}.", "CNAME", TARGET, 600)
        zone.put(f"_twilio.{host}.", "TXT", f'"{domain.verification}"', 3600)
        await self.twilio.console.verify(domain.sid)
        self.twilio.issue(domain)
        return domain

    def _furnish_twilio(self) -> None:
        """A main account with three services, and a sub-account with one of its own."""
        twilio = self.twilio
        self.organisation = twilio.add_organisation(COMPANY)
        self.account = twilio.add_account(COMPANY, self.organisation)
        self.key = twilio.add_key(self.account)
        self.spring_sale = twilio.add_service(
            self.account, "Spring sale", numbers=["+15005550101", "+18885550102"], short_codes=["73737"]
        )
        self.toll_free_only = twilio.add_service(self.account, "Toll-free only", numbers=["+18005550103"])
        self.empty_service = twilio.add_service(self.account, "Empty")
        self.sub_account = twilio.add_account("Globex", self.organisation, owner=self.account)
        self.sub_service = twilio.add_service(self.sub_account, "Globex news", numbers=["+15005550104"])

    def _furnish_slack(self) -> None:
        slack = self.slack
        for person in Person:
            slack.add_user(person, person.name.lower(), **_flags(person))
        house = [person for person in Person if person is not Person.STELLA]
        slack.add_channel(Place.CLIENT_DOMAINS, "client-domains", house)
        slack.add_channel(Place.ACME_SHARED, "acme-shared", [Person.ANA, Person.STELLA], shared=True)
        slack.add_user_group(Place.SSL_APPROVERS, [Person.VERA], "ssl-approvers")

    def _slack_settings(self, mode: Mode) -> dict[str, str]:
        common = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
        }
        return {**common, "SLACK_APP_TOKEN": self.slack.app_token} if mode == "socket" else common

    def _house_settings(self) -> dict[str, str]:
        return {
            "SECRET_KEYS": SANDBOX_KEY,
            "WEB_PORT": str(self._web_port),
            "PUBLIC_URL": self._public_url or self.bot_address,
            "APPROVERS": f"{Person.PETRA},{Place.SSL_APPROVERS}",
            "ADMINS": Person.ADAM.value,
            "TWILIO_OPERATORS": Person.OTTO.value,
            "DEFAULT_CHANNEL": Place.CLIENT_DOMAINS.value,
            "COMPANY_NAME": COMPANY,
            "TEST_NUMBERS": TEST_PHONE,
            "WEBHOOKS_TO_LOOPBACK": "true",
        }

    def _outside_settings(self) -> dict[str, str]:
        return {
            "TWILIO_ACCOUNT_SID": self.account.sid,
            "TWILIO_API_KEY_SID": self.key.sid,
            "TWILIO_API_KEY_SECRET": self.key.secret,
            "TWILIO_API_BASE_URL": self.twilio.base_url,
            "PROBE_CONNECT_TO": self.front.connect_to,
            "PROBE_EXTRA_CA": str(self.ca.root_path),
            "DNS_API_BASE_URL": self.cloudflare.base_url,
            "SMTP_URL": self.mail.url,
            "MAIL_FROM": "links@sandbox.test",
            "BOUNCES_URL": self.mailbox.url,
            **self.dns.settings(),
            **connect_settings(self.consent, self.dns.zone(HOUSE_ZONE), self.ca.folder),
        }


def _flags(person: Person) -> UserFlags:
    address = f"{person.name.lower()}@{HOUSE_ZONE}"
    if person is Person.GUS:
        return {"is_restricted": True, "email": address}
    if person is Person.STELLA:
        return {"is_stranger": True, "team_id": "T0ELSEWHERE"}
    return {"email": address}
