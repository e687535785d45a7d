"""Wiring of the registries: direct messages about them, and the web pages of people with a link."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.api import OtherSystems
from bot.core.asking import AskShown
from bot.core.commands import Actor
from bot.core.effects import EffectKind
from bot.core.messages import Content
from bot.core.registry import RegisteredClient
from bot.core.rules import Rules
from bot.gateways.slack import SlackChannels, SlackMessenger
from bot.services.ports import Clock, Directory, NewId, Run, Twilio
from bot.services.ports_writing import Writer
from bot.web.api.adding import Outside
from bot.web.brand import Brand
from bot.web.connect import Consenting, ConsentRoutes
from bot.web.credentials import CredentialsPage
from bot.web.frame import Frame
from bot.web.limits import Limited, Limits
from bot.web.members import Members
from bot.web.metrics import Metrics
from bot.web.page import SetupPage
from bot.web.tokens import KeyedLinks
from bot.web.webhook_secret import WebhookSecretPage
from bot.web.writing import WritePage
from bot.workers.performers_registry import registry_performers
from bot.workers.performing import Performer
from handlers.views import accounts, asking


class RegistryViews:
    """`bot.services.ports_registry.RenderRegistry`, bound to the views."""

    def account_set(self, model: RegisteredClient) -> Content:
        return accounts.account_set(model)

    def ask(self, model: AskShown) -> Content:
        return asking.ask(model)

    def ask_over(self, model: AskShown) -> Content:
        return asking.ask_over(model)

    def ask_answered(self, model: AskShown) -> Content:
        return asking.ask_answered(model)


def performers(run: Run, slack: AsyncWebClient, clock: Clock, bot: Actor) -> Mapping[EffectKind, Performer]:
    """A performer for each kind of message about the registries, with its views."""
    return registry_performers(run, SlackMessenger(slack), RegistryViews(), clock, bot)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of people with a link; ``bot`` and ``directory`` are there once Slack has said whom it serves."""

    run: Run
    links: KeyedLinks
    clock: Clock
    bot: Callable[[], Actor | None]
    twilio: Twilio
    directory: Callable[[str], Directory]
    new_id: NewId
    rules: Rules
    slack: AsyncWebClient
    consenting: Consenting | None = None
    writer: Writer | None = None
    """Where records can be written by an API token."""

    def routes(self) -> list[BaseRoute]:
        """The API always; pages where they can be reached: the client's, and those of admins."""
        outside = Outside(self.directory, SlackChannels(self.slack), self.twilio, self.rules.default_channel)
        systems = OtherSystems(self.run, self.links, self.clock, self.new_id, self.bot, outside)
        return [systems.api(), *(self._pages(systems) if self.links.can_address else [])]

    def _pages(self, systems: OtherSystems) -> list[BaseRoute]:
        frame = Frame(Brand(self.rules.company_name or "", self.rules.company_logo or ""))
        run, links, clock, directory, bot = self.run, self.links, self.clock, self.directory, self.bot
        setup = SetupPage(run, links, clock, bot, frame)
        account = CredentialsPage(run, links, self.twilio, directory, clock, self.new_id, bot, frame)
        webhook = WebhookSecretPage(run, links, directory, clock, bot, frame)
        ours = [*setup.routes(), *account.routes(), *systems.pages(frame), *webhook.routes(), *self._written(frame)]
        return [*ours, *self._consent_routes(frame)]

    @property
    def _members(self) -> Members:
        return Members(self.directory, self.rules)

    def _consent_routes(self, frame: Frame) -> list[BaseRoute]:
        if self.consenting is None:
            return []
        return ConsentRoutes(self.run, self.links, self.clock, self.bot, self.consenting, self._members, frame).routes()

    def _written(self, frame: Frame) -> list[BaseRoute]:
        if self.writer is None:
            return []
        page = WritePage(self.run, self.links, self.writer, self._members, self.clock, self.bot, frame)
        return page.routes()

    def limited(self, app: ASGIApp, metrics: Metrics, monotonic: Callable[[], float] = time.monotonic) -> ASGIApp:
        """The application, which nobody may ask for these pages too often."""
        links = self.links
        named = {"setup": links.named_by, "credentials": links.credentials_named_by, "tokens": links.secret_named_by}
        named["webhooks"] = links.webhook_named_by
        named["write"] = links.write_named_by
        return Limited(app, Limits(named, monotonic), metrics.turned_away)
