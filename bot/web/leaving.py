"""What people at the client read of a host that is taken out of use: which record to delete, and that it is over."""

from collections.abc import Mapping

from bot.core.cards import Card, Stage
from bot.core.stage import is_record_gone
from bot.core.steps import Task
from bot.core.words import Words
from bot.web.page_values import is_looking
from bot.web.records import records_of
from bot.web.text import one_line, shown_host

_NAME_LIMIT = 80  # characters
_TITLES = {"wanted": "title", "gone": "gone_title", "over": "over_title"}


def is_leaving(card: Card) -> bool:
    """Nothing is to be added any more."""
    return card.stage in (Stage.REMOVING, Stage.REMOVED)


def leaving_values(card: Card, words: Words) -> Mapping[str, object]:
    """For the page and the mail of a host that is being removed, or is not needed any more. ``phase`` is ``wanted``
    while the record is there, then ``gone``, then ``over``."""
    domain, host = card.domain, shown_host(card.domain.host)
    return {
        "say": words.say,
        "language": words.language.value,
        "phase": _phase(card),
        "title": words.say(f"leaving.{_TITLES[_phase(card)]}"),
        "client": one_line(card.client.name, _NAME_LIMIT),
        "host": host,
        "zone": domain.zone,
        "boxes": Task(domain.zone, domain.provider, card.records, "").panel,
        "records": records_of(card)[:1],
    }


def leaving_seen(card: Card, words: Words) -> Mapping[str, object]:
    """For the part that changes while the page is open."""
    phase = _phase(card)
    said = words.say("leaving.gone" if phase == "gone" else "page.looking" if is_looking(card) else "leaving.there")
    state = "right" if phase == "gone" else "looking" if is_looking(card) else "open"
    return {"kind": f"leaving {phase}", "state": state, "summary": said, "lines": (), "visible": None}


def _phase(card: Card) -> str:
    if card.stage is Stage.REMOVED:
        return "over"
    return "gone" if is_record_gone(card.domain) else "wanted"
