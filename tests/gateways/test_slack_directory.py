"""Who holds which role: settings, user groups, guests and strangers, and Slack not answering."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import GatewayError, Reason, Refused
from bot.core.people import Role
from bot.gateways.slack import SlackDirectory
from tests.gateways.vendor import Vendor, html, vendor

TEAM = "T1"


class Slack:
    """People and groups by id."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {user: {"team_id": TEAM} for user in ("UANA", "UBEN", "UCAT")}
        self.groups: dict[str, list[str]] = {"SAPP": ["UBEN", "UCAT"], "SADM": []}

    def answer(self, request: web.Request) -> web.StreamResponse:
        user, group = request.query.get("user"), request.query.get("usergroup")
        if user is not None:
            if user not in self.people:
                return web.json_response({"ok": False, "error": "user_not_found"})
            return web.json_response({"ok": True, "user": {"id": user, **self.people[user]}})
        if group not in self.groups:
            return web.json_response({"ok": False, "error": "no_such_subteam"})
        return web.json_response({"ok": True, "users": self.groups[group]})


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def server(slack: Slack) -> AsyncIterator[Vendor]:
    async with vendor(slack.answer) as one:
        yield one


def directory(server: Vendor, seconds: Seconds, **named: tuple[str, ...]) -> SlackDirectory:
    client = AsyncWebClient("xoxb-1", base_url=f"{server.url}/api/")
    return SlackDirectory(client, TEAM, **named, monotonic=seconds)


async def test_without_managers_every_full_member_is_one(server: Vendor, seconds: Seconds) -> None:
    assert await directory(server, seconds).roles(TEAM, "UANA") == {Role.MANAGER}


async def test_with_managers_only_they_are(server: Vendor, seconds: Seconds) -> None:
    chosen = directory(server, seconds, managers=("UBEN",))
    assert await chosen.roles(TEAM, "UBEN") == {Role.MANAGER}
    assert await chosen.roles(TEAM, "UANA") == frozenset()


async def test_an_empty_list_of_approvers_and_admins_is_nobody(server: Vendor, seconds: Seconds) -> None:
    roles = await directory(server, seconds).roles(TEAM, "UANA")
    assert roles.isdisjoint({Role.APPROVER, Role.ADMIN, Role.OPERATOR})


async def test_groups_give_roles_to_their_members(server: Vendor, seconds: Seconds) -> None:
    chosen = directory(server, seconds, approvers=("SAPP",), operators=("UANA",))
    assert await chosen.roles(TEAM, "UBEN") == {Role.MANAGER, Role.APPROVER}
    assert await chosen.roles(TEAM, "UANA") == {Role.MANAGER, Role.OPERATOR}


@pytest.mark.parametrize(
    "flags",
    [
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"is_bot": True},
        {"deleted": True},
        {"team_id": "T2"},
        {"team_id": None},
    ],
)
async def test_guests_strangers_bots_and_the_departed_are_outsiders(
    server: Vendor, slack: Slack, seconds: Seconds, flags: dict[str, Any]
) -> None:
    slack.people["UANA"] = {"team_id": TEAM, **flags}
    with pytest.raises(Refused) as caught:
        await directory(server, seconds, approvers=("UANA",)).roles(TEAM, "UANA")
    assert caught.value.reason is Reason.OUTSIDER


async def test_somebody_slack_does_not_know_is_an_outsider(server: Vendor, seconds: Seconds) -> None:
    with pytest.raises(Refused) as caught:
        await directory(server, seconds).roles(TEAM, "UNOBODY")
    assert caught.value.reason is Reason.OUTSIDER


async def test_another_team_is_refused_without_asking_slack(server: Vendor, seconds: Seconds) -> None:
    with pytest.raises(Refused) as caught:
        await directory(server, seconds).roles("T2", "UANA")
    assert (caught.value.reason, server.seen) == (Reason.WRONG_TEAM, [])


async def test_a_member_of_the_grid_belongs_to_the_team_it_is_in(
    server: Vendor, slack: Slack, seconds: Seconds
) -> None:
    slack.people["UANA"] = {"team_id": "T9", "enterprise_user": {"teams": [TEAM, "T9"]}}
    assert await directory(server, seconds).roles(TEAM, "UANA") == {Role.MANAGER}


async def test_a_group_that_cannot_be_read_gives_no_roles_but_an_error(server: Vendor, seconds: Seconds) -> None:
    chosen = directory(server, seconds, approvers=("SAPP",))
    await chosen.roles(TEAM, "UBEN")
    seconds.now = 61.0
    server.answers += [html(500)]
    with pytest.raises(GatewayError):
        await chosen.roles(TEAM, "UBEN")
    assert Role.APPROVER in await chosen.roles(TEAM, "UBEN"), "an error is not kept"


async def test_a_group_that_is_gone_has_no_members(server: Vendor, seconds: Seconds) -> None:
    chosen = directory(server, seconds, approvers=("SGONE",))
    assert await chosen.roles(TEAM, "UBEN") == {Role.MANAGER}
    assert await chosen.holders(Role.APPROVER) == ()


async def test_leaving_a_group_is_seen_after_a_minute_and_leaving_the_team_after_five(
    server: Vendor, slack: Slack, seconds: Seconds
) -> None:
    chosen = directory(server, seconds, approvers=("SAPP",))
    assert Role.APPROVER in await chosen.roles(TEAM, "UBEN")
    slack.groups["SAPP"], slack.people["UBEN"] = [], {"team_id": TEAM, "deleted": True}
    seconds.now = 59.0
    assert Role.APPROVER in await chosen.roles(TEAM, "UBEN")
    seconds.now = 61.0
    assert Role.APPROVER not in await chosen.roles(TEAM, "UBEN")
    seconds.now = 301.0
    with pytest.raises(Refused):
        await chosen.roles(TEAM, "UBEN")


async def test_many_questions_at_once_ask_slack_once(server: Vendor, seconds: Seconds) -> None:
    chosen = directory(server, seconds, approvers=("SAPP",))
    await asyncio.gather(*(chosen.roles(TEAM, "UBEN") for _ in range(20)))
    assert len(server.seen) == 2


async def test_holders_are_people_with_groups_resolved_and_the_departed_left_out(
    server: Vendor, slack: Slack, seconds: Seconds
) -> None:
    slack.people["UCAT"] = {"team_id": TEAM, "deleted": True}
    chosen = directory(server, seconds, approvers=("UANA", "SAPP", "UBEN"))
    assert await chosen.holders(Role.APPROVER) == ("UANA", "UBEN")
