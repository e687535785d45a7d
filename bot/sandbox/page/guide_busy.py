"""What is sensible in a busy world, until the visitor is at one of its domains: then that one is followed."""

from collections.abc import Sequence

from bot.core.cards import Stage
from bot.sandbox.page.hints import Hint, Step, be, typing
from bot.sandbox.page.tale import Tale
from bot.sandbox.world import Person
from handlers import ids


def _waiting(tale: Tale) -> int:
    return tale.counts()[Stage.WAITING_FOR_APPROVAL]


def _pending_words(tale: Tale) -> str:
    return f"a busy world: {len(tale.read.domains)} domains. {_waiting(tale)} requests for SSL wait for you."


def _pending_hints(_tale: Tale) -> Sequence[Hint]:
    words = "Decide: press {label}"
    home = Hint("Open linkdomain, left: its Home shows what waits for you", "place", "home")
    return Hint(words, "press", ids.APPROVE_MANY), Hint(words, "press", ids.APPROVE), home


def _trouble_words(tale: Tale) -> str:
    return f"{tale.counts()[Stage.DEGRADED]} domains that worked are broken: see one, and mend it."


def _trouble_hints(tale: Tale) -> Sequence[Hint]:
    broken = tale.first_at(Stage.DEGRADED)
    return (typing(f"/linkdomain status {broken.host}"),) if broken else ()


def _day_hints(_tale: Tale) -> Sequence[Hint]:
    return (Hint("Press +1 day at the clock, right", "world", '[data-hand="day"]'),)


OFFERS = (
    Step(
        "Decide on what waits",
        _pending_words,
        be(Person.PETRA),
        lambda tale: _waiting(tale) < tale.focus.pending or not _waiting(tale),
        _pending_hints,
        is_first=True,
    ),
    Step(
        "See what is stuck",
        "some clients did nothing yet, or got it wrong.",
        be(Person.ANA),
        lambda tale: tale.has_typed("list stuck"),
        lambda _tale: (typing("/linkdomain list stuck"),),
        is_first=True,
    ),
    Step(
        "Mend what broke",
        _trouble_words,
        be(Person.ANA),
        lambda tale: not tale.counts()[Stage.DEGRADED],
        _trouble_hints,
        is_first=True,
    ),
    Step(
        "Ask for all that are ready",
        "several domains are ready for SSL: ask for all in one go.",
        be(Person.ANA),
        lambda tale: not tale.counts()[Stage.WAITING_FOR_REQUEST],
        lambda _tale: (typing("/linkdomain ssl all"),),
        is_first=True,
    ),
    Step(
        "Let a day pass",
        "Time brings morning messages, renewals and reminders.",
        None,
        lambda tale: tale.focus.leaps > 0,
        _day_hints,
        is_first=True,
    ),
)
