"""The API over a real database, with people, channels and a Twilio that answer from tables."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from starlette.applications import Starlette

from bot.core.commands import Actor, AddClient
from bot.core.domain import TwilioAccount
from bot.core.errors import Reason, Refused
from bot.core.people import Role
from bot.core.tokens import digest_of, secret_of
from bot.core.twilio import Judgement
from bot.services import clients, tokens
from bot.services.tokens import MakeToken, ShowToken
from bot.web.api import Api, Ports
from bot.web.api.adding import Outside
from bot.web.app import create_app
from bot.web.metrics import Metrics
from handlers.views.refusals import refused
from tests.services.support import ADMIN, BOT, House

JSON = {"Content-Type": "application/json"}


@dataclass
class People:
    """Who holds which role; everybody else is an outsider."""

    held: dict[str, frozenset[Role]] = field(
        default_factory=lambda: {"UADM": frozenset({Role.ADMIN}), "UOWN": frozenset({Role.MANAGER})}
    )
    fault: Exception | None = None

    async def roles(self, _team_id: str, user_id: str) -> frozenset[Role]:
        if self.fault:
            raise self.fault
        if user_id not in self.held:
            raise Refused(Reason.OUTSIDER)
        return self.held[user_id]


@dataclass
class Channels:
    joined: tuple[str, ...] = ("C1", "C0SALES")

    async def takes_cards(self, channel: str) -> bool:
        return channel in self.joined


@dataclass
class Twilio:
    answer: Judgement | Exception = Judgement.CONFIRMED
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def judge(self, _account: TwilioAccount | None, domain_sid: str, host: str) -> Judgement:
        self.asked.append((domain_sid, host))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Outlet:
    """The API of a house with two clients, and ways to ask it."""

    def __init__(self, path: Path) -> None:
        self.house, self.people, self.channels, self.twilio = House(path), People(), Channels(), Twilio()
        self.house.run(clients.add_client, AddClient("c2", "Beta Ltd"), ADMIN)
        self.bot: Actor | None = BOT
        self.channel: str | None = "C1"
        self.seconds = 0.0
        self.app = self.made()
        self.web = self.asker()

    def made(self) -> Starlette:
        outside = Outside(lambda _team: self.people, self.channels, self.twilio, self.channel)  # type: ignore[arg-type, return-value]
        house = self.house
        ports = Ports(
            house.database.run, lambda: house.now, lambda: house.new_id("x" * 8), lambda: self.bot, outside, refused
        )
        return create_app(checks={}, metrics=Metrics(), pages=[Api(ports, lambda: self.seconds).mount()])

    def asker(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, client=(address, 4711), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://bot.test")

    def token(self, *client_ids: str, can_add: bool = True, days: int | None = None, name: str = "") -> str:
        """The secret of a token that was made and shown; without clients: of all."""
        token_id = self.house.new_id("t")
        command = MakeToken(token_id, name or token_id, client_ids or None, can_add, days)
        self.house.run(tokens.make_token, command, ADMIN)
        secret = secret_of(token_id.encode().ljust(32, b"."))
        assert self.house.run(tokens.show_token, ShowToken(token_id, digest_of(secret)), ADMIN)
        return secret

    async def get(self, path: str, token: str, **headers: str) -> httpx.Response:
        return await self.web.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}", **headers})

    async def post(self, body: object, token: str, key: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})}
        return await self.web.post("/api/v1/domains", json=body, headers=headers)


async def opened(path: Path) -> AsyncIterator[Outlet]:
    made = Outlet(path)
    await made.house.database.start()
    yield made
    await made.web.aclose()
    await made.house.database.stop()
