"""What reminds: the one message of a morning, and the mention of an approver whose decision is waited for."""

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block

from bot.core.cards import Action, Stage
from bot.core.messages import Content
from bot.core.mornings import EndingLink, MorningModel, Waiting
from bot.core.overview import Line
from bot.core.patience import NudgeModel
from bot.core.troubles import since_of, state_of
from handlers import ids
from handlers.views.blocks import button, section
from handlers.views.text import code, count, date, day, mention, plain, said
from handlers.views.words import STAGES

MAX_LINES = 5

_FOR: Mapping[Waiting, str] = {
    Waiting.ME: "for you",
    Waiting.CLIENTS: "for clients",
    Waiting.TWILIO: "for Twilio",
}


def morning(model: MorningModel) -> Content:
    """``3 wait for you, 8 for clients, 1 for Twilio``; degraded ones before all."""
    return Content(f"Good morning: {_summary(model)}", tuple(_blocks(model)))


def _summary(model: MorningModel) -> str:
    counts = {whom: len(lines) for whom, lines in model.waiting.items() if lines}
    told = [f"{count(counts[Waiting.DEGRADED], 'domain')} degraded"] if Waiting.DEGRADED in counts else []
    waits = [(number, whom) for whom, number in counts.items() if whom in _FOR]
    for index, (number, whom) in enumerate(waits):
        verb = "" if index else ("waits " if number == 1 else "wait ")
        told.append(f"{number} {verb}{_FOR[whom]}")
    if model.ending:
        told.append(f"{count(len(model.ending), 'client link')} to send again")
    if model.orphans:
        told.append(f"{count(sum(number for _, number in model.orphans), 'domain')} without an owner")
    return ", ".join(told)


def _blocks(model: MorningModel) -> Iterator[Block]:
    yield section(f"*Good morning:* {_summary(model)}.")
    for whom in (Waiting.DEGRADED, Waiting.ME, Waiting.CLIENTS, Waiting.TWILIO):
        lines = model.waiting.get(whom, ())
        if lines:
            yield _part(whom, lines)
    if model.ending:
        yield from _ending(model.ending)
    if model.orphans:
        yield section("*Their owner has left this workspace:*")
        yield from orphans(model.orphans)


def _part(whom: Waiting, lines: Sequence[Line]) -> Block:
    title = "Degraded" if whom is Waiting.DEGRADED else f"Waits {_FOR[whom]}"
    more = [f"and {len(lines) - MAX_LINES} more"] if len(lines) > MAX_LINES else []
    show = button("Show", ids.SHOW_WAITING, whom.value, says=f"Show what is under: {title}")
    shown = (_line(line, whom) for line in lines[:MAX_LINES])
    return section(f"*{title}:* {len(lines)}", *shown, *more, accessory=show)


def _ending(links: Sequence[EndingLink]) -> Iterator[Block]:
    """Each with the way to send it once more, for as long again."""
    yield section(f"*The client's link ends before the records are right:* {len(links)}")
    for link in links[:MAX_LINES]:
        domain = link.line.domain
        says = f"Forward again: {plain(domain.host, 50)}"
        again = button("Forward again", Action.FORWARD_AGAIN, domain.id, says=says)
        when = f"{'ended' if link.is_over else 'ends'} {date(link.ends_at)}"
        yield section(f"{code(domain.host, 100)} · {said(link.line.client.name, 60)} · {when}", accessory=again)
    if len(links) > MAX_LINES:
        yield section(f"and {len(links) - MAX_LINES} more; *Forward again* is on their cards")


_TO_DO: Mapping[Stage, str] = {
    Stage.WAITING_FOR_TWILIO_DETAILS: "enter the Twilio details",
    Stage.WAITING_FOR_RECORDS: "add the DNS records",
    Stage.WAITING_FOR_REQUEST: "request SSL",
    Stage.WAITING_FOR_APPROVAL: "approve or reject SSL",
    Stage.REMOVING: "finish the removal",
}
"""What the reader does next, where they are the one who is waited for."""


def _line(line: Line, whom: Waiting) -> str:
    wrong = state_of(line.domain, line.stage)
    state = said(wrong, 120) if wrong else STAGES[line.stage]
    if whom is Waiting.ME:
        state = _TO_DO.get(line.stage, state)
    since = "" if whom is Waiting.ME else f" · since {day(since_of(line.domain, line.stage))}"
    return f"{code(line.domain.host, 100)} · {said(line.client.name, 60)} · {state}{since}"


def orphans(owners: Sequence[tuple[str, int]]) -> Iterator[Block]:
    """Those who are gone, each with the way to give all their domains to somebody else at once."""
    for owner, number in owners[:MAX_LINES]:
        give = button("Hand over…", ids.HAND_OVER_OF, owner, says=f"Hand over {count(number, 'domain')}")
        yield section(f"{mention(owner)}: {count(number, 'domain')}", accessory=give)
    if len(owners) > MAX_LINES:
        yield section(f"and {count(len(owners) - MAX_LINES, 'more owner')}")


def nudge(model: NudgeModel) -> Content:
    """In the thread of the request, or of the message of several, where the buttons are."""
    card, request = model.approval.card, model.approval.request
    host, others = card.domain.host, model.others
    what, waits, it = ("request", "waits", "has waited") if not others else ("requests", "wait", "have waited")
    more = f" and {count(others, 'more host')}" if others else ""
    shown = section(
        f"{mention(model.approver)}, the SSL {what} for {code(host)} ({said(card.client.name, 80)}){more} {it} for a "
        f"decision since {date(model.since)}; {mention(request.requested_by)} asked.",
        f"*Approve* and *Reject…* are on the {'message' if others else 'request'} above.",
    )
    return Content(f"{said(host)}{more}: the SSL {what} still {waits} for a decision", (shown,))
