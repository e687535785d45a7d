"""Wiring of other systems: the API, and the page that shows an admin a token's secret."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute

from bot.core.commands import Actor
from bot.gateways.slack import SlackChannels
from bot.services.ports import Clock, Directory, NewId, Run, Twilio
from bot.web.api import Api
from bot.web.api.adding import Outside
from bot.web.api.routes import Ports
from bot.web.reveal import RevealPage
from bot.web.tokens import KeyedLinks
from handlers.views.refusals import refused


@dataclass(frozen=True, slots=True)
class OtherSystems:
    """``bot`` and ``directory`` are there once Slack has said whom it serves."""

    run: Run
    links: KeyedLinks
    clock: Clock
    bot: Callable[[], Actor | None]
    twilio: Twilio
    directory: Callable[[str], Directory]
    new_id: NewId
    slack: AsyncWebClient
    default_channel: str | None

    def routes(self) -> list[BaseRoute]:
        """The API, which needs no public address; the page, which does."""
        outside = Outside(self.directory, SlackChannels(self.slack), self.twilio, self.default_channel)
        address = self.links.public_url or ""
        ports = Ports(self.run, self.clock, self.new_id, self.bot, outside, refused, address)
        page = RevealPage(self.run, self.links, self.directory, self.clock, self.bot)
        return [Api(ports).mount(), *(page.routes() if self.links.can_address else [])]
