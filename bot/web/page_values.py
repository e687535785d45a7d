"""What the client's page says of a domain, in the reader's language; nothing here asks anybody anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from markupsafe import Markup

from bot.core.advice import advise
from bot.core.cards import Card, Stage
from bot.core.consent import Outcome
from bot.core.facts import Code, Fact, FactName, FactState
from bot.core.stage import has_details, is_verified
from bot.core.steps import Task, three_steps
from bot.core.ways import Way
from bot.core.words import Words
from bot.web.brand import Brand
from bot.web.records import number_of, records_of
from bot.web.text import clean, moment, shown_host, told, written

_REFRESHED_FOR = timedelta(minutes=10)
_NOT_THERE = (Code.MISSING_NXDOMAIN, Code.MISSING_NODATA, Code.TXT_VERIFY_MISSING)


@dataclass(frozen=True, slots=True)
class View:
    """One view of the page: whose, when, in which language, for which company, at which address."""

    card: Card
    now: datetime
    words: Words
    brand: Brand
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """What we see of one record: ``state`` is ``right``, ``wrong``, ``missing`` or ``open``, ``word`` says it. ``said``
    is what else there is to say."""

    name: str
    word: str
    said: str
    proof: str
    state: str


def page_values(view: View) -> Mapping[str, object]:
    """For the whole page, what it says of now included."""
    card, words, domain = view.card, view.words, view.card.domain
    task = Task(domain.zone, domain.provider, card.records, view.brand.name or words.say("mail.us"))
    return {
        **seen_values(view),
        "client": card.client.name,
        "provider": domain.provider.name if domain.provider else "",
        "records": records_of(card),
        "boxes": task.panel,
        "steps": written(three_steps(task, words), is_html=True),
        "is_done": _is_done(card),
        "is_more_to_come": len(card.records) == 1 and not has_details(domain) and not is_verified(domain),
        "is_lost": domain.live_since is not None,
        "note": clean(domain.note or ""),
        "address": view.address,
        "mailto": _mailto(view),
        "ways": _ways(view),
        "todo": _todo(view),
    }


def _todo(view: View) -> str:
    """What stands above the three steps; where there is a quicker way, they come second."""
    provider = view.card.domain.provider
    key = "page.todo_else" if Way.CONNECT in view.card.ways else "page.todo"
    return view.words.say(f"{key}_at", provider=provider.name) if provider else view.words.say(key)


def _ways(view: View) -> list[tuple[str, str, str]]:
    """The automatic ways that are offered: the address below the page, the link's words, and a hint."""
    card, words = view.card, view.words
    provider = card.domain.provider.name if card.domain.provider else words.say("page.way_provider")
    return [
        (way, words.say(f"page.way_{way}", provider=provider), words.say(f"page.way_{way}_hint", provider=provider))
        for way in card.ways
    ]


def seen_values(view: View) -> Mapping[str, object]:
    """For the part that changes while the page is open."""
    card, domain, words = view.card, view.card.domain, view.words
    visible = domain.visible_everywhere_at if domain.fact(FactName.RECORD).holds else None
    return {
        "say": words.say,
        "language": words.language.value,
        "number": number_of(card),
        "host": shown_host(domain.host),
        "zone": domain.zone,
        "kind": _kind(card),
        "state": _whole(card),
        "summary": _summary(view),
        "lines": list(_lines(view)),
        "visible": told(words, "page.visible", time=moment(words, visible)) if visible and visible > view.now else None,
        "looked": told(words, "page.looked", time=moment(words, domain.last_check_at))
        if domain.last_check_at
        else words.say("page.looked_never"),
        "refresh": _refresh(view),
    }


def _mailto(view: View) -> str:
    """An e-mail that hands the page on, to be addressed by whoever sends it (RFC 6068)."""
    host = shown_host(view.card.domain.host)
    subject = view.words.say("page.hand_on_subject", host=host)
    body = view.words.say("page.hand_on_body", host=host, link=view.address)
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"


def _summary(view: View) -> str:
    """One sentence that a screen reader says whenever it changes."""
    card, words = view.card, view.words
    if card.stage is Stage.LIVE:
        return words.say("page.live", host=shown_host(card.domain.host))
    if is_looking(card):
        return words.say("page.looking")
    states = _states(card)
    right = states.count("right")
    if right == len(states):
        return words.say("page.all_right")
    if right:
        return words.say("page.some_right", right=right, all=len(states))
    if "wrong" in states:
        return words.say("page.none_right")
    return words.say(f"page.not_there_{number_of(card)}" if "missing" in states else "page.state_open")


def _kind(card: Card) -> str:
    """What the page around is about; where it becomes another, an open page has to show itself anew."""
    provider = card.domain.provider.id if card.domain.provider else ""
    about = "live" if card.stage is Stage.LIVE else "done" if _is_done(card) else "todo"
    return f"{about} {len(card.records)} {provider}"


def _is_done(card: Card) -> bool:
    """Nothing is left that people at the client could do."""
    return card.stage is Stage.LIVE or all(state == "right" for state in _states(card))


def _whole(card: Card) -> str:
    """How it stands in all: ``right``, ``wrong``, ``looking`` or ``open``."""
    if is_looking(card) and card.stage is not Stage.LIVE:
        return "looking"
    return "right" if _is_done(card) else "wrong" if "wrong" in _states(card) else "open"


def _states(card: Card) -> list[str]:
    return [_state(card, name) for name in _facts(card)]


def _facts(card: Card) -> Iterator[FactName]:
    yield FactName.RECORD
    if len(card.records) > 1:
        yield FactName.VERIFICATION
    if card.domain.fact(FactName.CAA).state is FactState.WRONG:
        yield FactName.CAA


def _state(card: Card, name: FactName) -> str:
    if name is FactName.VERIFICATION and is_verified(card.domain):
        return "right"
    fact = card.domain.fact(name)
    if fact.state is FactState.WRONG and card.domain.live_since is None and fact.finding:
        return "missing" if fact.finding.code in _NOT_THERE else "wrong"
    return {FactState.HOLDS: "right", FactState.WRONG: "wrong"}.get(fact.state, "open")


def _lines(view: View) -> Iterator[Line]:
    kinds = {FactName.RECORD: "CNAME", FactName.VERIFICATION: "TXT", FactName.CAA: "CAA"}
    for name in _facts(view.card):
        fact, state = view.card.domain.fact(name), _state(view.card, name)
        title = view.words.say("page.record", type=kinds[name])
        word = view.words.say(f"page.{'unsure' if state == 'open' and fact.unsure else state}")
        yield Line(title, word, _said(view, fact, state), _proof(view.words, fact), state)


def _said(view: View, fact: Fact, state: str) -> str:
    card, words = view.card, view.words
    if state == "wrong" and fact.finding and card.records:
        was_live = card.domain.live_since is not None
        where = card.domain.provider
        return advise(fact.finding, card.records[0], was_live=was_live, provider=where, language=words.language)
    return words.say("page.state_unsure") if state == "open" and fact.unsure else ""


def _proof(words: Words, fact: Fact) -> str:
    """Whom we asked what, and when, and the answer, for those who know the DNS."""
    proof = fact.evidence
    if proof is None:
        return ""
    answer: str = Markup("<code>{}</code>").format(", ".join(proof.answer))
    asked = {
        "server": proof.where,
        "question": Markup("<code>{}</code>").format(proof.question),
        "answer": answer if proof.answer else words.say("page.nothing"),
        "time": moment(words, proof.at),
    }
    if proof.answer and proof.ttl is not None:
        return told(words, "page.proof_ttl", ttl=proof.ttl, **asked)
    return told(words, "page.proof", **asked)


def is_looking(card: Card) -> bool:
    """A look was asked for and is not done."""
    pressed, looked = card.domain.close_since, card.domain.last_check_at
    return pressed is not None and (looked is None or looked < pressed)


def _refresh(view: View) -> int:
    """Seconds until the page shows itself anew; 0: never."""
    pressed = view.card.domain.close_since
    if view.card.stage is Stage.LIVE or pressed is None or view.now - pressed > _REFRESHED_FOR:
        return 0
    return 4 if is_looking(view.card) else 15


def back_of(outcome: str, words: Words) -> str:
    """What is said to somebody who comes back from a consent page; empty to everybody else."""
    is_told = outcome in list(Outcome) and outcome != Outcome.NONE
    return words.say(f"connect.back_{outcome}") if is_told else ""
