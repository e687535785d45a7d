"""App Home: what waits for me, my other domains, and where to begin."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot.core.cards import Awaited, Card, Page
from handlers import ids
from handlers.views.blocks import actions, button, context, divider, header, section
from handlers.views.lists import domain_line
from handlers.views.text import count, date

MAX_CARDS = 20


def home_view(mine: Page, stuck: Page, *, is_admin: bool, now: datetime) -> View:
    return View(type="home", blocks=list(_blocks(mine, stuck, is_admin, now))[:100])


def closed_home(text: str) -> View:
    """For people who may see nothing: why."""
    return View(type="home", blocks=[section(text)])


def _blocks(mine: Page, stuck: Page, is_admin: bool, now: datetime) -> Iterator[Block]:
    yield actions(*_buttons(is_admin))
    waiting = [card for card in mine.cards if card.awaited is Awaited.OWNER]
    yield from _group("My domains that wait for me", waiting, "None of your domains waits for you.")
    others = [card for card in mine.cards if card not in waiting]
    yield from _group("My other domains", others, "Add one above, or with /linkdomain add in a channel.")
    if mine.total > len(mine.cards):
        yield context(f"and {count(mine.total - len(mine.cards), 'more domain')}: `{ids.COMMAND} list`")
    known = {card.domain.id for card in mine.cards}
    if elsewhere := [card for card in stuck.cards if card.domain.id not in known]:
        yield from _group("Stuck, of others", elsewhere, "")
    yield context(f"As of {date(now)}. Leave and come back to refresh. All commands: `{ids.COMMAND} help`")


def _buttons(is_admin: bool) -> Iterator[ButtonElement]:
    yield button("Add a domain", ids.ADD, ids.ADD, style="primary")
    if is_admin:
        yield button("Add client", ids.ADD_CLIENT, ids.ADD)
        yield button("Add campaign", ids.ADD_CAMPAIGN, ids.ADD)


def _group(title: str, cards: Sequence[Card], nothing: str) -> Iterator[Block]:
    yield divider()
    yield header(title)
    yield from [domain_line(card) for card in cards[:MAX_CARDS]] or [section(nothing)]
