"""Messages that count up in Slack: the digest of what was added together, and how far the removal of a client is."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from bot.core.bulk import Digest
from bot.core.commands import Actor
from bot.core.effects import Effect, EffectKind
from bot.core.leaving import Leaving
from bot.core.messages import Content, SlackPost
from bot.services import digests, leaving
from bot.services.ports import Clock, Messenger, Run, Service
from bot.workers.performers_slack import Plan, SlackPerformer, Update
from bot.workers.performing import NotYetError, Performer


class Counted(Protocol):
    """A message of its own; ``ts`` None: not posted yet."""

    @property
    def channel(self) -> str: ...

    @property
    def ts(self) -> str | None: ...


CountedT = TypeVar("CountedT", bound=Counted)


def digest_performers(
    run: Run, messenger: Messenger, render: Callable[[Digest], Content], clock: Clock, bot: Actor
) -> Mapping[EffectKind, Performer]:
    """The performer of digests."""
    plan = _plan(run, digests.digest, digests.newest_post, render, clock, bot)
    return {EffectKind.DIGEST: SlackPerformer(messenger, clock, plan)}


def leaving_performers(
    run: Run, messenger: Messenger, render: Callable[[Leaving], Content], clock: Clock, bot: Actor
) -> Mapping[EffectKind, Performer]:
    """The performer of what is said of a client that is removed."""
    plan = _plan(run, leaving.leaving, leaving.newest_post, render, clock, bot)
    return {EffectKind.LEAVING: SlackPerformer(messenger, clock, plan)}


def _plan(
    run: Run,
    read: Service[str, CountedT | None],
    newest_post: Service[str, tuple[str, bool]],
    render: Callable[[CountedT], Content],
    clock: Clock,
    bot: Actor,
) -> Plan:
    async def plan(effect: Effect) -> SlackPost | Update | None:
        """Posted once; an update where the post will never be there is nothing any more."""
        model = await run(read, effect.subject, bot, clock())
        if model is None:
            return None
        if model.ts is not None:
            return Update(model.channel, model.ts, render(model))
        key, is_open = await run(newest_post, effect.subject, bot, clock())
        if effect.key == key:
            return SlackPost(model.channel, key, render(model))
        if is_open:
            raise NotYetError
        return None

    return plan
