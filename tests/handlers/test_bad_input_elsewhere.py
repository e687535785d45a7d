"""Whatever stands after the command, whatever a button carries, whatever is searched: a clear answer, nothing half."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.core.cards import Action
from handlers import grammar, ids
from tests.handlers.judge import Log, act
from tests.handlers.peopled import BETA_HOST, EVERYTHING, GUEST, HOSTS, LEFT, NOBODY, STRANGER
from tests.handlers.support import Json, action, command, event, suggestion
from tests.handlers.town import Channels, Town

EVIL = "<!channel> <@U0EVIL7> <!here> <#C0EVIL7|x> <https://evil.test|acme.com>"
MARKUP = "*bold7* _bold7_ ~bold7~ `bold7` ```bold7```"
GARBAGE = (
    "   ",
    "x" * 3000,
    "x." * 1500,
    "\U0001f525",
    "\u202egnp.evil7\u2066",
    "a\x00b\u2028c",
    EVIL,
    MARKUP,
    "https://evil7.example.com/a?b=c",
    "eve7@example.com",
    BETA_HOST,
    "ls.removed.com",
    "ls.elsewhere.com",
    "gone.example.com",
    "all",
    "many",
    "client",
    "@U0EVIL7 <@U0EVIL7>",
    "-- ; drop table domains",
    "1.2.3.4",
    "com",
)
VALUES = (
    "",
    "gone",
    "removed",
    "stranger",
    "beta",
    "c9",
    "g1",
    "r-b1d1:gone",
    "more:gone",
    "attach:gone",
    "x" * 2000,
    EVIL,
    MARKUP,
    "\x00\u202e",
    "1:2:3:4",
    "-1:client:x",
    "99999999999999999999:mine:",
    "\u0661:mine:",
    "\u00b2:mine:",
    '{"page": 7}',
    "page=99999999999999999999",
)
BUTTONS = sorted(
    {
        value
        for name, value in vars(ids).items()
        if name.isupper() and isinstance(value, str) and not name.endswith("_FORM")
    }
    | {one.value for one in Action}
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    slack = Channels()
    await slack.start()
    made = Town(slack, tmp_path)
    await made.move_in()
    yield made
    made.close()
    await slack.stop()


def sentences() -> Iterator[str]:
    for verb in (*(verb.name for verb in grammar.VERBS), "nonsense"):
        yield from (f"{verb} {garbage}" for garbage in GARBAGE)
        yield from (f"{verb} {HOSTS['live']} {garbage}" for garbage in (EVIL, MARKUP, "x" * 3000, "\u202e\x00"))
    yield from GARBAGE


async def test_every_command_takes_whatever_is_typed(town: Town) -> None:
    found = []
    with Log() as log:
        for text in sentences():
            answer, faults = await act(town, log, command(town.office, text, user=EVERYTHING, channel="C1"))
            opened = [name for name, _ in town.slack.calls if name.startswith("views.")]
            if not answer and not opened:
                faults.append("no answer")
            found += [f"{text[:60]!r}: {fault}" for fault in faults]
            town.restore()
    assert not found, "\n".join(found)


def pressed(town: Town, action_id: str, value: str, where: str) -> Json:
    value = town.ids.get(value, value)
    view = None
    if where != "message":
        blocks = [{"type": "input", "block_id": ids.HOST}] if where == "modal" else []
        state = {"values": {ids.HOST: {ids.HOST: {"type": "plain_text_input", "value": value}}}}
        view = {
            "id": "V1",
            "type": where,
            "hash": "1.hash",
            "private_metadata": value,
            "blocks": blocks,
            "state": state,
        }
    return action(town.office, action_id, value, user=EVERYTHING, view=view)


async def test_every_button_survives_what_it_carries(town: Town) -> None:
    """Of something that is gone, of another workspace, of another version, of nobody knows where."""
    found = []
    with Log() as log:
        for action_id in (*BUTTONS, "of_another_version"):
            for number, value in enumerate(VALUES):
                where = ("message", "modal", "home")[number % 3]
                _, faults = await act(town, log, pressed(town, action_id, value, where))
                if town.changed() and action_id != ids.ASK_ADMIN and value in ("gone", "stranger", "removed", "c9"):
                    faults.append(f"changed {town.changed()}")
                found += [f"{action_id} in a {where}, {value[:30]!r}: {fault}" for fault in faults]
                town.restore()
    assert not found, "\n".join(found)


async def test_no_button_and_no_command_works_for_people_without_rights(town: Town) -> None:
    with Log() as log:
        for user in (GUEST, STRANGER, NOBODY, LEFT):
            bodies = [command(town.office, f"{verb.name} {HOSTS['live']}", user=user) for verb in grammar.VERBS]
            bodies += [action(town.office, one, town.ids["live"], user=user) for one in BUTTONS]
            for body in bodies:
                elsewhere = {"user": {**body.get("user", {}), "team_id": "T9"}} if user == STRANGER else {}
                _, faults = await act(town, log, body | elsewhere)
                assert not faults
                assert log.is_refused
                assert not town.changed()


async def test_another_workspace_is_refused_before_anything_is_read(town: Town) -> None:
    with Log() as log:
        for one in BUTTONS:
            body = json.loads(json.dumps(action(town.office, one, town.ids["live"])).replace("T0TEAM", "T9"))
            _, faults = await act(town, log, body)
            assert not faults
            assert log.is_refused
            assert not town.changed()


async def test_every_search_takes_whatever_is_typed(town: Town) -> None:
    found = []
    with Log() as log:
        for action_id in (*BUTTONS, "of_another_version"):
            for number, text in enumerate(("", *GARBAGE)):
                carried = ({}, {"domain": "gone"}, {"domain": town.ids["live"]})[number % 3]
                answer, faults = await act(town, log, suggestion(action_id, text, carried, EVERYTHING))
                if not isinstance(answer.get("options"), list) or len(answer["options"]) > 100:
                    faults.append(f"no options: {answer}")
                found += [f"{action_id} {text[:30]!r}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


async def test_home_opens_whatever_it_showed_before(town: Town) -> None:
    found = []
    with Log() as log:
        for value in VALUES:
            for carried in (value, json.dumps({"home": town.ids.get(value, value)})):
                view = {"type": "home", "id": "V1", "hash": "1.hash", "private_metadata": carried}
                _, faults = await act(town, log, event("app_home_opened", EVERYTHING, tab="home", view=view))
                found += [f"{carried[:40]!r}: {fault}" for fault in faults]
                assert town.slack.sent("views.publish")
    assert not found, "\n".join(found)
