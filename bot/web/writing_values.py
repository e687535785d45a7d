"""What the page says that has the records written; nothing here asks anybody anything, or knows what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.facts import Provider
from bot.core.providers import Panel, panel_of
from bot.core.steps import Task
from bot.core.ways import Way
from bot.core.words import Words
from bot.core.writing import Entry, Outcome, Result
from bot.services.writing import Shown
from bot.web.forms import Fault
from bot.web.records import records_of
from bot.web.text import clean, shown_host, told

_OF_ACCESS = ("wrong_token", "not_allowed", "no_zone")
"""Problems that lie in what was typed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the page: of what, in which language, with which mark for its form, by which token."""

    shown: Shown
    words: Words
    mark: str
    token: str

    @property
    def panel(self) -> Panel:
        return panel_of(self.shown.card.domain.provider) or Panel(Provider("", ""), ())

    def say(self, key: str, **fields: object) -> str:
        """A sentence that may name provider, zone and host."""
        domain = self.shown.card.domain
        return self.words.say(
            key, provider=self.panel.provider.name, zone=domain.zone, host=shown_host(domain.host), **fields
        )


def form_values(asked: Asked, *, faults: Sequence[str] = (), problem: str = "") -> Mapping[str, object]:
    """The form; with what is wrong with what was typed, or with why the provider would not."""
    wrong = [Fault(asked.say("write.bad_field", field=_name(asked.panel, name)), (name,)) for name in faults]
    if problem:
        wrong.append(Fault(asked.say(f"write.problem_{problem}"), asked.panel.fields if problem in _OF_ACCESS else ()))
    return {**_form(asked), "state": "form", "faults": wrong, "left": _left(asked) if problem else ""}


def outcome_values(asked: Asked, outcome: Outcome) -> Mapping[str, object]:
    """What came of it: done, or what stands in the way, with the form again where that may be replaced."""
    if outcome.result is Result.BLOCKED:
        return {**_form(asked), **_standing(asked, outcome, "blocked"), "faults": (), "left": ""}
    if outcome.result is Result.ASKS:
        return {**_form(asked), **_standing(asked, outcome, "asks"), "faults": (), "left": ""}
    return {**_common(asked), "state": "done", "title": asked.say("write.done"), "lines": _done(asked, outcome.result)}


def closed_values(asked: Asked, state: str) -> Mapping[str, object]:
    """Nothing is left to do, or no try is left."""
    if state == "done":
        lines = [asked.say("write.done_right")]
    else:
        lines = [asked.say("write.too_often_manager" if asked.shown.user else "write.too_often_client")]
    return {**_common(asked), "state": state, "title": asked.say(f"write.{state}"), "lines": lines}


def _done(asked: Asked, result: Result) -> list[str]:
    closing = [asked.say("write.done_close")] if asked.shown.user else []
    return [asked.say(f"write.done_{result}"), asked.say("write.done_token"), *closing]


def _common(asked: Asked) -> Mapping[str, object]:
    return {
        "say": asked.say,
        "faults": (),
        "is_client": not asked.shown.user,
        "token": asked.token,
    }


def _form(asked: Asked) -> Mapping[str, object]:
    card, panel = asked.shown.card, asked.panel
    return {
        **_common(asked),
        "title": asked.say("write.title"),
        "records": records_of(card),
        "boxes": Task(card.domain.zone, card.domain.provider, card.records, "").panel,
        "mark": asked.mark,
        "fields": [(name, _name(panel, name)) for name in panel.fields],
        "where": _where(asked),
        "permit": asked.say(f"write.permit_{panel.writes}") if panel.writes else "",
        "consent": "",
        "connect": Way.CONNECT in card.ways and asked.shown.user and asked.say("page.way_connect"),
        "button": asked.say("write.send"),
    }


def _where(asked: Asked) -> Markup:
    address = asked.panel.access_address.replace("{zone}", asked.shown.card.domain.zone)
    link = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return told(
        asked.words,
        "write.where",
        site=link.format(address, asked.panel.provider.name),
        path=Markup("<b>{}</b>").format(" → ".join(asked.panel.access_path)),
    )


def _standing(asked: Asked, outcome: Outcome, state: str) -> Mapping[str, object]:
    values = {"state": state, "title": asked.say(f"write.{state}"), "entries": _entries(asked, outcome.standing)}
    if state == "asks":
        values |= {"consent": outcome.consent, "button": asked.say("write.replace")}
    return values


def _entries(asked: Asked, entries: Sequence[Entry]) -> list[tuple[str, str, str]]:
    """Each as people read it: which record, what it says, and whether a proxy hides it."""
    return [
        (
            asked.words.say("write.entry", type=entry.type, name=entry.name),
            clean(entry.value)[:500],
            asked.say("write.proxied") if entry.is_proxied else "",
        )
        for entry in entries
    ]


def _name(panel: Panel, field: str) -> str:
    return dict(zip(panel.fields, panel.field_names, strict=True))[field]


def _left(asked: Asked) -> str:
    left = asked.shown.left
    return asked.words.say("write.left_one") if left == 1 else asked.words.say("write.left_many", left=left)
