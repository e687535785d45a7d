"""What a person sees after acting."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.reply_urls import ReplyUrl
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.views import View, Views

TROUBLE = "We had some trouble connecting. Try again?"
"""What a modal shows when the app's answer to a submission is wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``error``: what the client says went wrong (``operation_timeout``, ``dispatch_failed``, `TROUBLE`, …).
    ``errors``: what stands beside the fields, block id to text. ``was_sent`` is False where the client itself refused.

    `messages` and `views` grow when the app answers later.
    """

    error: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    was_sent: bool = True
    said: list[Message] = field(default_factory=list, repr=False)
    trigger: Trigger | None = field(default=None, repr=False)
    reply_url: ReplyUrl | None = field(default=None, repr=False)
    all_views: Views | None = field(default=None, repr=False)

    @property
    def messages(self) -> list[Message]:
        """What the app said in its acknowledgement and at the response_url."""
        return self.said + (self.reply_url.said if self.reply_url else [])

    @property
    def message(self) -> Message | None:
        """The first of `messages`."""
        return next(iter(self.messages), None)

    @property
    def views(self) -> list[View]:
        """What was opened, pushed or changed in answer, oldest first."""
        if self.trigger is None or self.all_views is None:
            return []
        found = (self.all_views.get(view_id) for view_id in self.trigger.opened)
        return [view for view in found if view is not None]

    @property
    def view(self) -> View | None:
        """The newest of `views` that is still open."""
        return next((view for view in reversed(self.views) if view.is_open), None)
