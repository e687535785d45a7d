"""Webhooks: signed, sent, and sent again until they are taken or the tries have ended.

Nobody can ask a receiver whether it has an event: one whose fate is unknown is sent again under the same id, by which
the receiver tells. So the tries are counted here, not by the relay, and nothing is looked for.
"""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.core.commands import Actor
from bot.core.effects import ClaimedEffect, Effect, EffectKind
from bot.core.errors import GatewayError
from bot.core.messages import SlackPost
from bot.core.people import Role
from bot.core.webhooks import SignedPost, pause_after
from bot.services import webhook_outbox
from bot.services.ports import Clock, Directory, Messenger, Run
from bot.services.ports_webhooks import Courier, RenderWebhooks
from bot.services.webhook_outbox import GONE, DeliveryJob
from bot.workers.performers_registry import AtMostTwice
from bot.workers.performing import Done, HopelessError, LaterError, Missing, Performer

_WHILE_AWAY = 30.0
"""Seconds until a delivery is looked at again whose database was away."""

_AFTER_429 = 30.0
"""Seconds of peace for a receiver that has too much and names no time."""


class PostWebhook:
    """One event to one webhook."""

    def __init__(
        self, run: Run, courier: Courier, clock: Clock, bot: Actor, chance: Callable[[], float] = random.random
    ) -> None:
        self._run, self._courier, self._clock, self._bot, self._chance = run, courier, clock, bot, chance

    async def perform(self, claimed: ClaimedEffect) -> Done:
        job = await self._job(claimed)
        if job.paused_until is not None:
            raise LaterError("paused", (job.paused_until - self._clock()).total_seconds())
        if job.post is None:
            raise HopelessError(job.problem or "nothing_to_send", job.result)
        return await self._sent(job, job.post)

    async def _job(self, claimed: ClaimedEffect) -> DeliveryJob:
        try:
            return await self._run(webhook_outbox.delivery_job, claimed.id, self._bot, self._clock())
        except GatewayError as error:
            raise LaterError(error.reference, _WHILE_AWAY) from error

    async def _sent(self, job: DeliveryJob, post: SignedPost) -> Done:
        try:
            answered = await self._courier.post(post)
        except GatewayError as error:
            raise self._failed(job, error.reference, None) from error
        code = str(answered.status)
        if 200 <= answered.status < 300:
            return Done(result=self._result(job, code))
        if answered.status == 410:
            raise HopelessError(GONE, self._result(job, code))
        raise self._failed(job, code, answered.wait or (_AFTER_429 if answered.status == 429 else None))

    def _failed(self, job: DeliveryJob, code: str, wait: float | None) -> LaterError | HopelessError:
        result = self._result(job, code)
        if wait:
            result["paused_until"] = (self._clock() + timedelta(seconds=wait)).isoformat()
        pause = pause_after(job.tries + 1, wait, self._chance())
        return HopelessError(code, result) if pause is None else LaterError(code, pause, result)

    def _result(self, job: DeliveryJob, code: str) -> dict[str, str]:
        return {"tries": str(job.tries + 1), "code": code, "at": self._clock().isoformat()}

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        """After a crash, a stop, or a fault of ours: again at once, and from the second time on as after any other try
        that failed. A fault that stays would else be sent without end, and hold up what waits behind it."""
        if claimed.looks <= 1:
            raise LaterError("unknown", 0.0)
        raise self._failed(await self._job(claimed), "unknown", None)


class FindAdmins:
    """Who is to be told. Done, it promises a message to each."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def perform(self, _claimed: ClaimedEffect) -> Done:
        return Done(result={"admins": " ".join(await self._directory.holders(Role.ADMIN))})

    async def look(self, _claimed: ClaimedEffect) -> Done | Missing:
        return Missing(is_harmless=True)


def webhook_performers(
    run: Run,
    courier: Courier,
    messenger: Messenger,
    render: RenderWebhooks,
    directory: Directory,
    clock: Clock,
    bot: Actor,
    chance: Callable[[], float] = random.random,
) -> Mapping[EffectKind, Performer]:
    """A performer for each kind. ``chance`` gives numbers from 0 to 1."""

    async def told(effect: Effect) -> SlackPost | None:
        webhook = await run(webhook_outbox.webhook_off, effect.subject, bot, clock())
        channel = effect.destination.removeprefix("slack:")
        return SlackPost(channel, effect.key, render.webhook_off(webhook)) if webhook else None

    return {
        EffectKind.WEBHOOK: PostWebhook(run, courier, clock, bot, chance),
        EffectKind.FIND_ADMINS: FindAdmins(directory),
        EffectKind.WEBHOOK_OFF: AtMostTwice(messenger, clock, told),
    }
