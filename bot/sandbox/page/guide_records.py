"""The client's records, for whatever domain is followed: added, got wrong, mended, lost, taken away."""

from collections.abc import Sequence

from bot.core.cards import Action, Stage
from bot.core.domain import Setup
from bot.core.events import EventKind
from bot.core.facts import FactName, FactState
from bot.core.stage import is_record_gone
from bot.sandbox.page.hints import THREAD, WATCH, Hint, Step, deed, owner, press
from bot.sandbox.page.mistakes import MISTAKES
from bot.sandbox.page.tale import Tale
from bot.sandbox.world import Person
from handlers.views.words import ACTIONS


def records_who(tale: Tale) -> Person | None:
    return owner(tale) if tale.domain.setup is Setup.OURS else None


def _is_named(tale: Tale) -> bool:
    """The bot told that the record is wrong, not just missing, and it still is."""
    return tale.domain.wrong_since is not None and not tale.is_in_panel("CNAME")


def records_words(tale: Tale) -> str:
    if _is_named(tale):
        return "The card names the mistake, and what to do."
    if tale.is_in_panel("CNAME") and tale.is_in_panel("TXT"):
        return "The records are right: the bot finds them by itself."
    if tale.domain.setup is Setup.OURS:
        return f"your own part this time: the records of {tale.domain.zone}."
    return "Now you are the client's IT, right: open the e-mail in the mailbox; its link shows their page on the phone."


def records_hints(tale: Tale) -> Sequence[Hint]:
    if tale.zone is None:
        return (Hint(f"{tale.domain.zone} is not of this world: add one like acme.test", "watch"),)
    if not tale.is_in_panel("TXT"):
        is_written = Action.WRITE in tale.card.actions
        other = f", or “{ACTIONS[Action.WRITE]}” on the card for both records" if is_written else ""
        return (deed("txt", f"In the client's DNS, right: press “right TXT”{other}"),)
    if not tale.has_any("CNAME") and EventKind.RECORD_WRONG not in tale.read.past:
        name = "dot" if MISTAKES["dot"].fits(tale.zone) else "target"
        return (deed(name, f"Then get the CNAME wrong: press “{MISTAKES[name].label}”"),)
    if tale.is_in_panel("CNAME"):
        return _caa(tale) or (press(tale, Action.CHECK_NOW, "Press {label}, or wait a little"), WATCH)
    if _is_named(tale):
        return (deed("cname", "Read the card. Then be the client again: press “right CNAME”"),)
    if tale.has_any("CNAME"):
        return press(tale, Action.CHECK_NOW, "Press {label} on the card"), WATCH
    return (deed("cname", "Put it right: press “right CNAME”"),)


def _caa(tale: Tale) -> Sequence[Hint]:
    if tale.domain.fact(FactName.CAA).state is not FactState.WRONG:
        return ()
    return (deed("cname", "A CAA record forbids Twilio's certificate: press “right CNAME”, which takes it away"),)


def break_hints(tale: Tale) -> Sequence[Hint]:
    if tale.has_any("CNAME"):
        return (deed("delete", "Be the client who tidies up: press “delete CNAME”"),)
    looks = "The bot looks three times before it says so: watch"
    return press(tale, Action.CHECK_NOW, f"{looks}, or press {{label}}"), Hint(f"{looks} the card", "watch")


def _mend_hints(tale: Tale) -> Sequence[Hint]:
    if not tale.is_in_panel("CNAME"):
        return (deed("cname", "Put it back: press “right CNAME”"),)
    if not tale.is_in_panel("TXT") and len(tale.card.records) > 1:
        return (deed("txt", "The TXT is missing: press “right TXT”"),)
    says = "the bot says when it is all right again"
    return press(tale, Action.CHECK_NOW, f"Press {{label}}, or wait: {says}"), Hint(f"Wait: {says}", "watch")


MEND = Step(
    "It is all right again",
    lambda tale: f"{tale.host} is degraded: the thread says what broke, who is hit, and what to do.",
    None,
    lambda tale: EventKind.RECOVERED in tale.read.past,
    _mend_hints,
)


def _removing_hints(tale: Tale) -> Sequence[Hint]:
    if not is_record_gone(tale.domain):
        gone = press(tale, Action.CHECK_NOW, "Press {label}, or wait: it is gone from the DNS")
        return (deed("delete", "Be the client: press “delete CNAME”"),) if tale.has_any("CNAME") else (gone, WATCH)
    return (
        press(tale, Action.CONFIRM_REMOVED, "Delete it in the Console, right; then press {label}"),
        THREAD,
    )


REMOVING = Step(
    "It is removed",
    lambda tale: f"{tale.host} is being removed, so that nobody can take it over.",
    lambda tale: Person.OTTO if is_record_gone(tale.domain) else None,
    hints=_removing_hints,
)


def urgent(tale: Tale) -> Step | None:
    """What comes before the next step: a domain that broke, or that goes."""
    return {Stage.DEGRADED: MEND, Stage.REMOVING: REMOVING}.get(tale.card.stage)
