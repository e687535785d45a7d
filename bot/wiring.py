"""The composition root: from settings to the running application. The only place that knows every class."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import uuid4

from bot.bolt import make_bolt, make_slack
from bot.bouncing import bounce_beats
from bot.consenting import consent_looks, consenting_of, ways_here
from bot.core.commands import Actor
from bot.core.domain import TwilioAccount
from bot.core.effects import EffectKind
from bot.core.errors import GatewayError, LinkdomainError
from bot.core.hours import read_hours
from bot.core.rules import Rules
from bot.directories import directories
from bot.gateways.dns import DnsSettings, Looker, dns_settings
from bot.gateways.dns.bulk import Sweep
from bot.gateways.mail import SmtpMailer
from bot.gateways.slack import SlackFiles, SlackMessenger
from bot.gateways.twilio import TwilioGateway
from bot.gateways.web_probe import WebProbe
from bot.notices import Notices
from bot.outgoing import performers as webhook_performers
from bot.registry import Pages
from bot.registry import performers as registry_performers
from bot.rendering import Views
from bot.services.ports import Clock
from bot.settings import Mode, Settings
from bot.web.app import create_app
from bot.web.metrics import Metrics
from bot.web.server import WebServer
from bot.web.socket_mode import SocketModeDoor
from bot.web.tokens import KeyedLinks
from bot.workers.checker import Checker
from bot.workers.performers_counting import digest_performers
from bot.workers.performers_group import group_performers
from bot.workers.performers_mail import mail_performers
from bot.workers.performers_slack import slack_performers
from bot.workers.performers_twilio import twilio_performers
from bot.workers.performing import Performer
from bot.workers.relay import Relay
from bot.workers.schedule import Beat, Metronome
from bot.workers.sweeper import Sweeper
from bot.workers.upkeep import Upkeep
from bot.writes import writer_of, written_ways
from handlers import register
from handlers.desk import Desk
from handlers.views import digests, group_approvals
from storage.database import Database

_log = logging.getLogger(__name__)
_TICK, _SWEEP, _DAILY = 1.0, 10.0, 86400.0
_GREET_AGAIN = 5.0
"""Seconds between tries to learn from Slack which workspace the token is of."""


def utc_now() -> datetime:
    """The clock of the running bot."""
    return datetime.now(UTC)


def new_id() -> str:
    """Random ids of the running bot: 32 hex digits."""
    return uuid4().hex


def rules_of(settings: Settings, speed: float = 1.0) -> Rules:
    """What decisions depend on."""
    return Rules(
        four_eyes=settings.four_eyes,
        approvers=settings.approvers,
        operators=settings.twilio_operators,
        admins=settings.admins,
        default_channel=settings.default_channel,
        approval_channel=settings.approval_channel,
        alert_channel=settings.alert_channel,
        alert_mention=settings.alert_mention,
        company_name=settings.company_name,
        company_logo=settings.company_logo,
        is_mail_on=settings.smtp_url is not None,
        target=settings.dns_target,
        test_numbers=settings.test_numbers,
        speed=speed,
        webhooks_to_loopback=settings.webhooks_to_loopback,
        ways=ways_here(settings) | written_ways(settings),
    )


def default_account(settings: Settings) -> TwilioAccount | None:
    """The account of the settings; an API key goes before the account's own token."""
    if settings.twilio_account_sid is None:
        return None
    key, token = settings.twilio_api_key_secret, settings.twilio_auth_token
    if settings.twilio_api_key_sid and key:
        username, secret = settings.twilio_api_key_sid, key.get_secret_value()
    else:
        username, secret = settings.twilio_account_sid, token.get_secret_value() if token else ""
    return TwilioAccount("default", "", settings.twilio_account_sid, username, secret)


def make_database(settings: Settings, rules: Rules) -> Database:
    """The database of the settings."""
    return Database(settings.database_url, [key.get_secret_value() for key in settings.secret_keys], rules)


def make_dns(settings: Settings) -> DnsSettings:
    """Where DNS is asked."""
    return dns_settings(settings.dns_resolvers, settings.dns_roots, settings.dns_port, settings.dns_target)


def make_looker(settings: Settings, clock: Clock = utc_now) -> Looker:
    """The DNS, TLS and HTTP diagnosis of the settings."""
    probe = WebProbe(settings.probe_connect_to, settings.probe_extra_ca, clock=clock)
    return Looker(make_dns(settings), probe, clock=clock)


class Application:
    """The running bot. Slack may be down when it starts: it keeps trying, and says so in `readyz`."""

    def __init__(self, settings: Settings, mode: Mode, clock: Clock, speed: float) -> None:
        self._settings, self._mode, self._clock = settings, mode, clock
        self.rules = rules_of(settings, speed)
        self.database = make_database(settings, self.rules)
        self._slack = make_slack(settings)
        self.directory = directories(self._slack, settings)
        self._bolt = make_bolt(self._slack)
        self._twilio = TwilioGateway(default_account(settings), settings.twilio_api_base_url)
        self._look = make_looker(settings, clock)
        self._metrics = Metrics()
        self._links = KeyedLinks([key.get_secret_value() for key in settings.secret_keys], settings.public_url)
        self._bot: Actor | None = None
        self.greeting: asyncio.Task[None] | None = None
        self._crew: contextlib.AsyncExitStack | None = None
        self.metronome: Metronome | None = None
        self.under_way: Callable[[], int] = int
        self._door: SocketModeDoor | None = None

    @cached_property
    def web(self) -> WebServer:
        """The HTTP side: Slack's endpoint in HTTP mode, health and metrics always."""
        secrets = [secret.get_secret_value() for secret in self._settings.slack_signing_secret]
        checks = {"database": self._is_database_well, "slack": self._is_slack_well, "scheduler": self._is_ticking}
        slack = self._bolt if self._mode is Mode.HTTP else None
        run, bot, twilio, directory = self.database.run, (lambda: self._bot), self._twilio, self.directory
        writer = writer_of(self._settings)
        outside = (bot, twilio, directory, new_id, self.rules, self._slack, consenting_of(self._settings), writer)
        pages = Pages(run, self._links, self._clock, *outside)
        shown = pages.routes()
        app = create_app(checks=checks, metrics=self._metrics, slack=slack, signing_secrets=secrets, pages=shown)
        return WebServer(pages.limited(app, self._metrics), *self._settings.listening)

    async def start(self) -> None:
        """Opens database and web; everything that needs Slack follows once Slack answers.

        Raises OSError where the web address is taken, LinkdomainError where the database cannot be used. ``greeting``
        is what goes on: a bot whose greeting has failed does no work.
        """
        await asyncio.to_thread(self._prepare_database)
        await self.database.start()
        await self.web.start()
        _log.info("started", extra={"mode": self._mode.value, "web": self.web.address})
        self.greeting = asyncio.create_task(self._open(), name="greeting")

    def _prepare_database(self) -> None:
        if self._settings.database_url.startswith("sqlite"):
            self.database.migrate()
        elif not self.database.is_at_head():
            raise LinkdomainError("the database does not have the newest schema; run: linkdomain migrate")
        self.database.take_over()

    async def _open(self) -> None:
        """Learns the workspace from Slack, then puts the crew to work."""
        team_id = await self._team()
        self._crew = contextlib.AsyncExitStack()
        desk = self._desk(team_id)
        register(self._bolt, desk)
        self._crew.push_async_callback(desk.background.stop)
        self._bot = Actor(team_id, "", frozenset())
        await self._start_workers(self._bot)
        if self._mode is Mode.SOCKET and self._settings.slack_app_token:
            token = self._settings.slack_app_token.get_secret_value()
            self._door = SocketModeDoor(self._bolt, self._slack, token)
            await self._door.start()
            self._crew.push_async_callback(self._door.stop)
        _log.info("ready", extra={"team": team_id})

    async def _team(self) -> str:
        while True:
            try:
                return str((await self._slack.auth_test())["team_id"])
            except Exception as error:  # whatever Slack's library raises while Slack is away
                _log.warning("slack_greeting_failed", extra={"error": type(error).__name__, "again_in": _GREET_AGAIN})
            await asyncio.sleep(_GREET_AGAIN)

    def _desk(self, team_id: str) -> Desk:
        return Desk(
            run=self.database.run,
            look=self._look,
            twilio=self._twilio,
            directory=self.directory(team_id),
            clock=self._clock,
            new_id=new_id,
            rules=self.rules,
            team_id=team_id,
            links=self._links,
            files=SlackFiles(self._slack),
        )

    async def _start_workers(self, bot: Actor) -> None:
        run, clock = self.database.run, self._clock
        consents = consent_looks(self._settings, make_dns(self._settings), run, clock, bot)
        tally = self._metrics.check_done
        checker = Checker(run, self._look, self._twilio, clock, bot, self.rules, tally=tally, consents=consents)
        directory = self.directory(bot.team_id)
        notices = Notices(run, self._slack, directory, clock, bot)
        performers = {**self._performers(bot), **notices.performers()}
        performers |= registry_performers(run, self._slack, clock, bot)
        extra_ca = self._settings.probe_extra_ca
        performers |= webhook_performers(run, self._slack, directory, clock, bot, self.rules, extra_ca)
        relay = Relay(run, performers, clock, bot, tally=self._metrics.effect_done)
        upkeep = Upkeep(run, clock, bot, timedelta(days=self._settings.retention_days))
        beats = (
            Beat("checker", _TICK, checker.tick),
            Beat("sweeper", max(_SWEEP / self.rules.speed, _TICK), self._sweeper(bot).tick),
            Beat("relay", _TICK, relay.tick),
            Beat("upkeep", _DAILY, upkeep.tick, first=60.0),
            *bounce_beats(self._settings, run, clock, bot, self._metrics, self.rules.speed),
            *notices.beats(read_hours(self._settings.work_hours), self.rules.speed),
        )
        self.metronome = Metronome(beats)
        self.under_way = lambda: checker.running + relay.running
        workers = (checker, relay, self.metronome)
        for worker in workers:
            await worker.start()
        if self._crew:
            self._crew.push_async_callback(_stop_together, workers)
        self.database.subscribe(checker.wake)
        self.database.subscribe(relay.wake)
        self._metrics.watch("checks_running", "Domains being looked at.", lambda: checker.running)
        self._metrics.watch("effects_running", "Outside actions under way.", lambda: relay.running)

    def _sweeper(self, bot: Actor) -> Sweeper:
        resolvers = [str(server) for server in make_dns(self._settings).resolvers]
        return Sweeper(self.database.run, Sweep(), self._clock, bot, self.rules, resolvers=resolvers)

    def _performers(self, bot: Actor) -> Mapping[EffectKind, Performer]:
        run, clock = self.database.run, self._clock
        views, messenger = Views(self._settings.company_logo or ""), SlackMessenger(self._slack)
        performers = {
            **slack_performers(run, messenger, views, self._twilio, clock, bot),
            **twilio_performers(run, self._twilio, clock, bot),
            **digest_performers(run, messenger, digests.digest, clock, bot),
            **group_performers(run, messenger, group_approvals.group_approval, self._twilio, clock, bot),
        }
        if self._settings.smtp_url and self._settings.mail_from:
            mailer = SmtpMailer(self._settings.smtp_url.get_secret_value(), self._settings.mail_from, clock=clock)
            performers |= mail_performers(run, messenger, mailer, views, clock, bot, self._links)
        return performers

    async def _is_database_well(self) -> bool:
        try:
            return await asyncio.to_thread(self.database.is_at_head)
        except GatewayError:
            return False

    async def _is_slack_well(self) -> bool:
        return self.metronome is not None and (self._door is None or await self._door.is_open())

    async def _is_ticking(self) -> bool:
        return self.metronome is not None and await self.metronome.is_ticking()

    async def stop(self) -> None:
        """Takes nothing more in, lets what is under way end, closes everything. Safe after a failed start."""
        if self.greeting:
            self.greeting.cancel()
            await asyncio.gather(self.greeting, return_exceptions=True)
        if self._crew:
            await self._crew.aclose()
        await self.web.stop()
        await self.database.stop()
        _log.info("stopped")


async def _stop_together(workers: Sequence[Checker | Relay | Metronome]) -> None:
    """Each has a grace of its own: one after the other they would take longer than a stop may."""
    await asyncio.gather(*(worker.stop() for worker in workers))


def wire(settings: Settings, mode: Mode, *, clock: Clock = utc_now, speed: float = 1.0) -> Application:
    """The application of these settings, not yet started. ``speed`` divides the intervals of the cadence."""
    return Application(settings, mode, clock, speed)
