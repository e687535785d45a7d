"""How to add a record at the client's DNS provider, in the thread."""

from collections.abc import Sequence

from bot.core.facts import Provider, Record
from bot.core.languages import Language
from bot.core.steps import Label, Place, Row, Site, Task, Typed, three_steps
from bot.core.words import words_in
from handlers.views.text import bold, code, link, said


def steps_of(zone: str, provider: Provider | None, records: Sequence[Record]) -> Sequence[str]:
    """Steps in mrkdwn: how to open the form, how to fill it in. What else there is to it stands in lines of its own."""
    opening, filling, _ = three_steps(Task(zone, provider, records, ""), words_in(Language.ENGLISH))
    return tuple("\n    • ".join(sentence.written(_mark) for sentence in step) for step in (opening, filling))


def _mark(place: Place) -> str:
    if isinstance(place, Row):
        return place.joint.join(_mark(item) for item in place.items)
    if isinstance(place, Site):
        return link(place.address, place.name) if place.address else said(place.name)
    if isinstance(place, Typed):
        return code(place)
    return bold(place) if isinstance(place, Label) else said(place)
