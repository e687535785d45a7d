"""Rates. A bucket per method holds one minute's calls, so short bursts pass; a channel takes one message a second.

Source: docs.slack.dev/apis/web-api/rate-limits.
"""

import math
from dataclasses import dataclass

from bot.sandbox.slack.api.contracts import CONTRACTS
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.timing import Clock

SECONDS_BETWEEN_POSTS = 1.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Limits:
    """Counts calls while ``is_counting``; refuses those too many with ``ratelimited`` and the whole seconds to wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self.is_counting = clock, True
        self._buckets: dict[str, _Bucket] = {}
        self._last_post: dict[str, float] = {}

    def take(self, method: str) -> None:
        """One call of the method. Raises ApiError where a minute's worth is used up."""
        if not self.is_counting:
            return
        now, most = self._clock(), CONTRACTS[method].tier.value
        bucket = self._buckets.setdefault(method, _Bucket(most, now))
        bucket.left = min(most, bucket.left + (now - bucket.at) * most / 60)
        bucket.at = now
        if bucket.left < 1:
            raise ApiError("ratelimited", retry_after=math.ceil((1 - bucket.left) * 60 / most))
        bucket.left -= 1

    def take_post(self, channel: str) -> None:
        """One message into the channel. Raises ApiError for a second one within the second."""
        if not self.is_counting:
            return
        now = self._clock()
        last = self._last_post.get(channel)
        if last is not None and now - last < SECONDS_BETWEEN_POSTS:
            raise ApiError("ratelimited", retry_after=1)
        self._last_post[channel] = now
