"""A certificate that ends soon and has not been renewed, as it is told in the thread."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cards import Action, ReplyModel
from bot.core.events import EventKind
from bot.core.facts import Code, FactName
from handlers.views import reply
from tests.views import samples
from tests.views.support import as_json, check_golden, rendered

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


def test_one_that_nobody_renews_is_named_in_time_and_calls_nobody() -> None:
    until = samples.T0 + timedelta(days=30)
    own = replace(samples.CERTIFIED, finding=ENDING.finding, expires_at=until)
    domain = replace(samples.LIVE, facts={**samples.LIVE.facts, FactName.CERTIFICATE: own})
    card = samples.card_of(domain, samples.CAMPAIGNS["live"])
    shown = reply(ReplyModel(card, (samples.event(EventKind.CERTIFICATE_ENDING),), is_broadcast=False))
    check_golden("reply_certificate_unrenewed", shown)
    assert "<@" not in str(as_json(shown))
