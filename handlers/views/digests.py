"""The digest of domains that were added together."""

from bot.core.bulk import AddedMany, Digest
from bot.core.cards import Stage
from bot.core.messages import Content
from handlers.views.blocks import context, section
from handlers.views.text import channel, count, date, mention, said
from handlers.views.words import STAGES

_ORDER = (Stage.LIVE, Stage.DEGRADED, *(stage for stage in Stage if stage not in (Stage.LIVE, Stage.DEGRADED)))
MAX_CLIENTS = 8


def digest(model: Digest) -> Content:
    """How far all of them are; what each one needs stands on its card."""
    total = count(model.total, "domain")
    counted = ", ".join(_counted(model, stage) for stage in _ORDER if model.stages.get(stage))
    if model.stages.get(Stage.LIVE) == model.total:
        counted = "live" if model.total == 1 else "all live"
    about = f"Added by {mention(model.owner)} {date(model.at)} · {_clients(model)} · each has its card in this channel"
    return Content(f"{total}: {counted}", (section(f"*{total}:* {counted}"), context(about)))


def many_added(added: AddedMany, where: str) -> Content:
    """Said to whoever added them."""
    made = ((added.clients, "new client"), (added.campaigns, "new campaign"))
    new = " and ".join(count(number, noun) for number, noun in made if number)
    besides = f" and {new}" if new else ""
    text = f"Added {count(added.number, 'domain')}{besides}. Each gets its card, and one message counts them up."
    return Content(text, (section(f"{text} See {channel(where)}."),))


def _counted(model: Digest, stage: Stage) -> str:
    word = STAGES[stage]
    return f"{model.stages[stage]} {word[0].lower()}{word[1:]}"


def _clients(model: Digest) -> str:
    shown, rest = model.clients[:MAX_CLIENTS], len(model.clients) - MAX_CLIENTS
    names = ", ".join(said(name, 60) for name in shown)
    return f"{names} and {rest} more" if rest > 0 else names
