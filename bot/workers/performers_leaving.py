"""How far the removal of a client is, in Slack: one message, kept up to date in place."""

from collections.abc import Callable, Mapping

from bot.core.commands import Actor
from bot.core.effects import Effect, EffectKind
from bot.core.leaving import Leaving
from bot.core.messages import Content, SlackPost
from bot.services import leaving
from bot.services.ports import Clock, Messenger, Run
from bot.workers.performers_slack import Plan, SlackPerformer, Update
from bot.workers.performing import NotYetError, Performer

RenderLeaving = Callable[[Leaving], Content]


def leaving_performers(
    run: Run, messenger: Messenger, render: RenderLeaving, clock: Clock, bot: Actor
) -> Mapping[EffectKind, Performer]:
    """The performer of that message."""
    return {EffectKind.LEAVING: SlackPerformer(messenger, clock, _plan(run, render, clock, bot))}


def _plan(run: Run, render: RenderLeaving, clock: Clock, bot: Actor) -> Plan:
    async def plan(effect: Effect) -> SlackPost | Update | None:
        """Posted once; an update where the post will never be there is nothing any more."""
        model = await run(leaving.leaving, effect.subject, bot, clock())
        if model is None:
            return None
        if model.ts is not None:
            return Update(model.channel, model.ts, render(model))
        key, is_open = await run(leaving.newest_post, effect.subject, bot, clock())
        if effect.key == key:
            return SlackPost(model.channel, key, render(model))
        if is_open:
            raise NotYetError
        return None

    return plan
