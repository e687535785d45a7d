"""App Home."""

import logging

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act, may
from bot.core.commands import Actor
from bot.services import lists
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import text_at
from handlers.views.home import home_view

_log = logging.getLogger(__name__)


async def opened(body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if text_at(body, "event", "tab") not in ("home", ""):
        return await answer.done()
    now = desk.clock()
    mine = await desk.run(lists.list_domains, lists.ListQuery(), actor, now)
    stuck = await desk.run(lists.list_domains, lists.ListQuery(lists.ListKind.STUCK), actor, now)
    return await answer.home(home_view(mine, stuck, is_admin=may(actor, Act.MANAGE, desk.rules), now=now))


async def uninstalled(answer: Answer) -> BoltResponse:
    """Slack took the token away: nothing can be posted before somebody installs the app again."""
    _log.error("app_uninstalled_or_tokens_revoked")
    return await answer.done()
