"""response_urls: addresses at which the app may answer a person for a while, without any token."""

import secrets
from dataclasses import dataclass, field

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.timing import Clock, Timing


@dataclass(slots=True, eq=False)
class ReplyUrl:
    """``source`` is the message that was acted upon, if any: it can be replaced or deleted. ``said`` came in here."""

    path: str
    channel: str
    user: str
    born: float
    source: Message | None = None
    uses: int = 0
    said: list[Message] = field(default_factory=list)


class ReplyUrls:
    """Issues them, and counts their use."""

    def __init__(self, clock: Clock, timing: Timing, team_id: str) -> None:
        self._clock = clock
        self._timing = timing
        self._team_id = team_id
        self._all: dict[str, ReplyUrl] = {}

    def issue(self, kind: str, channel: str, user: str, source: Message | None = None) -> ReplyUrl:
        """``kind`` is ``commands`` or ``actions``, as in Slack's own addresses."""
        path = f"{kind}/{self._team_id}/{len(self._all) + 1}/{secrets.token_urlsafe(16)}"
        self._all[path] = ReplyUrl(path, channel, user, self._clock(), source)
        return self._all[path]

    def use(self, path: str) -> ReplyUrl:
        """Raises ApiError where it is unknown, too old or used up."""
        url = self._all.get(path)
        if url is None:
            raise ApiError("invalid_url")
        if self._clock() - url.born > self._timing.reply_url:
            raise ApiError("expired_url")
        if url.uses >= self._timing.reply_url_uses:
            raise ApiError("used_url")
        url.uses += 1
        return url
