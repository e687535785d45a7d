"""`bot.services.ports.Directory`: which roles the settings and Slack's user groups give to a person.

Nothing here falls open: a person that Slack cannot show, or a group that cannot be read, is an error and no role.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import GatewayError, Reason, Refused
from bot.core.people import Role
from bot.core.rehearsal import seconds_for
from bot.gateways.slack.cache import Cache
from bot.gateways.slack.errors import translated
from bot.gateways.slack.messenger import without_retries

_USER_TTL, _GROUP_TTL = 300.0, 60.0
_DEADLINE = 2.0  # seconds for one question: Slack waits three for the whole answer
# Bots, guests and people of other organisations; "is_app_user" is no such flag, it only says who gave a token.
_STRANGE = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
_NOT_SEEN = {"user_not_found", "user_not_visible", "users_not_found"}
_NO_GROUP = {"no_such_subteam", "subteam_not_found"}
_SLACKBOT = "USLACKBOT"


class SlackDirectory:
    """Roles as the settings name them: user ids (``U…``, ``W…``) and user groups (``S…``).

    ``managers`` empty means every full member; any other list empty means nobody. Groups are up to 60 seconds old,
    people up to 5 minutes.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        team_id: str,
        managers: Sequence[str] = (),
        approvers: Sequence[str] = (),
        admins: Sequence[str] = (),
        operators: Sequence[str] = (),
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deadline = seconds_for(client.base_url, _DEADLINE)
        self._client = without_retries(client, self._deadline)
        self._team_id = team_id
        self._named = {
            Role.MANAGER: tuple(managers),
            Role.APPROVER: tuple(approvers),
            Role.ADMIN: tuple(admins),
            Role.OPERATOR: tuple(operators),
        }
        self._insiders = Cache(self._load_insider, _USER_TTL, monotonic)
        self._groups = Cache(self._load_group, _GROUP_TTL, monotonic)

    async def roles(self, team_id: str, user_id: str) -> frozenset[Role]:
        """The person's roles now, maybe none. Raises Refused for strangers and GatewayError where Slack cannot tell."""
        if team_id != self._team_id:
            raise Refused(Reason.WRONG_TEAM)
        if not await self._insiders.get(user_id):
            raise Refused(Reason.OUTSIDER)
        held = await asyncio.gather(*(self._holds(role, user_id) for role in Role))
        return frozenset(role for role, is_held in zip(Role, held, strict=True) if is_held)

    async def holders(self, role: Role) -> tuple[str, ...]:
        """Who holds the role now, groups resolved, strangers left out. Empty where every full member does."""
        members = await asyncio.gather(*(self._members(name) for name in self._named[role]))
        people = list(dict.fromkeys(user for group in members for user in sorted(group)))
        are_insiders = await asyncio.gather(*(self._insiders.get(user) for user in people))
        return tuple(user for user, is_insider in zip(people, are_insiders, strict=True) if is_insider)

    async def _holds(self, role: Role, user_id: str) -> bool:
        named = self._named[role]
        if user_id in named or (role is Role.MANAGER and not named):
            return True
        groups = await asyncio.gather(*(self._members(name) for name in named if _is_group(name)))
        return any(user_id in group for group in groups)

    async def _members(self, name: str) -> frozenset[str]:
        return await self._groups.get(name) if _is_group(name) else frozenset({name})

    async def _load_group(self, group: str) -> frozenset[str]:
        try:
            async with translated(), asyncio.timeout(self._deadline):
                answer = await self._client.usergroups_users_list(usergroup=group)
        except GatewayError as error:
            if error.reference in _NO_GROUP:
                return frozenset()  # a group that is gone has no members
            raise
        return frozenset(str(user) for user in answer.get("users") or ())

    async def _load_insider(self, user_id: str) -> bool:
        try:
            async with translated(), asyncio.timeout(self._deadline):
                answer = await self._client.users_info(user=user_id)
        except GatewayError as error:
            if error.reference in _NOT_SEEN:
                return False
            raise
        return self._is_insider(answer.get("user") or {})

    def _is_insider(self, user: Mapping[str, Any]) -> bool:
        if user.get("id") == _SLACKBOT or any(user.get(flag) for flag in _STRANGE):
            return False
        grid = user.get("enterprise_user") or {}
        return user.get("team_id") == self._team_id or self._team_id in (grid.get("teams") or ())


def _is_group(name: str) -> bool:
    return name.startswith("S")
