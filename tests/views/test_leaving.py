"""A client's removal as it was looked at and found good."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.cards import Card
from bot.core.leaving import ClientParts, Leaving, Leftover
from bot.core.overview import Line
from handlers.views.leaving import client_kept, client_removed, leaving, remove_client_form
from tests.views import samples
from tests.views.support import as_json, check_golden, rendered, strings

CLIENT = replace(samples.ACME, leaving_since=samples.minutes(19000), leaving_by=samples.ADMIN)
PARTS = ClientParts(samples.ACME, fresh=2, live=3, leaving=1, sending=("ls.acme.com", "go.acme.com"))


def line(card: Card) -> Line:
    return Line(card.domain, card.client, card.stage, card.awaited, card.actions)


LINES = tuple(line(samples.CARDS[name]) for name in ("planned", "removing", "removing_gone"))
MODELS: Mapping[str, Leaving] = {
    "under_way": Leaving(CLIENT, "C0SALES", LINES, 4, (Leftover("b.acme.com", samples.SID),)),
    "done": Leaving(replace(CLIENT, archived_at=samples.minutes(20000)), "C0SALES", (), 7),
    "called_off": Leaving(samples.ACME, "C0SALES", LINES[:1], 0),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_message_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"leaving_{name}", leaving(MODELS[name]))


def test_form_and_answers_are_as_they_were_found_good() -> None:
    check_golden("form_remove_client", remove_client_form(PARTS, None, "C0SALES"))
    check_golden("form_remove_client_empty", remove_client_form(ClientParts(samples.ACME, 0, 0, 0), "C0SALES", None))
    check_golden("answer_client_removed", client_removed(CLIENT, "C0SALES"))
    check_golden("answer_client_kept", client_kept(3))


def test_it_says_what_each_domain_waits_for() -> None:
    text = rendered(leaving(MODELS["under_way"]))
    assert "4 of 7 domains done" in text
    assert text.count("[Deleted in the Console]") == 1
    assert "Call off what waits" in text
    assert "Call off" not in rendered(leaving(MODELS["called_off"]))


def test_nobody_is_called_by_the_name_of_a_client() -> None:
    nasty = replace(MODELS["under_way"], client=replace(CLIENT, name="<!here> <@U0EVIL> *x*"))
    told = " ".join(strings(as_json(leaving(nasty))))
    assert "<!here" not in told
    assert "<@U0EVIL" not in told
