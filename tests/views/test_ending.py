"""A certificate that ends soon and has not been renewed, as it is told in the thread."""

from dataclasses import replace

from bot.core.cards import Action, ReplyModel
from bot.core.events import EventKind
from bot.core.facts import Code, FactName
from handlers.views import reply
from tests.views import samples
from tests.views.support import check_golden, rendered

ENDING = samples.wrong(samples.minutes(9000), Code.TLS_EXPIRING, until="12 February 2027")
DOMAIN = replace(
    samples.LIVE, degraded_since=samples.minutes(9000), facts={**samples.LIVE.facts, FactName.CERTIFICATE: ENDING}
)
CARD = samples.card_of(DOMAIN, samples.CAMPAIGNS["live"])
EVENT = samples.event(EventKind.DEGRADED, facts="certificate", code="TLS_EXPIRING")


def test_it_names_the_end_and_what_to_do_and_does_not_say_that_links_are_broken() -> None:
    shown = reply(ReplyModel(CARD, (EVENT,), is_broadcast=True))
    check_golden("reply_certificate_ending", shown)
    text = rendered(shown)
    assert "ends 12 February 2027" in text
    assert "still open" in text
    assert Action.REQUEST_SSL in CARD.actions
