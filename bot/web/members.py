"""Whether somebody for whom a link was made may still use it."""

from collections.abc import Callable

from bot.core.approvals import Act, may
from bot.core.commands import Actor
from bot.core.errors import GatewayError, Refused
from bot.core.rules import Rules
from bot.services.ports import Directory


class Members:
    """``directory`` says who is still there."""

    def __init__(self, directory: Callable[[str], Directory], rules: Rules) -> None:
        self._directory, self._rules = directory, rules

    async def may_write(self, team_id: str, user: str) -> bool:
        """Whoever a link was made for may have left since. Clients (``user`` empty) hold their page's link, and need
        nothing else. False where Slack cannot tell."""
        if not user:
            return True
        try:
            roles = await self._directory(team_id).roles(team_id, user)
        except (Refused, GatewayError):
            return False
        return may(Actor(team_id, user, roles), Act.WRITE, self._rules)
