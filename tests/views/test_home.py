"""App Home at 0, 3 and 500 domains, for everybody's roles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cards import Awaited, Stage
from bot.core.domain import Client
from bot.core.errors import Reason, Refused
from bot.core.overview import (
    ClientLine,
    GivenUp,
    HomeQuery,
    Line,
    OrganizationCount,
    Overview,
    Part,
    Registries,
    Step,
    StepTime,
)
from handlers.views.home import MAX_BLOCKS, closed_home, home_view
from handlers.views.home_state import query_of, text_of
from handlers.views.refusals import refused
from tests.views import samples
from tests.views.support import as_json, check_golden, faults, rendered, strings

NOBODY = Part((), 0)
EMPTY = Overview(HomeQuery(), NOBODY, NOBODY, {}, (), False, ())


def line(name: str, awaited: Awaited | None = None) -> Line:
    card = samples.CARDS[name]
    return Line(card.domain, card.client, card.stage, awaited or card.awaited, card.actions)


def part(*names: str, total: int = 0, number: int = 0) -> Part:
    return Part(tuple(map(line, names)), total or len(names), number, total > len(names))


THREE = replace(
    EMPTY,
    waiting=part("waiting_for_request", "waiting_for_approval"),
    mine=part("waiting_for_request", "live", "degraded"),
    stages={Stage.WAITING_FOR_REQUEST: 1, Stage.LIVE: 1, Stage.DEGRADED: 1},
    clients=(ClientLine(samples.ACME, 1, 1, 1),),
    pace=(
        StepTime(Step.DETAILS, timedelta(minutes=12), 3),
        StepTime(Step.RECORDS, timedelta(days=2), 2),
        StepTime(Step.WHOLE, timedelta(days=3), 1),
    ),
)
LONG = replace(samples.ACME, name="<!channel> & *Sons* " + "x" * 300)
MANY = replace(
    EMPTY,
    query=HomeQuery("client-1", "domain-1", 1, 2, 3),
    waiting=part(*["waiting_for_approval"] * 6, total=83, number=1),
    mine=part(*["waiting_for_records"] * 8, total=250, number=2),
    stages=dict.fromkeys(Stage, 60),
    clients=(ClientLine(LONG, 10, 20, 30),) * 15,
    has_more_clients=True,
    pace=tuple(StepTime(step, timedelta(hours=5), 500) for step in Step),
    full=(OrganizationCount("", 85), OrganizationCount("Own Inc", 100)),
    client=samples.ACME,
    found=samples.CARDS["degraded"],
    registries=Registries(63, 120),
)
HOMES: Mapping[str, Overview] = {
    "empty": EMPTY,
    "empty_admin": replace(EMPTY, registries=Registries(0, 0)),
    "given_up": replace(
        EMPTY,
        registries=Registries(
            3, 4, 2, 1, (GivenUp("w1", "crm.acme.com", 2), GivenUp("w2", "hooks.globex.com", 1, is_off=True))
        ),
    ),
    "orphans": replace(EMPTY, registries=Registries(3, 4), orphans=((samples.OPERATOR, 7), (samples.OWNER, 1))),
    "three": THREE,
    "many": MANY,
}


@pytest.mark.parametrize("name", HOMES)
def test_home_is_as_it_was_found_good(name: str) -> None:
    view = home_view(HOMES[name], samples.T0)
    check_golden(f"home_{name}", view)
    assert len(as_json(view)["blocks"]) <= MAX_BLOCKS


def test_the_fullest_home_keeps_its_last_line() -> None:
    assert "As of" in rendered(home_view(MANY, samples.T0)).splitlines()[-1]


def test_names_on_home_ping_nobody() -> None:
    assert not [text for text in strings(as_json(home_view(MANY, samples.T0))) if "<!channel>" in text]


def test_people_without_a_role_read_why_home_is_closed() -> None:
    check_golden("home_closed", closed_home(refused(Refused(Reason.OUTSIDER))))


@pytest.mark.parametrize("query", [HomeQuery(), HomeQuery("c", "d", 1, 2, 3), HomeQuery(mine=7)])
def test_what_home_shows_comes_back_as_it_was(query: HomeQuery) -> None:
    assert query_of(text_of(query)) == query


@pytest.mark.parametrize("text", ["", "[]", "{", "3", '{"mine": "x", "clients": -1, "waiting": true}'])
def test_what_is_no_such_text_is_the_first_look(text: str) -> None:
    assert query_of(text) in (HomeQuery(), HomeQuery(waiting=1))


def test_a_client_with_no_name_left_is_shown_all_the_same() -> None:
    nameless = replace(THREE, clients=(ClientLine(Client("c", "T", "")),))
    assert faults(home_view(nameless, samples.T0)) == []


def test_a_client_that_is_waited_for_can_be_reached_from_its_line() -> None:
    cards = [samples.FORWARDED[name] for name in ("opened", "reaches_nobody", "found")]
    lines = tuple(Line(one.domain, one.client, one.stage, one.awaited, one.actions) for one in cards)
    model = replace(EMPTY, mine=Part(lines, 3), stages={Stage.WAITING_FOR_RECORDS: 2, Stage.WAITING_FOR_REQUEST: 1})
    check_golden("home_clients_awaited", home_view(model, samples.T0))
