"""Whatever is typed into any field of any form: a clear answer in its place, nothing stored by half, nobody called."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from bot.sandbox.slack.form import stateful, value_key
from handlers import ids
from handlers.views.blocks import blocks_in
from tests.handlers.judge import Log, act, of_page, of_shown
from tests.handlers.peopled import BETA_HOST, EVERYTHING, GUEST, HOSTS, LEFT, NOBODY, STRANGER
from tests.handlers.support import Json, command, event
from tests.handlers.town import Channels, Town
from tests.handlers.walk import Walk, answered, sending

EVIL = "<!channel> <@U0EVIL7> <!here> <#C0EVIL7|x> <https://evil.test|acme.com> <mailto:e@evil.test|a>"
MARKUP = "*bold7* _bold7_ ~bold7~ `bold7` ```bold7```"
TYPED = {
    "nothing": None,
    "spaces": "   \u00a0 ",
    "3,000 characters": "x" * 3000,
    "3,000 signs that grow": "&" * 3000,
    "emoji": "\U0001f525\u2764\ufe0f",
    "reordering": "\u202egnp.evil7\u2066 \u200fx",
    "unseen": "\u200b\u2060\ufeff",
    "control characters": "a\x00b\x07c\u2028d\ud800",
    "controls": EVIL,
    "markup": MARKUP,
    "a URL": "https://evil7.example.com/a?b=c&d=<!here>",
    "an e-mail": "eve7@example.com",
    "another client's host": BETA_HOST,
    "a removed host": "ls.removed.com",
}
HOSTILE = ("reordering", "controls", "markup", "a URL")
"""What is followed to wherever it is shown."""
CHOSEN = (
    "",
    "gone",
    "removed",
    "stranger",
    "beta",
    "c9",
    "other campaign",
    "x" * 2000,
    EVIL,
    "1:2:3",
    "\x00",
    "domain-1:digest",
)
PEOPLE = (GUEST, STRANGER, NOBODY, LEFT, "U0EVIL7", "x" * 2000, EVIL)
CHANNELS = ("C0EVIL7", "D1", "x" * 2000, EVIL)
FILES = ("F0GOOD", "F0EVIL", "F0BINARY", "F0EMPTY", "F0GONE")
_FORMS: dict[tuple[str, ...], Json] = {}
"""All forms: the town is the same for every test."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    slack = Channels()
    await slack.start()
    made = Town(slack, tmp_path)
    await made.move_in()
    yield made
    made.close()
    await slack.stop()


async def forms_of(town: Town) -> dict[tuple[str, ...], Json]:
    if not _FORMS:
        walk = Walk(town)
        await walk.everywhere()
        _FORMS.update(walk.forms)
    return _FORMS


def bad_for(element: Json, known: Mapping[str, str]) -> Iterator[tuple[str, Json]]:
    """(what it is, the value as Slack sends it); ``known`` are ids by name."""
    kind, key = element["type"], value_key(element)
    match key:
        case "value":
            yield from ((name, {"type": kind, key: text}) for name, text in TYPED.items())
        case "selected_user":
            yield from ((one[:20], {"type": kind, key: one}) for one in PEOPLE)
        case "selected_conversation":
            yield from ((one[:20], {"type": kind, key: one}) for one in CHANNELS)
        case "files":
            yield from ((one, {"type": kind, key: [{"id": one}]}) for one in FILES)
        case "selected_option":
            yield from ((one[:20], {"type": kind, key: option(known.get(one, one))}) for one in CHOSEN)
        case "selected_options":
            yield from ((one[:20], {"type": kind, key: [option(known.get(one, one))]}) for one in CHOSEN)
        case _:
            pytest.fail(f"what could be bad in {kind}?")
    yield "left out", {}
    yield "empty", {"type": kind, key: [] if key.endswith("s") else None}


def option(value: str) -> Json:
    return {"value": value, "text": {"type": "plain_text", "text": f"{EVIL} {MARKUP}"}}


async def test_every_form_is_found_by_walking(town: Town) -> None:
    known = {value for name, value in vars(ids).items() if name.endswith("_FORM")}
    assert {make[0] for make in await forms_of(town)} == known


async def test_every_field_takes_whatever_is_given(town: Town) -> None:
    forms, walk, found = await forms_of(town), Walk(town), []
    with Log() as log:
        for make, view in forms.items():
            good = await walk.good(view)
            for block, element in stateful(view["blocks"]):
                for name, value in bad_for(element, town.ids):
                    values = {**good, block: {element["action_id"]: value} if value else {}}
                    _, faults = await act(town, log, sending(view, values))
                    if name in HOSTILE or element["type"] == "file_input":
                        faults += await looked_around(town)
                    found += [f"{make[0]} {block}, {name}: {fault}" for fault in faults]
                    town.restore()
    assert not found, "\n".join(sorted(set(found)))


async def looked_around(town: Town) -> list[str]:
    """What is wrong wherever a change shows: what is posted and mailed, and what people ask for."""
    if not town.changed():
        return []
    town.seen.contents.clear()
    town.seen.mails.clear()
    town.promise_mornings()
    await town.perform()
    found = [fault for shown in town.seen.contents for fault in of_shown(as_json(shown))]
    for mail in town.seen.mails:
        found += of_page(mail.html)
        found += ["broken subject"] if set(mail.subject) & set("\r\n\u202e") else []
    for body in (event("app_home_opened", EVERYTHING, tab="home"), *map(asking(town), LOOKS)):
        _, shown = await answered(town, body)
        found += [fault for one in shown for fault in of_shown(one)]
    return found


LOOKS = (
    "list",
    "clients",
    "campaigns",
    f"status {HOSTS['live']}",
    f"status {HOSTS['added']}",
    f"edit {HOSTS['added']}",
)


def asking(town: Town) -> object:
    return lambda text: command(town.office, text, user=EVERYTHING, channel="C1")


def as_json(content: object) -> Json:
    return {"text": content.text, "blocks": [block.to_dict() for block in blocks_in(content)]}


CARRIED = ("", "{", "[]", "7", '{"domain": "gone"}', "{}", '{"domain": 7}')
WRONG_IDS = (
    "",
    "gone",
    "removed",
    "stranger",
    "c9",
    "other campaign",
    "x" * 2000,
    EVIL,
    "1:2:3",
    "all",
    "0",
    "-1",
    "\x00",
)


async def test_every_form_survives_what_it_carries(town: Town) -> None:
    """Another version's form, one of something that is gone, one of another workspace."""
    forms, walk, found = await forms_of(town), Walk(town), []
    with Log() as log:
        for make, view in forms.items():
            good, carried = await walk.good(view), json.loads(view.get("private_metadata") or "{}")
            ids_given = [town.ids.get(value, value) for value in WRONG_IDS]
            wrong = [json.dumps({**carried, key: value}) for key in carried for value in ids_given]
            for text in (*CARRIED, *wrong):
                _, faults = await act(town, log, sending({**view, "private_metadata": text}, good))
                found += [f"{make[0]} {text[:60]}: {fault}" for fault in faults]
                town.restore()
    assert not found, "\n".join(sorted(set(found)))


async def test_no_form_works_for_people_without_rights(town: Town) -> None:
    forms, walk = await forms_of(town), Walk(town)
    with Log() as log:
        for (make, view), user in product(forms.items(), (GUEST, STRANGER, NOBODY, LEFT)):
            team = "T9" if user == STRANGER else "T0TEAM"
            answer, faults = await act(town, log, sending(view, await walk.good(view), user, team))
            assert not faults, (make, faults)
            assert log.is_refused, make
            assert not town.changed(), make
            assert answer, make


async def test_a_form_left_open_for_a_day_is_taken_or_explains_itself(town: Town) -> None:
    forms, walk, found = await forms_of(town), Walk(town), []
    with Log() as log:
        for make, view in forms.items():
            good = await walk.good(view)
            town.house.wait(86_400 + 3600)
            _, faults = await act(town, log, sending(view, good))
            found += [f"{make[0]}: {fault}" for fault in faults]
            town.restore()
    assert not found, "\n".join(found)
