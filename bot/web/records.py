"""The records of a domain, as mail and page write them for the panel at hand."""

from bot.core.cards import Card
from bot.core.facts import Provider, Record
from bot.core.providers import Panel, panel_of


def records_of(card: Card) -> list[tuple[Record, str, str]]:
    """Each record with what goes into the boxes for its name and its value."""
    panel = panel_of(card.domain.provider) or Panel(Provider("", ""), ())
    return [(record, panel.name_of(record), panel.value_of(record)) for record in card.records]


def number_of(card: Card) -> str:
    """Which form of a sentence speaks of so many records."""
    return "one" if len(card.records) == 1 else "many"
