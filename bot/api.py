"""Wiring of other systems: the API, and the page that shows an admin a token's secret."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import BaseRoute, Mount

from bot.core.commands import Actor
from bot.services.ports import Clock, NewId, Run
from bot.web.api import Api
from bot.web.api.adding import Outside
from bot.web.api.routes import Ports
from bot.web.frame import Frame
from bot.web.reveal import RevealPage
from bot.web.tokens import KeyedLinks
from handlers.views.refusals import refused


@dataclass(frozen=True, slots=True)
class OtherSystems:
    """``bot`` is there once Slack has said whom it serves."""

    run: Run
    links: KeyedLinks
    clock: Clock
    new_id: NewId
    bot: Callable[[], Actor | None]
    outside: Outside

    def api(self) -> Mount:
        """It needs no public address."""
        address = self.links.public_url or ""
        return Api(Ports(self.run, self.clock, self.new_id, self.bot, self.outside, refused, address)).mount()

    def pages(self, frame: Frame) -> list[BaseRoute]:
        return RevealPage(self.run, self.links, self.outside.directory, self.clock, self.bot, frame).routes()
