"""Effects of the registries: direct messages to admins and to those who asked them. Sent is the newest state.

A direct message cannot be searched without more scopes: one whose fate is unknown is sent once more, and never a third
time. Somebody waits for each: one that comes twice is better than one that does not come.
"""

from collections.abc import Mapping

from bot.core.commands import Actor
from bot.core.effects import ClaimedEffect, Effect, EffectKind
from bot.core.messages import SlackPost
from bot.services import asking, credentials
from bot.services.ports import Clock, Messenger, Run
from bot.services.ports_registry import RenderRegistry
from bot.services.promises_notices import asked_key
from bot.workers.performers_slack import Plan, SlackPerformer, Update
from bot.workers.performing import Done, Missing, Performer


class AtMostTwice(SlackPerformer):
    """``looks`` counts the sendings of which nobody knows what became, a crash as well."""

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        return Done() if claimed.looks > 1 else Missing(is_harmless=True)


class RegistryPlans:
    """One plan for each kind, from the read models."""

    def __init__(self, run: Run, render: RenderRegistry, clock: Clock, bot: Actor) -> None:
        self._run, self._render, self._clock, self._bot = run, render, clock, bot

    async def account_set(self, effect: Effect) -> SlackPost | None:
        """To the admin who typed the credentials."""
        shown = await self._run(credentials.account_set, effect.subject, self._bot, self._clock())
        return SlackPost(_person(effect), effect.key, self._render.account_set(shown)) if shown else None

    async def ask(self, effect: Effect) -> SlackPost | None:
        """To an admin; nothing where what is wanted is there by now."""
        shown = await self._run(asking.ask_shown, effect.subject, self._bot, self._clock())
        if shown is None or shown.ask.is_answered:
            return None
        return SlackPost(_person(effect), effect.key, self._render.ask(shown))

    async def ask_over(self, effect: Effect) -> Update | None:
        """In place of what an admin was asked."""
        shown = await self._run(asking.ask_shown, effect.subject, self._bot, self._clock())
        posted = await self._run(asking.place_asked, asked_key(effect), self._bot, self._clock())
        if shown is None or posted is None:
            return None
        place, _, ts = posted.rpartition(":")
        return Update(place or _person(effect), ts, self._render.ask_over(shown))

    async def ask_answered(self, effect: Effect) -> SlackPost | None:
        """To the asker."""
        shown = await self._run(asking.ask_shown, effect.subject, self._bot, self._clock())
        return SlackPost(_person(effect), effect.key, self._render.ask_answered(shown)) if shown else None


def _person(effect: Effect) -> str:
    return effect.destination.removeprefix("slack:")


def registry_performers(
    run: Run, messenger: Messenger, render: RenderRegistry, clock: Clock, bot: Actor
) -> Mapping[EffectKind, Performer]:
    """A performer for each kind."""
    plans = RegistryPlans(run, render, clock, bot)
    kinds: Mapping[EffectKind, Plan] = {
        EffectKind.ACCOUNT_SET: plans.account_set,
        EffectKind.ASK: plans.ask,
        EffectKind.ASK_OVER: plans.ask_over,
        EffectKind.ASK_ANSWERED: plans.ask_answered,
    }
    return {kind: AtMostTwice(messenger, clock, plan) for kind, plan in kinds.items()}
