"""Pure functions from read models to what people see in Slack. The relay renders with these four."""

from handlers.views.approvals import approval
from handlers.views.cards import card
from handlers.views.replies import reply
from handlers.views.tasks import task

__all__ = ["approval", "card", "reply", "task"]
