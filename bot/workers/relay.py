"""The relay: claims outside actions from the outbox, has them performed, stores what became of them.

An effect is stored as being sent before it is sent. What a crash leaves so is looked into after the lease, by whoever
claims it then: nothing is lost and, as far as the outside lets itself be asked, nothing happens twice.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

from bot.core.commands import Actor, ClaimDue, EffectOutcome
from bot.core.effects import ClaimedEffect, EffectKind, EffectState
from bot.core.errors import Conflict, GatewayError, Refused
from bot.services import effects
from bot.services.ports import Clock, Run
from bot.workers.performing import (
    Done,
    HopelessError,
    LaterError,
    Missing,
    NotYetError,
    Performer,
    UnsentFaultError,
)
from bot.workers.pump import Pump
from bot.workers.tries import Ended, Tries

_log = logging.getLogger(__name__)

LIMIT = 40
"""Effects under way at once: well above what Twilio's gateway takes, so that a Twilio that hangs delays no post."""
LEASE = 60.0
"""Seconds that a claimed effect is ours: longer than the longest try."""
PACE = 1.0
"""Seconds between two messages into a Slack channel (docs.slack.dev, rate limits: one message a second and channel)."""
GRACE = 2.0
"""Seconds that running effects get at a stop: the whole bot has five."""
_WITHIN = 45.0
_SETTLE_CUT_WITHIN = 1.0
_SETTLE_PAUSES = (0.5, 1.0, 2.0)
"""Seconds between tries to store an outcome while the database is away; then the lease brings it up again."""


class Relay:
    """Performs what is due. ``tally`` is told kind and outcome of each try: done, again, unknown, dead; ``pace``:
    seconds for which a channel is left alone after a message."""

    def __init__(
        self,
        run: Run,
        performers: Mapping[EffectKind, Performer],
        clock: Clock,
        bot: Actor,
        *,
        limit: int = LIMIT,
        grace: float = GRACE,
        pace: float = PACE,
        tally: Callable[[str, str], None] = lambda _kind, _outcome: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._run, self._performers, self._clock, self._bot = run, dict(performers), clock, bot
        self._tally, self._tries = tally, Tries(jitter)
        self._owner, self._pace = f"relay-{uuid4().hex}", pace
        self._pump = Pump("relay", self._claim, limit=limit, grace=grace)
        self.wake, self.start, self.stop = self._pump.wake, self._pump.start, self._pump.stop
        self.tick, self.idle = self._pump.tick, self._pump.idle

    @property
    def running(self) -> int:
        """How many effects are under way."""
        return self._pump.running

    async def _claim(self) -> None:
        claim = ClaimDue(self._owner, self._pump.free, LEASE)
        for claimed in await self._run(effects.claim_effects, claim, self._bot, self._clock()):
            self._pump.begin(self._handle(claimed))

    async def _handle(self, claimed: ClaimedEffect) -> None:
        try:
            ended = await self._ended(claimed)
        except asyncio.CancelledError:
            # We stop, and cannot say what became of it: whoever starts next looks at once, not after the lease.
            cut = EffectOutcome(claimed.id, claimed.generation, look_at=self._clock())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_SETTLE_CUT_WITHIN):
                    await self._settle(claimed, cut, None)
            raise
        if (pause := self._pause_after(claimed, ended)) > 0:
            await self._hold(claimed, pause)
        await self._settle(claimed, self._tries.outcome(claimed, ended, self._clock()), ended)

    def _pause_after(self, claimed: ClaimedEffect, ended: Ended) -> float:
        """For how long nothing goes to the same place: as long as we were told, and after a message into a channel
        until the next one is allowed. To run into Slack's refusals costs more calls, and others' messages too."""
        if isinstance(ended, GatewayError):
            return ended.retry_after or 0.0
        is_message = isinstance(ended, Done) and ended.external_id is not None
        return self._pace if is_message and claimed.effect.destination.startswith("slack:") else 0.0

    async def _ended(self, claimed: ClaimedEffect) -> Ended:
        """Tries, or looks, within the time there is; every way it can end is a value."""
        performer = self._performers.get(claimed.effect.kind)
        if performer is None:
            return HopelessError("not_set_up")
        try:
            async with asyncio.timeout(_WITHIN):
                return await _step(performer, claimed)
        except (GatewayError, NotYetError, LaterError, HopelessError) as error:
            return error
        except (Refused, Conflict):
            return Done()  # what it was about has gone
        except TimeoutError:
            return GatewayError("relay", "timeout", transient=True, sent=None)
        except UnsentFaultError as error:
            _log.exception("effect_failed", exc_info=error.__cause__, extra=_named(claimed))
            return GatewayError("relay", "fault", transient=True)
        except Exception:
            _log.exception("effect_failed", extra=_named(claimed))
            return GatewayError("relay", "fault", transient=True, sent=None)

    async def _hold(self, claimed: ClaimedEffect, seconds: float) -> None:
        now = self._clock()
        held = (claimed.effect.destination, now + timedelta(seconds=seconds))
        try:
            await self._run(effects.hold_destination, held, self._bot, now)
            asyncio.get_running_loop().call_later(seconds, self.wake)
        except Exception:
            _log.exception("hold_failed", extra=_named(claimed))

    async def _settle(self, claimed: ClaimedEffect, outcome: EffectOutcome, ended: Ended | None) -> None:
        word = _word(outcome)
        self._tally(claimed.effect.kind.value, word)
        is_rate_limited = isinstance(ended, GatewayError) and ended.retry_after is not None
        is_news = word == "dead" or (isinstance(ended, GatewayError) and not is_rate_limited)
        level = logging.WARNING if is_news else logging.INFO
        _log.log(level, "effect_%s", word, extra={**_named(claimed), "because": _because(ended)})
        for pause in (*_SETTLE_PAUSES, None):
            try:
                if not await self._run(effects.settle_effect, outcome, self._bot, self._clock()):
                    _log.warning("effect_taken_over", extra=_named(claimed))
                return
            except GatewayError as error:
                if pause is None or not error.transient:
                    _log.warning("effect_unsettled", extra={**_named(claimed), "because": str(error)})
                    return
                await asyncio.sleep(pause)
            except Exception:
                _log.exception("effect_unsettled", extra=_named(claimed))
                return


async def _step(performer: Performer, claimed: ClaimedEffect) -> Done | Missing:
    if claimed.state is EffectState.UNKNOWN:
        return await performer.look(claimed)
    return await performer.perform(claimed)


def _word(outcome: EffectOutcome) -> str:
    if outcome.is_done:
        return "done"
    if outcome.look_at is not None:
        return "unknown"
    return "dead" if outcome.retry_at is None else "again"


def _because(ended: Ended | None) -> str:
    if isinstance(ended, GatewayError) and ended.__cause__ is not None:
        return f"{ended} ({type(ended.__cause__).__name__})"
    return str(ended) if isinstance(ended, Exception) else ""


def _named(claimed: ClaimedEffect) -> dict[str, object]:
    return {"effect": claimed.effect.key, "kind": claimed.effect.kind.value, "attempt": claimed.attempt}
