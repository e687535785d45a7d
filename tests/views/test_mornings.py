"""The message of a morning as it was looked at and found good."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.mornings import EndingLink, MorningModel, Waiting
from bot.core.overview import Line
from bot.core.patience import NudgeModel
from handlers.views.mornings import morning, nudge
from tests.views import samples
from tests.views.support import as_json, check_golden, rendered, strings


def line(stage: str) -> Line:
    card = samples.CARDS[stage]
    return Line(card.domain, card.client, card.stage, card.awaited, card.actions)


MODELS: Mapping[str, MorningModel] = {
    "one": MorningModel({Waiting.ME: (line("waiting_for_request"),)}),
    "many": MorningModel(
        {
            Waiting.ME: (line("waiting_for_request"),) * 3,
            Waiting.CLIENTS: (line("waiting_for_records"),) * 8,
            Waiting.TWILIO: (line("waiting_for_certificate"),),
            Waiting.DEGRADED: (line("degraded"),) * 2,
        }
    ),
    "ending": MorningModel(
        {Waiting.CLIENTS: (line("waiting_for_records"),) * 7},
        ending=(
            EndingLink(line("waiting_for_records"), samples.minutes(-2880), is_over=True),
            *(EndingLink(line("waiting_for_records"), samples.minutes(2880)),) * 6,
        ),
    ),
    "admin": MorningModel({Waiting.ME: ()}, ((samples.OWNER, 4), (samples.OPERATOR, 1))),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_message_of_a_morning_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"morning_{name}", morning(MODELS[name]))


def test_the_mention_of_an_approver_is_as_it_was_found_good() -> None:
    check_golden("nudge", nudge(NudgeModel(samples.APPROVALS["pending"], samples.APPROVER, samples.minutes(180))))


def test_where_several_are_asked_for_in_one_message_the_mention_says_how_many() -> None:
    shown = nudge(NudgeModel(samples.APPROVALS["pending"], samples.APPROVER, samples.minutes(180), others=6))
    check_golden("nudge_of_many", shown)
    assert "and 6 more hosts" in shown.text


def test_a_link_that_ends_is_sent_again_from_the_message() -> None:
    shown = morning(MODELS["ending"])
    assert shown.text == "Good morning: 7 wait for clients, 7 client links to send again"
    assert rendered(shown).count("[Forward again]") == 5
    assert "and 2 more" in rendered(shown)


def test_it_says_how_many_wait_for_whom() -> None:
    shown = morning(MODELS["many"])
    assert shown.text == "Good morning: 2 domains degraded, 3 wait for you, 8 for clients, 1 for Twilio"
    assert rendered(shown).count("[Show]") == 4
    assert morning(MODELS["one"]).text == "Good morning: 1 waits for you"


def test_nobody_is_called_by_the_name_of_a_client() -> None:
    waiting = line("waiting_for_request")
    nasty = replace(waiting, client=replace(waiting.client, name="<!here> <@U0EVIL> *x*"))
    told = " ".join(strings(as_json(morning(MorningModel({Waiting.ME: (nasty,)})))))
    assert "<!here" not in told
    assert "<@U0EVIL" not in told
