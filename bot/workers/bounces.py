"""Looking into the mailbox that e-mails come back to.

A report is marked as read after what it says is stored: killed in between, the bot reads it again, and the service
knows it. Several processes may look at once.
"""

import logging
from collections.abc import Callable

from bot.core.bounces import Settled, is_settled
from bot.core.commands import Actor
from bot.core.errors import GatewayError
from bot.services import bounces
from bot.services.ports import Clock, Run
from bot.services.ports_mails import BounceBox, Letter

_log = logging.getLogger(__name__)


class BounceRound:
    """``tick`` is for the metronome. ``tally`` hears of every look and every report: ``look`` or ``report``, and what
    became of it, in words of a closed set."""

    def __init__(
        self,
        run: Run,
        box: BounceBox,
        clock: Clock,
        bot: Actor,
        tally: Callable[[str, str], None] = lambda _what, _outcome: None,
    ) -> None:
        self._run, self._box, self._clock, self._bot, self._tally = run, box, clock, bot, tally
        self._problem = ""

    async def tick(self) -> None:
        """One look. A mailbox that cannot be read is told in the log when that begins, changes and ends."""
        try:
            await self._look()
        except GatewayError as error:
            self._tally("look", "failed")
            if error.reference != self._problem:
                _log.warning("bounces_not_read", extra={"problem": error.reference})
            self._problem = error.reference
            return
        self._tally("look", "done")
        if self._problem:
            _log.info("bounces_read_again", extra={"after": self._problem})
        self._problem = ""

    async def _look(self) -> None:
        reading = await self._box.read()
        for _ in range(reading.unclear):
            self._tally("report", "unclear")
        if reading.unclear:
            _log.warning("bounces_unclear", extra={"count": reading.unclear})
        settled = [(letter, await self._settle(letter)) for letter in reading.letters]
        read = [letter for letter, what in settled if is_settled(what)]
        alone = [letter for letter, what in settled if what is Settled.FOREIGN]
        if settled:
            await self._box.settle(read, alone)

    async def _settle(self, letter: Letter) -> Settled:
        bounce = letter.bounce
        settled = await self._run(bounces.settle_bounce, bounce, self._bot, self._clock())
        self._tally("report", settled.value)
        _log.info("bounce_read", extra={"fate": bounce.fate.value, "status": bounce.status, "outcome": settled.value})
        return settled
