"""The three ways in: a list, one domain, a new one. Parse, one service call, answer; what is raised ends in `_guarded`.

Nothing of a request is trusted: the address that answers are built on is ours, never the Host header. A token comes in
the Authorization header only, so that it is in no address and no log.
"""

import hashlib
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bot.core.commands import Actor
from bot.core.errors import AlreadyDelivered, Refused
from bot.core.status import DomainStatus
from bot.core.tokens import ApiToken
from bot.services import domains, systems
from bot.services.ports import Clock, NewId, Run
from bot.services.systems import ListStatuses, NamedBy
from bot.web.api import models
from bot.web.api.adding import Adding, Outside
from bot.web.api.door import Door
from bot.web.api.openapi import document
from bot.web.api.problems import Problem, Words, not_yet, of_error, write_down

_READ = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
_REFERENCE_LENGTH = 8
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Ports:
    """What the API needs. ``actor`` is the bot once Slack has said which workspace it serves; ``outside`` is asked when
    a domain is added; ``words`` says a refusal; ``address`` is our own, empty where there is none."""

    run: Run
    clock: Clock
    new_id: NewId
    actor: Callable[[], Actor | None]
    outside: Outside
    words: Words
    address: str = ""


class Api:
    """`/api/v1`."""

    def __init__(self, ports: Ports, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ports, self._door = ports, Door(ports.run, ports.clock, monotonic)
        self._adding = Adding(ports.run, ports.clock, ports.new_id, ports.outside)
        self._document = json.dumps(document(ports.address), ensure_ascii=False).encode()

    def mount(self) -> Mount:
        routes = [
            Route("/openapi.json", self._guarded(self.openapi), methods=["GET"]),
            Route("/domains", self._guarded(self.many), methods=["GET", "POST"]),
            Route("/domains/{host}", self._guarded(self.one), methods=["GET"]),
        ]
        app = Starlette(routes=routes, exception_handlers={HTTPException: self._unrouted})
        app.router.redirect_slashes = False
        mount = Mount("/api/v1", app=app)
        mount.path_regex = re.compile(
            mount.path_regex.pattern, re.DOTALL
        )  # an encoded line break is ours to refuse too
        return mount

    async def openapi(self, _request: Request) -> Response:
        """Open to everybody: it holds nothing of anybody's."""
        return Response(self._document, media_type="application/json", headers={"Cache-Control": "no-cache"})

    async def many(self, request: Request) -> Response:
        """The list, or a new domain."""
        bot, token = await self._let_in(request)
        if request.method == "POST":
            return await self._add(request, bot, token)
        asked = models.listing(request.query_params.multi_items())
        after = models.place_of(asked.cursor)
        query = ListStatuses(token, asked.client, asked.stage, asked.limit, after)
        try:
            page = await self._ports.run(systems.statuses, query, bot, self._ports.clock())
        except Refused as error:
            raise Problem(404, error.reason.value, "There is no such client within the token's scope.") from None
        cursor = models.text_of(page.next) if page.next else None
        link = {"Link": f'<?{_following(asked, cursor)}>; rel="next"'} if cursor else {}
        return _read(request, {"domains": [one.as_data() for one in page.statuses], "next": cursor}, link)

    async def one(self, request: Request) -> Response:
        """One domain. What is not there and what is out of scope get the same answer."""
        bot, token = await self._let_in(request)
        known = await self._status(token, request.path_params["host"], bot)
        if known is None:
            raise Problem(404, "not_found", "There is no such domain within the token's scope.")
        return _read(request, known.as_data())

    async def _add(self, request: Request, bot: Actor, token: ApiToken) -> Response:
        if not token.can_add:
            headers = {"WWW-Authenticate": 'Bearer realm="linkdomain", error="insufficient_scope"'}
            raise Problem(403, "read_only", "This token may only read.", headers=headers)
        key = models.idempotency_key(request.headers.getlist("idempotency-key"))
        wanted = models.new_domain(await _body(request))
        client = await self._ports.run(systems.client_of, NamedBy(token, wanted.client), bot, self._ports.clock())
        actor, command = await self._adding.command(wanted, client, token, bot)
        actor = replace(actor, delivery=_delivery(token, key))
        is_again = False
        try:
            await self._ports.run(domains.add_domain, command, actor, self._ports.clock())
        except AlreadyDelivered:
            is_again = True
        known = await self._status(token, command.host.ascii, bot)
        if known is None or known.client.id != client.id:
            raise Problem(409, "key_used", "This Idempotency-Key was used for another domain. Take a new key.")
        place = {"Location": f"/api/v1/domains/{known.host}", "Cache-Control": "no-store"}
        replayed = {"Idempotency-Replayed": "true"} if is_again else {}
        return JSONResponse(known.as_data(), 200 if is_again else 201, {**place, **replayed})

    async def _let_in(self, request: Request) -> tuple[Actor, ApiToken]:
        bot = self._ports.actor()
        if bot is None:
            raise not_yet()
        token = await self._door.let_in(request, bot)
        request.state.token_id = token.id
        return bot, token

    async def _status(self, token: ApiToken, host: str, bot: Actor) -> DomainStatus | None:
        return await self._ports.run(systems.status, NamedBy(token, host), bot, self._ports.clock())

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            try:
                return await endpoint(request)
            except Exception as error:  # whatever it is, the answer is a problem with a reference
                return self._answer(request, error)

        return guarded

    async def _unrouted(self, request: Request, error: Exception) -> Response:
        """No such path, or not by this method."""
        return self._answer(request, error)

    def _answer(self, request: Request, error: Exception) -> Response:
        reference = self._ports.new_id()[:_REFERENCE_LENGTH]
        problem = of_error(error, self._ports.words)
        write_down(problem, error, reference, getattr(request.state, "token_id", ""))
        return problem.answer(reference)


def _following(asked: models.Listing, cursor: str | None) -> str:
    stage = asked.stage.value if asked.stage else ""
    given = {"client": asked.client, "stage": stage, "limit": str(asked.limit), "cursor": cursor or ""}
    return urlencode({name: value for name, value in given.items() if value})


def _delivery(token: ApiToken, key: str | None) -> str | None:
    return f"api:{token.id}:{hashlib.sha256(key.encode()).hexdigest()}" if key else None


def _read(request: Request, data: object, headers: dict[str, str] | None = None) -> Response:
    """A reading, short where nothing has changed since the asker's last one."""
    answer = JSONResponse(data, headers={**_READ, **(headers or {})})
    tag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
    answer.headers["ETag"] = tag
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers={**_READ, "ETag": tag})
    return answer


async def _body(request: Request) -> bytes:
    """JSON by its own word. Raises Problem: 415; HTTPException where it is too large or too slow."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "not_json", "Send application/json.", headers={"Accept": "application/json"})
    return await request.body()
