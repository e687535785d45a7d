"""The card: one message per domain, kept up to date in place."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.core.advice import advise
from bot.core.cards import Action, Awaited, Card, Stage
from bot.core.facts import Code, Fact, FactName, FactState
from bot.core.messages import Content
from bot.core.stage import needs_new_certificate
from bot.core.twilio_advice import explain
from handlers import ids
from handlers.views.blocks import actions, button, confirm, context, header, option, overflow, section
from handlers.views.checklist import campaign_rows, checklist
from handlers.views.losses import ATTACH_AGAIN, taken_off
from handlers.views.text import code, date, mention, plain, said, shown_host
from handlers.views.words import ACTIONS, AWAITED, HTTPS_LOST, STAGES, now_waits_for

MAX_BUTTONS = 3
MAX_ENTRIES = 5
"""Of an overflow menu (Slack, Block Kit reference)."""


def card(model: Card) -> Content:
    """The card as a message."""
    return Content(summary(model), tuple(blocks_of(model)))


def summary(model: Card) -> str:
    """One plain line, for notifications and screen readers."""
    name = f"{said(shown_host(model.domain.host), 300)} ({said(model.client.name, 80)})"
    waits = "" if model.awaited is Awaited.NOBODY else f" Waits for: {AWAITED[model.awaited]}."
    return f"{name}: {STAGES[model.stage]}.{waits}"


def blocks_of(model: Card) -> Iterator[Block]:
    yield header(f"{plain(shown_host(model.domain.host), 120)} · {STAGES[model.stage]}")
    yield context(_about(model))
    if rows := checklist(model):
        yield section(*rows)
    if advice := what_to_do(model):
        yield section(f"> {advice}")
    if model.campaigns:
        yield section(*campaign_rows(model))
    yield context(_now(model))
    if model.actions:
        yield buttons(model)


def _about(model: Card) -> str:
    domain = model.domain
    live = f" · live since {date(domain.live_since)}" if domain.live_since else ""
    return f"{said(model.client.name, 120)} · owner {mention(domain.owner)} · added {date(domain.created_at)}{live}"


def _now(model: Card) -> str:
    """The card is drawn anew when something changes, so it names the pace of the looks, not the next one."""
    last = model.domain.last_check_at
    told = [f"*Now:* {now_waits_for(model)}"]
    if last and model.stage is not Stage.REMOVED:
        pace = "every 5 minutes" if model.domain.live_since else "at least every half hour"
        told.append(f"looked {date(last)}, and again {pace}")
    return " · ".join(told)


_WANTS_NO_RECORD = (Stage.REMOVING, Stage.REMOVED)
_ASKED_FIRST = (FactName.RECORD, FactName.CAA, FactName.VERIFICATION, FactName.HTTPS, FactName.ASSOCIATION)


def what_to_do(model: Card) -> str:
    """The advice for the first thing that is wrong, as mrkdwn; empty where nothing is."""
    request = model.domain.request
    if request and request.problem:
        return said(explain(request.problem).to_do, 900)
    if model.stage is Stage.DEGRADED and needs_new_certificate(model.domain):
        return _new_certificate(model)
    was_live = model.domain.live_since is not None
    asked_first = _ASKED_FIRST if was_live else _ASKED_FIRST[:3]
    for name in asked_first:
        if _is_told(model, name) and (advice := advice_on(model, name)):
            return advice
    return ""


def _new_certificate(model: Card) -> str:
    if Action.REQUEST_SSL in model.actions:
        return "Request SSL again: once that is approved, Twilio makes a new certificate."
    return "A new certificate is asked for already."


def advice_on(model: Card, name: FactName) -> str:
    """What to do about one fact, as mrkdwn; empty where nothing was found."""
    finding = model.domain.fact(name).finding
    if name is FactName.ASSOCIATION:
        return ATTACH_AGAIN if taken_off(model) else ""
    if finding is None or not model.records:
        return ""
    was_live = model.domain.live_since is not None
    if was_live and finding.code is Code.TLS_HANDSHAKE:
        return HTTPS_LOST
    return said(advise(finding, model.records[0], was_live=was_live, provider=model.domain.provider), 900) + _value(
        model, name
    )


def _value(model: Card, name: FactName) -> str:
    """The wanted TXT: advice does not know its value."""
    wanted = next((record for record in model.records if record.type == "TXT"), None)
    if wanted is None or name is not FactName.VERIFICATION:
        return ""
    return f" Name {code(wanted.name)}, value {code(wanted.value, 300)}"


def _is_told(model: Card, name: FactName) -> bool:
    fact: Fact = model.domain.fact(name)
    return fact.state is FactState.WRONG and bool(model.records) and model.stage not in _WANTS_NO_RECORD


_NEVER_FIRST = (Action.DETACH, Action.REVOKE, Action.CANCEL)
"""To take something back is never the thing to do."""


def buttons(model: Card) -> ActionsBlock:
    """The sensible ones as buttons, the rest in a menu. What a person is waited for stands out."""
    sensible = [action for action in model.actions if action not in _NEVER_FIRST]
    listed = [action for action in model.actions if action is not Action.CANCEL]
    shown = sensible[: max(MAX_BUTTONS, len(listed) - MAX_ENTRIES)]
    rest = [action for action in listed if action not in shown]
    elements = [_button(action, model, is_first=index == 0) for index, action in enumerate(shown)]
    menu = [overflow(ids.MORE, [option(ACTIONS[a], f"{a}:{model.domain.id}") for a in rest])] if rest else []
    cancel = [_cancel(model)] if Action.CANCEL in model.actions else []
    return actions(*elements, *cancel, *menu)


def _cancel(model: Card) -> ButtonElement:
    """One press takes back what was added by mistake; Slack asks once more."""
    host, label = plain(model.domain.host, 50), ACTIONS[Action.CANCEL]
    text = "Nobody is asked for anything any more, and I stop looking at it. It can be added again."
    sure = confirm(f"Is {host} not needed?", text, label, "Keep it")
    return button(label, Action.CANCEL, model.domain.id, confirm=sure, says=f"{label}: {host}")


def _button(action: Action, model: Card, *, is_first: bool) -> ButtonElement:
    style = "primary" if is_first and action is not Action.CHECK_NOW else None
    says = f"{ACTIONS[action]}: {plain(model.domain.host, 50)}"
    return button(ACTIONS[action], action, model.domain.id, style=style, says=says)
