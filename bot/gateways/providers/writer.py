"""`bot.services.ports_writing.Writer` by dns-lexicon.

Nothing of an access outlives its call, and nothing that a provider or its module says is logged. One zone is written by
one call at a time, so that a second press finds what the first has done. A call that was cut off anywhere is simply
made again: what is there already is not written twice.
"""

import asyncio
import logging
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.core.errors import GatewayError
from bot.core.facts import Record
from bot.core.writing import Access, Outcome, Problem
from bot.gateways.threads import BusyError, Threads

_log = logging.getLogger(__name__)
_AT_ONCE = 8
_DEADLINE = 30.0
_TRANSIENT = (Problem.BUSY, Problem.DOWN, Problem.UNSURE, Problem.NOT_SEEN)


class LexiconWriter:
    """``base_url`` takes the place of every provider's own address; ``deadline`` in seconds is for a whole call."""

    def __init__(self, base_url: str | None = None, *, deadline: float = _DEADLINE) -> None:
        self._base, self._deadline = base_url, deadline
        self._threads = Threads(_AT_ONCE)
        self._zones: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def write(self, access: Access, records: Sequence[Record], consent: str) -> Outcome:
        """Raises GatewayError, and never with what caused it: a request, with the token in it, would hang on that."""
        zone = self._zones.setdefault(access.zone, asyncio.Lock())
        try:
            async with asyncio.timeout(self._deadline) as limit, zone:
                end = limit.when() or 0.0
                given = await self._threads.run(lambda: self._work(access, records, consent, end), self._deadline)
        except BusyError:
            given = _fault(access, Problem.BUSY)
        except TimeoutError:
            given = _fault(access, Problem.UNSURE)
        if isinstance(given, GatewayError):
            raise given
        return given

    def _work(self, access: Access, records: Sequence[Record], consent: str, end: float) -> Outcome | GatewayError:
        """In a thread, where lexicon is loaded at the first call: that takes a while."""
        from bot.gateways.providers.work import Failed, work

        try:
            return work(access, records, consent, end, self._base)
        except Failed as failed:
            return _fault(access, failed.problem, phase=failed.phase.value, error=failed.kind)


def _fault(access: Access, problem: Problem, **known: str) -> GatewayError:
    _log.warning("records_not_written", extra={"provider": access.provider_id, "problem": problem.value, **known})
    sent = None if problem in (Problem.UNSURE, Problem.NOT_SEEN) else False
    return GatewayError("provider", problem.value, transient=problem in _TRANSIENT, sent=sent)
