"""Twilio on loopback: its REST API as an HTTP server, its Console as a Python object."""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from bot.sandbox.front import HttpsFront
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.ports import lasting_port
from bot.sandbox.tasks import reap
from bot.sandbox.twilio.calls import ApiCall, Caller, Reply, Route, check_params, find
from bot.sandbox.twilio.console import Console
from bot.sandbox.twilio.door import Door, user_of
from bot.sandbox.twilio.errors import ApiError
from bot.sandbox.twilio.estate import (
    Account,
    ApiKey,
    Clock,
    Estate,
    Organisation,
    OrganisationDomain,
    Sender,
    SenderKind,
    Service,
    new_sid,
)
from bot.sandbox.twilio.faults import AFTER, CUT, SILENT, Fault, Faults
from bot.sandbox.twilio.issuance import Edge, Issuer, Sleep
from bot.sandbox.twilio.linking import Linking
from bot.sandbox.twilio.lookup import Lookup
from bot.sandbox.twilio.messaging import Messaging

KEPT_CALLS = 10_000
FORM = "application/x-www-form-urlencoded"
SENDER_SIDS = {
    SenderKind.PHONE_NUMBER: "PN",
    SenderKind.SHORT_CODE: "SC",
    SenderKind.ALPHA_SENDER: "AI",
    SenderKind.CHANNEL_SENDER: "XE",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call that arrived. ``status`` 0: it was cut off or never answered; ``code`` is Twilio's, where refused."""

    method: str
    path: str
    params: Mapping[str, str]
    user: str
    status: int
    code: int | None


class TwilioStandIn:
    """``resolver`` gives the address of the resolver Twilio looks through; ``target`` is where links must lead.

    ``takes`` is how many seconds a certificate takes; ``speed`` divides it and every other interval. ``clock`` gives
    aware UTC, ``sleep`` waits for seconds of that clock. With ``front`` and ``ca`` issued certificates are in use there
    at once. ``limit``: concurrent calls per account.
    """

    def __init__(
        self,
        resolver: Callable[[], tuple[str, int]],
        *,
        target: str = "lsct.ashburn.us1.twilio.com.",
        front: HttpsFront | None = None,
        ca: LabCa | None = None,
        takes: float = 120.0,
        speed: float = 1.0,
        limit: int = 50,
        clock: Clock = lambda: datetime.now(UTC),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.address, self.port = "127.0.0.1", 0
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.estate = Estate()
        self.faults = Faults()
        self.orders = 0
        """How many calls were to change something."""
        self._open: dict[int, float] = {}
        self._clock = clock
        lookup, edge = Lookup(resolver, target), Edge(front, ca, clock)
        self.issuer = Issuer(lookup, edge, clock, sleep, takes=takes, speed=speed)
        self.console = Console(self.estate, lookup, self.issuer, clock, speed)
        self.door = Door(self.estate, limit)
        self._routes: Sequence[Route] = [
            *Linking(self.estate, lookup, self.issuer, clock).routes(),
            *Messaging(self.estate, edge, clock, speed).routes(),
        ]
        self._runner: web.AppRunner | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        """The value of TWILIO_API_BASE_URL."""
        return f"http://{self.address}:{self.port}"

    def longest_wait(self) -> float:
        """For how many seconds somebody has been waiting for an answer; 0 where nobody does."""
        return time.monotonic() - min(self._open.values(), default=time.monotonic())

    # What Twilio's people and its customers set up outside the API.

    def add_organisation(self, name: str) -> Organisation:
        return Organisation(new_sid("OR"), name)

    def add_account(self, name: str, organisation: Organisation | None = None, owner: Account | None = None) -> Account:
        """``owner`` makes it a sub-account. Membership in an Organization is each account's own."""
        account = Account(new_sid("AC"), name, secrets.token_hex(16), self._clock(), owner, organisation)
        self.estate.accounts[account.sid] = account
        return account

    def add_key(self, account: Account) -> ApiKey:
        key = ApiKey(new_sid("SK"), secrets.token_urlsafe(24), account)
        self.estate.keys[key.sid] = key
        return key

    def add_service(
        self,
        account: Account,
        name: str,
        *,
        numbers: Sequence[str] = (),
        short_codes: Sequence[str] = (),
        alpha_senders: Sequence[str] = (),
    ) -> Service:
        """A Messaging Service with its senders; ``numbers`` in E.164."""
        given = {
            SenderKind.PHONE_NUMBER: numbers,
            SenderKind.SHORT_CODE: short_codes,
            SenderKind.ALPHA_SENDER: alpha_senders,
        }
        senders = [
            Sender(new_sid(SENDER_SIDS[kind]), kind, value, "US", self._clock())
            for kind, values in given.items()
            for value in values
        ]
        service = Service(new_sid("MG"), account, name, self._clock(), senders)
        self.estate.services[service.sid] = service
        return service

    def issue(self, domain: OrganisationDomain, ends_at: datetime | None = None) -> None:
        """A managed certificate at once, ending when wanted: what was set up long ago, or has expired."""
        self.issuer.issue(domain, ends_at)

    # Faults.

    def break_next(self, kind: str, *, path: str = "", method: str = "", times: int = 1) -> None:
        """The next ``times`` calls whose path contains ``path`` meet this fault (`FaultKind`; ``429:2`` asks to come
        again in 2 seconds)."""
        self.faults.order(kind, path=path, method=method, times=times)

    def slow(self, seconds: float, path: str = "") -> None:
        """Every call whose path contains ``path`` takes this much longer."""
        self.faults.slow(seconds, path)

    def mend(self) -> None:
        """No fault, no delay."""
        self.faults.clear()

    async def down(self) -> None:
        """Refuses connections and cuts those that are open."""
        if self._runner is None:
            return
        await self._runner.cleanup()
        self._runner = None

    async def up(self) -> None:
        """Listens again, at the same port."""
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self.port = self.port or lasting_port(self.address)
        await web.TCPSite(self._runner, self.address, self.port, reuse_address=True).start()

    async def start(self) -> None:
        await self.up()
        self._watch = asyncio.ensure_future(self.console.watch())

    async def stop(self) -> None:
        if self._watch is not None:
            await reap([self._watch])
            self._watch = None
        await self.issuer.stop()
        await self.down()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.orders += request.method != "GET"
        self._open[id(request)] = time.monotonic()
        try:
            return await self._answer(request)
        finally:
            del self._open[id(request)]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take(request.method, request.path)
        params = await _params(request)
        try:
            reply = await self._outcome(request, params, fault)
        except ApiError as refusal:
            reply = _refused(refusal)
        is_lost = fault is not None and fault.kind in SILENT | CUT
        self.calls.append(_noted(request, params, reply, is_lost=is_lost))
        if is_lost and fault is not None:
            await self._lose(request, fault)
        return _response(reply)

    async def _outcome(self, request: web.Request, params: Mapping[str, str], fault: Fault | None) -> Reply:
        """The answer. A fault that strikes before the work keeps it from being done."""
        if fault is not None and fault.kind not in AFTER:
            raise fault.error() or ApiError(500, 20500)
        caller = self.door.admit(request.headers.get("Authorization"))
        with self.door.counted(caller.account):
            await asyncio.sleep(self.faults.delay(request.path))
            reply = await self._perform(request, params, caller)
        if fault is not None and (error := fault.error()):
            raise error
        return reply

    async def _perform(self, request: web.Request, params: Mapping[str, str], caller: Caller) -> Reply:
        route, parts = find(self._routes, request.method, request.path)
        if request.method == "POST" and request.can_read_body and request.content_type != FORM:
            raise ApiError(400, 20001, f"the body must be {FORM}")
        check_params(route, params)
        reply = await route.handler(ApiCall(caller, request.path, parts, params))
        running = str(self.door.running(caller.account))
        return Reply(reply.status, reply.body, {"Twilio-Concurrent-Requests": running})

    async def _lose(self, request: web.Request, fault: Fault) -> None:
        """No answer comes: by silence until the server ends, which cancels this, or by cutting the line."""
        if fault.kind in SILENT:
            await asyncio.Event().wait()
        if request.transport is not None:
            request.transport.abort()


async def _params(request: web.Request) -> dict[str, str]:
    """The query of a GET, the form of a POST."""
    if request.method == "POST" and request.content_type == FORM:
        return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return dict(request.query)


def _noted(request: web.Request, params: Mapping[str, str], reply: Reply, *, is_lost: bool) -> Call:
    code = (reply.body or {}).get("code")
    status = 0 if is_lost else reply.status
    return Call(
        request.method,
        request.path,
        params,
        user_of(request.headers.get("Authorization")),
        status,
        code if isinstance(code, int) else None,
    )


def _refused(refusal: ApiError) -> Reply:
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if refusal.status == 401 else {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return Reply(refusal.status, refusal.body(), headers)


def _response(reply: Reply) -> web.Response:
    headers = {"Twilio-Request-Id": new_sid("RQ"), **reply.headers}
    if reply.body is None:
        return web.Response(status=reply.status, headers=headers)
    text = json.dumps(reply.body)
    return web.Response(status=reply.status, text=text, content_type="application/json", headers=headers)
