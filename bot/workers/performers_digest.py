"""The digest in Slack: one message for domains that were added together, counted up in place."""

from collections.abc import Callable, Mapping

from bot.core.bulk import Digest
from bot.core.commands import Actor
from bot.core.effects import Effect, EffectKind
from bot.core.messages import Content, SlackPost
from bot.services import digests
from bot.services.ports import Clock, Messenger, Run
from bot.workers.performers_slack import Plan, SlackPerformer, Update
from bot.workers.performing import NotYetError, Performer

RenderDigest = Callable[[Digest], Content]


def digest_performers(
    run: Run, messenger: Messenger, render: RenderDigest, clock: Clock, bot: Actor
) -> Mapping[EffectKind, Performer]:
    """The performer of digests."""
    return {EffectKind.DIGEST: SlackPerformer(messenger, clock, _plan(run, render, clock, bot))}


def _plan(run: Run, render: RenderDigest, clock: Clock, bot: Actor) -> Plan:
    async def plan(effect: Effect) -> SlackPost | Update | None:
        """Posted once; an update where the post will never be there is nothing any more."""
        model = await run(digests.digest, effect.subject, bot, clock())
        if model is None:
            return None
        if model.ts is not None:
            return Update(model.channel, model.ts, render(model))
        if effect.key == digests.digest_key(effect.subject):
            return SlackPost(model.channel, effect.key, render(model))
        if await run(digests.is_post_open, effect.subject, bot, clock()):
            raise NotYetError
        return None

    return plan
