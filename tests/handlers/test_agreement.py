"""Every act is reached by the command, by a button of the card and from App Home, and each person is told the same.

Real services on a real database, undone after each try; only Slack, Twilio and the DNS are recorded.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.cards import Action
from bot.core.commands import Actor
from bot.core.domain import Setup
from bot.core.errors import Reason, Refused
from bot.core.facts import Verdict
from bot.core.people import Role
from bot.services.ports import Transaction
from handlers import grammar
from handlers.views.refusals import refused
from tests.handlers.support import TEAM, Json, Office, SlackRecorder, action, command, read, texts
from tests.services.support import House

HOST = "ls.acme.com"
OWNER, OTHER, OPERATOR, APPROVER, ADMIN = "UOWN", "UOTH", "UOPS", "UAPP", "UADM"
GUEST = "UGUEST"
ROLES: Mapping[str, frozenset[Role] | Exception] = {
    OWNER: frozenset({Role.MANAGER}),
    OTHER: frozenset({Role.MANAGER}),
    OPERATOR: frozenset({Role.OPERATOR}),
    APPROVER: frozenset({Role.APPROVER}),
    ADMIN: frozenset({Role.ADMIN}),
    GUEST: Refused(Reason.OUTSIDER),
}
ANYBODY = frozenset({OWNER, OTHER, OPERATOR, APPROVER, ADMIN})
DOORS = ("command", "card", "home")


@dataclass(frozen=True)
class Way:
    """How an act is reached: the command, the button of the card (on a message and on App Home), who may, and the
    stage at which it makes sense. ``typed`` and ``value`` stand in for the host and the domain's id."""

    verb: str
    button: str
    may: frozenset[str] = ANYBODY
    stage: str = "live"
    typed: str = HOST
    value: str = ""


WAYS: Mapping[str, Way] = {
    "add": Way("add", "add", typed="", value="add"),
    "add many": Way("add", "add_many", typed="many", value="add"),
    "status": Way("status", "show"),
    "check": Way("check", Action.CHECK_NOW),
    "forward": Way("forward", Action.FORWARD, stage="ours"),
    "sid": Way("sid", Action.GIVE_DETAILS, frozenset({OWNER, OPERATOR, ADMIN}), "added"),
    "ssl": Way("ssl", Action.REQUEST_SSL, stage="ready"),
    "attach": Way("attach", Action.ATTACH),
    "detach": Way("detach", Action.DETACH, stage="sending"),
    "test": Way("test", Action.TEST, stage="sending"),
    "edit": Way("edit", Action.EDIT),
    "remove": Way("remove", "remove", frozenset({ADMIN})),
    "remove before approvers are asked": Way("remove", "remove", frozenset({OWNER, ADMIN}), "added"),
    "remove a client": Way("remove", "remove_client", frozenset({ADMIN}), typed="client Acme Corp", value="c1"),
    "clients": Way("clients", "clients", typed="", value="clients"),
    "campaigns": Way("campaigns", "all_campaigns", typed="", value="all_campaigns"),
}
NO_BUTTON = {"list": "pages of My domains", "handover": "the owner in Edit", "help": "the last line of App Home"}
"""What App Home and the card show without a button of that name."""


class UndoneError(Exception):
    def __init__(self, answer: object) -> None:
        self.answer = answer


class Undoing:
    """Runs services for real and takes back what they did."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def __call__(self, service: Callable[..., Any], command: Any, actor: Actor, now: datetime) -> Any:
        def undone(tx: Transaction, given: Any, who: Actor, when: datetime) -> None:
            raise UndoneError(service(tx, given, who, when))

        try:
            self._house.run(undone, command, actor)
        except UndoneError as error:
            return error.answer


def house_at(stage: str, path: Path) -> tuple[House, str]:
    house = House(path).under(operators=(OPERATOR,), approvers=(APPROVER, "UAPP2"), test_numbers=("+15005550199",))
    if stage == "added":
        return house, house.add()
    if stage == "ours":
        domain_id = house.add(setup=Setup.OURS, emails=())
        house.look(domain_id, record=Verdict.WRONG)
        return house, domain_id
    domain_id = house.live() if stage != "ready" else house.under(operators=()).ready()
    if stage == "sending":
        house.attach(domain_id, house.campaign())
        house.perform()
    return house.under(operators=(OPERATOR,)), domain_id


class Building:
    """The doors of one house."""

    def __init__(self, slack: SlackRecorder, house: House, domain_id: str) -> None:
        self.house, self.domain_id, self.slack = house, domain_id, slack
        self.office = Office(slack, rules=house.rules, team_id="T1", run=Undoing(house))  # type: ignore[arg-type]
        self.office.directory.by_user |= ROLES
        self.office.directory.approvers = (APPROVER, "UAPP2")

    async def outcome(self, door: str, way: Way, user: str, team: str = "T1") -> str:
        """The form that opens, by its name; else what the person reads."""
        self.slack.calls.clear()
        body = json.loads(json.dumps(self._body(door, way, user)).replace(TEAM, team))
        answer = read(await self.office.send(body))
        opened = [*self.slack.sent("views.open"), *self.slack.sent("views.push")]
        if opened:
            view = self.slack.view("views.open")
            return f"form {view['callback_id']}" if "callback_id" in view else texts(view["blocks"])
        told = [*self.slack.sent("respond"), answer]
        return next(texts(one["blocks"]) for one in told if "blocks" in one)

    def _body(self, door: str, way: Way, user: str) -> Json:
        if door == "command":
            return command(self.office, f"{way.verb} {way.typed}", user=user)
        view = {"id": "V1", "type": "home", "hash": "1.h", "private_metadata": "", "blocks": []}
        value = way.value or self.domain_id
        return action(self.office, way.button, value, user=user, view=view if door == "home" else None)


@pytest.mark.parametrize("name", WAYS)
async def test_all_ways_lead_to_the_same_and_refuse_the_same_people(
    name: str, slack: SlackRecorder, tmp_path: Path
) -> None:
    way = WAYS[name]
    building = Building(slack, *house_at(way.stage, tmp_path))
    for user in (*sorted(ANYBODY), GUEST):
        told = {door: await building.outcome(door, way, user) for door in DOORS}
        assert len(set(told.values())) == 1, (user, told)
        is_refused = told["command"].startswith(("You may not", "linkdomain is only"))
        assert is_refused is (user not in way.may), (user, told["command"])


@pytest.mark.parametrize("name", WAYS)
async def test_another_workspace_is_refused_at_every_door(name: str, slack: SlackRecorder, tmp_path: Path) -> None:
    building = Building(slack, House(tmp_path), "d1")
    words = refused(Refused(Reason.WRONG_TEAM))
    assert {await building.outcome(door, WAYS[name], OWNER, team="T9") for door in DOORS} == {words}


async def test_who_is_of_another_organisation_is_refused_in_a_shared_channel(
    slack: SlackRecorder, tmp_path: Path
) -> None:
    building = Building(slack, *house_at("live", tmp_path))
    way = WAYS["check"]
    body = json.loads(json.dumps(building._body("card", way, OWNER)).replace(TEAM, "T1"))
    body["user"]["team_id"] = "T9"
    await building.office.send(body)
    assert refused(Refused(Reason.OUTSIDER)) in texts(slack.sent("respond")[-1])


def test_every_command_has_a_way_by_buttons() -> None:
    assert {verb.name for verb in grammar.VERBS} == {way.verb for way in WAYS.values()} | set(NO_BUTTON)
