"""The next thing to try: what a stranger does next with the domain they are at, and where on the page that is.

A step is done, or not needed, by what the bot itself knows of the domain, however it came about; the first that is
neither is shown, unless something is out of order: that comes first. Its hints are looked for on the page in their
order: the first whose control is there is shown, and points at it. A form that is open is helped with, whosever it is.
"""

from collections.abc import Sequence

from bot.core.cards import Stage
from bot.sandbox.page.cast import ROLES
from bot.sandbox.page.guide_busy import OFFERS
from bot.sandbox.page.guide_forms import fills
from bot.sandbox.page.guide_records import urgent
from bot.sandbox.page.guide_steps import steps_of
from bot.sandbox.page.hints import Hint, Step
from bot.sandbox.page.tale import Tale
from bot.sandbox.slack.shapes import Json
from bot.sandbox.world import Person

_END = "That is the whole way of {host}. Add another one, try the other mistakes, open App Home, or let a day pass."
_GONE = "{host} is removed, and nobody can take it over. Add another one, or go on with any other."
_BUSY = "A busy world, all yours. Press what you like: the guide follows the domain that you are at."


def guide(tale: Tale, *, is_busy: bool = False) -> Json:
    """As JSON: the step, whose it is, its hints, how the others stand, and the help for forms."""
    if tale.read.card is None:
        return _shown(tale, OFFERS if is_busy else steps_of(tale), _BUSY if is_busy else "")
    trouble, ways = urgent(tale), steps_of(tale)
    if trouble is not None:
        return _shown(tale, ways, "", trouble)
    end = (_GONE if tale.card.stage is Stage.REMOVED else _END).format(host=tale.host)
    is_over = all(_stands(step, tale) != "open" for step in ways)
    return _shown(tale, OFFERS, end) if is_busy and is_over else _shown(tale, ways, end)


def _shown(tale: Tale, steps: Sequence[Step], end: str, first: Step | None = None) -> Json:
    stands = [_stands(step, tale) for step in steps]
    at = stands.index("open") if "open" in stands else len(steps)
    step = first or (steps[at] if at < len(steps) else Step("end", end))
    who = step.who(tale) if step.who else None
    if at < len(steps):
        stands[at] = "at"
    shown: Json = {"at": at, "steps": [{"name": one.name, "is": how} for one, how in zip(steps, stands, strict=True)]}
    shown |= {"name": step.name, "say": step.say if isinstance(step.say, str) else step.say(tale), "fills": fills(tale)}
    return shown | _whose(who) | _where(tale) | {"hints": _hints(step, tale)}


def _stands(step: Step, tale: Tale) -> str:
    if tale.read.card is None and not step.is_first:
        return "open"
    if step.is_done(tale):
        return "done"
    return "skipped" if step.is_needless(tale) else "open"


def _whose(who: Person | None) -> Json:
    return {"who": who.name.lower() if who else None, "role": ROLES[who].partition(",")[0] if who else None}


def _where(tale: Tale) -> Json:
    """The channel and the card of the domain that is followed."""
    domain = tale.domain if tale.read.card else None
    place = {"host": domain.host, "channel": domain.channel, "card": domain.card_ts} if domain else {}
    return {"host": "", "channel": None, "card": None, **place}


def _hints(step: Step, tale: Tale) -> list[Json]:
    return [_hint(one) for one in step.hints(tale)]


def _hint(one: Hint) -> Json:
    return {"say": one.say, "at": one.at, "name": one.name, "of": one.of}
