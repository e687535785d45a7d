"""What happens before every listener: is the team served, who acts, what did they send.

Refusals are raised and answered in `handlers.errors`. Nothing is read or written for a team that is not served.
"""

import logging
from collections.abc import Awaitable, Callable

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.core.commands import Actor
from bot.core.errors import Reason, Refused
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked, parse
from handlers.payloads import (
    Kind,
    delivery_of,
    form_of,
    kind_of,
    pressed_of,
    search_of,
    team_of_person,
    text_at,
)

Next = Callable[[], Awaitable[None]]
Middleware = Callable[..., Awaitable[None]]
_REFERENCE_LENGTH = 8
_log = logging.getLogger(__name__)


class OnlyOurs(AsyncMiddleware):
    """Acknowledges payloads that no listener is for. A class, because Bolt's injection of arguments into functions
    breaks on some incomplete payloads (a workflow step without its step)."""

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 Bolt gives all three by name
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        if kind_of(req.body) is Kind.OTHER:
            _log.debug("payload_left_alone", extra={"payload": text_at(req.body, "type")})
            return BoltResponse(status=200, body="")
        return await next()


def at_the_desk(desk: Desk) -> Middleware:
    """Gives listeners `desk`, `answer`, and the reference under which the log knows this payload."""

    async def put(body: dict[str, object], context: AsyncBoltContext, next: Next) -> None:
        context["desk"] = desk
        context["reference"] = desk.new_id().replace("-", "")[:_REFERENCE_LENGTH]
        context["answer"] = Answer(kind_of(body), body, context)
        await next()

    return put


async def of_our_team(context: AsyncBoltContext, desk: Desk, next: Next) -> None:
    """Refuses payloads of a workspace that is not served, before anything is read."""
    if context.team_id != desk.team_id:
        raise Refused(Reason.WRONG_TEAM)
    await next()


async def by_known_person(
    body: dict[str, object], context: AsyncBoltContext, desk: Desk, answer: Answer, next: Next
) -> None:
    """Gives listeners `actor`. Guests, strangers and people without any role are refused."""
    if answer.kind is not Kind.GONE:
        context["actor"] = await _actor(body, context.user_id, desk, answer.kind)
    await next()


async def _actor(body: dict[str, object], user_id: str | None, desk: Desk, kind: Kind) -> Actor:
    if not user_id:
        raise Refused(Reason.CANNOT_TELL_WHO)
    home = team_of_person(body)
    if home.startswith("T") and home != desk.team_id:
        raise Refused(Reason.OUTSIDER)
    roles = await desk.directory.roles(desk.team_id, user_id)
    if not roles:
        raise Refused(Reason.NOT_ALLOWED, act="look")
    return Actor(desk.team_id, user_id, roles, delivery_of(kind, body))


async def understood(body: dict[str, object], context: AsyncBoltContext, answer: Answer, next: Next) -> None:
    """Gives listeners what was sent as a value: `asked`, `pressed`, `search` or `form`."""
    match answer.kind:
        case Kind.COMMAND:
            context["asked"] = parse(text_at(body, "text"))
        case Kind.ACTION:
            context["pressed"], context["form"] = pressed_of(body), form_of(body)
        case Kind.SUGGESTION:
            context["search"] = search_of(body)
        case Kind.SUBMISSION:
            context["form"] = form_of(body)
    await next()


def asks(verb: str) -> Callable[..., Awaitable[bool]]:
    """Whether the sub-command is this one."""

    async def is_asked(asked: Asked) -> bool:
        return asked.verb == verb

    return is_asked
