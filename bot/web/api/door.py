"""Who may come in: a token in the Authorization header (RFC 6750), so often a minute.

An unknown token is looked for just as a known one. Beyond thirty wrong ones a minute from one address (IPv6: /64), what
comes from there is answered with 429 unless its token was good within the last minutes, so that whoever shares the
address goes on working.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request

from bot.core.commands import Actor
from bot.core.tokens import ApiToken, digest_of
from bot.services import tokens
from bot.services.ports import Clock, Run
from bot.web.api.problems import Problem
from bot.web.limits import Buckets, Pace, network_of

PER_MINUTE, WRONG_PER_MINUTE = 300, 30
_MINUTE, _KNOWN_FOR = 60.0, 600.0
_MOST_KNOWN = 1000
_REALM = 'Bearer realm="linkdomain"'


class Door:
    """``monotonic`` in seconds."""

    def __init__(self, run: Run, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._run, self._clock, self._monotonic = run, clock, monotonic
        self._uses = Buckets(Pace(PER_MINUTE, PER_MINUTE / _MINUTE), monotonic)
        self._misses = Buckets(Pace(WRONG_PER_MINUTE, WRONG_PER_MINUTE / _MINUTE), monotonic)
        self._known: OrderedDict[str, float] = OrderedDict()

    async def let_in(self, request: Request, bot: Actor) -> ApiToken:
        """The request's token. Raises Problem: 401, 429."""
        address = network_of(request.client.host if request.client else "")
        given = request.headers.getlist("authorization")
        scheme, _, secret = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        digest = digest_of(secret.strip())
        if not self._is_known(digest):
            self._turn_away(self._misses.peek(address))
        is_bearer = scheme.lower() == "bearer"
        token = await self._run(tokens.token_of, digest, bot, self._clock()) if is_bearer else None
        if token is None:
            self._known.pop(digest, None)
            self._turn_away(self._misses.wait(address))
            raise _unauthorised(is_given=bool(given))
        self._remember(digest)
        self._turn_away(self._uses.wait(token.id))
        return token

    def _turn_away(self, pause: float) -> None:
        if pause > 0:
            raise Problem(429, "too_many_requests", "Too many requests. Wait, then go on slower.", retry_after=pause)

    def _is_known(self, digest: str) -> bool:
        return self._monotonic() - self._known.get(digest, float("-inf")) < _KNOWN_FOR

    def _remember(self, digest: str) -> None:
        self._known.pop(digest, None)
        self._known[digest] = self._monotonic()
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def _unauthorised(*, is_given: bool) -> Problem:
    if not is_given:
        detail = "Send a token: Authorization: Bearer ldk_… An admin makes one in Slack, App Home, API tokens."
        return Problem(401, "no_token", detail, headers={"WWW-Authenticate": _REALM})
    detail = "This token opens nothing: it is unknown, was revoked or has ended."
    headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
    return Problem(401, "invalid_token", detail, headers=headers)
