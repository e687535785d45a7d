"""App Home: shown when it is opened, steered by its own buttons, and kept fresh by whatever is done from it."""

import logging
from dataclasses import replace

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View

from bot.core.commands import Actor
from bot.core.overview import HomeQuery
from bot.services.overview import overview
from handlers import outside
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.middleware import Next
from handlers.payloads import Kind, Pressed, text_at
from handlers.views.home import home_view
from handlers.views.home_state import query_of

_log = logging.getLogger(__name__)


async def opened(body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if text_at(body, "event", "tab") not in ("home", ""):
        return await answer.done()
    return await answer.home(await _drawn(desk, actor, query_of(answer.home_behind or "")))


async def go(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """A button that says how Home is to be shown."""
    return await _shown(desk, actor, answer, query_of(pressed.value))


async def found(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    query = query_of(answer.home_behind or "")
    return await _shown(desk, actor, answer, replace(query, domain_id=pressed.value))


async def of_client(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await _shown(desk, actor, answer, HomeQuery(client_id=pressed.value))


async def kept_fresh(context: AsyncBoltContext, desk: Desk, answer: Answer, next: Next) -> None:
    """Middleware: what is done on Home, or in a form that was opened from it, shows there at once."""
    actor, behind = context.get("actor"), answer.home_behind
    if isinstance(actor, Actor) and behind is not None and answer.kind in (Kind.ACTION, Kind.SUBMISSION):
        query = query_of(behind)
        answer.afterwards(lambda: desk.background.start(_publish(desk, actor, answer, query), "home"))
    await next()


async def uninstalled(answer: Answer) -> BoltResponse:
    """Slack took the token away: nothing can be posted before somebody installs the app again."""
    _log.error("app_uninstalled_or_tokens_revoked")
    return await answer.done()


async def _shown(desk: Desk, actor: Actor, answer: Answer, query: HomeQuery) -> BoltResponse:
    answer.afterwards(None)
    await _publish(desk, actor, answer, query)
    return await answer.done()


async def _publish(desk: Desk, actor: Actor, answer: Answer, query: HomeQuery) -> None:
    """Where Home was published anew meanwhile, it is read again: what was read before may be older."""
    if not await answer.publish(await _drawn(desk, actor, query)):
        await answer.publish(await _drawn(desk, actor, query), is_certain=True)


async def _drawn(desk: Desk, actor: Actor, query: HomeQuery) -> View:
    now = desk.clock()
    model = await desk.run(overview, query, actor, now)
    gone = await outside.gone(desk, [owner for owner, _ in model.owners])
    orphans = tuple(one for one in model.owners if one[0] in gone)
    return home_view(replace(model, orphans=orphans), now)
