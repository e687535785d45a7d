"""What is answered to the asker alone: lists, and the status with its history."""

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.core.cards import Card, Page, Timeline
from bot.core.events import Event, EventKind
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, divider, section
from handlers.views.cards import blocks_of, summary
from handlers.views.rows import row
from handlers.views.text import bold, channel, date, mention, plain, said
from handlers.views.words import EVENTS

MAX_EVENTS = 12
_OUTCOMES = {"done": "confirmed", "cancelled": "cancelled", "refused": "refused there", "down": "it did not work there"}


def domain_list(page: Page, *, number: int, size: int, query: str) -> Content:
    """One page, counted from 0. ``query`` comes back with the buttons that turn the page."""
    title = f"{said(page.title, 200)}: {page.total}"
    if not page.cards:
        return Content(title, (section(f"*{title}*"), *_nothing_here(query)))
    blocks: list[Block] = [section(f"*{title}*{_range(page, number, size)}")]
    blocks += [domain_line(card) for card in page.cards]
    turns = list(_turns(page, number, size, query))
    return Content(title, (*blocks, actions(*turns)) if turns else tuple(blocks))


_NOTHING: Mapping[str, str] = {
    "stuck": "Nothing is stuck.",
    "live": "No domain is live yet.",
    "client": "This client has no domain yet.",
    "mine": "You have added none yet.",
    "awaited": "Nothing waits any more.",
}


def _nothing_here(query: str) -> Sequence[Block]:
    kind = query.partition(":")[0]
    told = section(_NOTHING.get(kind, "Nothing here."))
    return (told,) if kind in ("stuck", "awaited") else (told, actions(button("Add a domain", ids.ADD, "add")))


def _range(page: Page, number: int, size: int) -> str:
    first = number * size + 1
    last = number * size + len(page.cards)
    return f" · {first} to {last}" if page.total > len(page.cards) else ""


def domain_line(card: Card) -> Block:
    """What it is, what is wrong or open, whose turn it is, since when."""
    show = button("Show", ids.SHOW, card.domain.id, says=f"Show {plain(card.domain.host, 60)}")
    return section(*row(card), accessory=show)


def _turns(page: Page, number: int, size: int, query: str) -> Iterator[InteractiveElement]:
    if number > 0:
        yield button("Earlier page", ids.BACK, f"{number - 1}:{query}")
    if (number + 1) * size < page.total:
        yield button("Next page", ids.PAGE, f"{number + 1}:{query}")


def status(timeline: Timeline) -> Content:
    """The card as it is now, where its message is, and what happened so far."""
    card = timeline.card
    gone = next((one for one in reversed(timeline.events) if one.kind is EventKind.REMOVED), None)
    blocks = [*blocks_of(card), _removed(gone) if card.domain.removed_at and gone else _place(card)]
    if timeline.events:
        shown = timeline.events[-MAX_EVENTS:]
        left_out = len(timeline.events) - len(shown)
        lines = [f"and {left_out} earlier"] if left_out else []
        blocks += [divider(), section("*What happened*", *lines, *map(_happened, shown))]
    return Content(summary(card), tuple(blocks))


def _removed(event: Event) -> Block:
    by = f" by {mention(event.actor)}" if event.actor else ""
    return section(f"It was removed {date(event.at)}{by}. `/linkdomain add` sets it up again.")


def _place(card: Card) -> Block:
    """Where the card is, and the way to have it elsewhere: somebody may have deleted it, or the talk moved on."""
    here = button("Post the card here", ids.POST_HERE, card.domain.id, says=f"Post here: {plain(card.domain.host, 50)}")
    return section(f"The card is in {channel(card.domain.channel)}.", accessory=here)


def _happened(event: Event) -> str:
    by = f" by {mention(event.actor)}" if event.actor else ""
    if event.details.get("by") == "client":
        by = " by the client"
    through = f" through the token {bold(event.details['via'], 80)}" if "via" in event.details else ""
    return f"{date(event.at)} · {EVENTS[event.kind]}{_which(event)}{by}{through}"


def _which(event: Event) -> str:
    """The campaign, or where the consent page is and what was done there."""
    named = (event.details.get(key, "") for key in ("campaign", "at"))
    parts = [*(said(name, 80) for name in named if name), _OUTCOMES.get(event.details.get("outcome", ""), "")]
    which = ", ".join(part for part in parts if part)
    return f" ({which})" if which else ""
