"""Alarms: what degraded, since when, which campaigns send through it, what to do; one for each root cause."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.core.alarms import AlarmLine, AlarmModel, Party
from bot.core.cards import Action, Card
from bot.core.domain import AttachmentState
from bot.core.events import Event
from bot.core.facts import Code, FactName
from bot.core.messages import Content
from handlers.views.blocks import actions, button, context, section
from handlers.views.cards import what_to_do
from handlers.views.losses import lost_fact
from handlers.views.text import bold, channel, code, count, date, lasting, mention, plain, said

MAX_CAMPAIGNS = 5


def alarm(model: AlarmModel) -> Content:
    """One message, kept up to date in place; who is to be called is called by its first post alone."""
    return Content(f"Alarm: {_summary(model)}", tuple(_blocks(model)))


def alarm_over(model: AlarmModel) -> Content:
    """The end, for the alarm's thread."""
    which = code(model.lines[0].card.domain.host) + " is" if model.total == 1 else f"{model.total} domains are"
    text = f"{which} all right again"
    plain = said(model.lines[0].card.domain.host) + " is" if model.total == 1 else f"{model.total} domains are"
    return Content(f"Recovered: {plain} all right again", (section(f"*{text}.* Nothing is left to do."),))


def _summary(model: AlarmModel) -> str:
    state = "degraded" if model.is_open else "all right again"
    if model.total == 1:
        return f"{said(model.lines[0].card.domain.host)} is {state}"
    return f"{_how_many(model)} are {state}"


def _how_many(model: AlarmModel) -> str:
    left = model.total - model.recovered
    return f"{left} of {model.total} domains" if model.is_open and model.recovered else f"{model.total} domains"


def _blocks(model: AlarmModel) -> Iterator[Block]:
    called = f"{mention(model.mention)} " if model.mention else ""
    if model.total == 1:
        yield from _single(model, called)
        return
    open_lines = [line for line in model.lines if line.recovered is None]
    head = "are degraded" if model.is_open else "were degraded, and are all right again"
    yield section(f"{called}*{_how_many(model)}* {head}, *for one cause:* {_cause(model)}.")
    yield section(*(_line(line) for line in model.lines))
    if model.total > len(model.lines):
        yield context(f"… and {count(model.total - len(model.lines), 'more domain')}")
    if open_lines and (advice := what_to_do(open_lines[0].card)):
        yield section(f"*What to do* for the first of them, and for the others alike: {advice}")


def _single(model: AlarmModel, called: str) -> Iterator[Block]:
    line = model.lines[0]
    card, name, host = line.card, line.card.domain.host, code(line.card.domain.host)
    if line.recovered is not None:
        span = lasting(line.recovered.at - line.lost.at)
        yield section(f"{host} *is all right again* since {date(line.recovered.at)}; it was degraded for {span}.")
        return
    yield section(
        f"{called}{host} *is degraded* since {date(line.lost.at)}: {_lost(card, line.lost)}.",
        f"Campaigns that send through it: {_campaigns(card)}.",
    )
    if advice := what_to_do(card):
        yield section(f"*What to do:* {advice}")
    if Action.DETACH in card.actions:
        yield actions(
            button("Detach for now", Action.DETACH, card.domain.id, says=f"Detach for now: {plain(name, 50)}")
        )
    yield context(_where(card))


def _where(card: Card) -> str:
    owner, place = mention(card.domain.owner), channel(card.domain.channel)
    return f"{said(card.client.name, 120)} · owner {owner} · card and thread in {place}"


def _line(line: AlarmLine) -> str:
    card = line.card
    if line.recovered is not None:
        return f"✓ {code(card.domain.host)} all right again since {date(line.recovered.at)}"
    told = f"{_lost(card, line.lost)}, since {date(line.lost.at)}"
    return f"✗ {code(card.domain.host)} ({said(card.client.name, 60)}): {told} · {_campaigns(card)}"


def _lost(card: Card, event: Event) -> str:
    """What changed. Once it is mended the card has no finding any more."""
    named = event.details.get("facts", "").split(",")
    told = dict.fromkeys(lost_fact(card, name) for name in FactName if name in named)
    return "; ".join(filter(None, told)) or "something that was right is missing now"


def _campaigns(card: Card) -> str:
    attached = [one for one in card.campaigns if one.attachment.state is AttachmentState.ATTACHED]
    names = [bold(one.campaign.name, 60) for one in attached[:MAX_CAMPAIGNS]]
    more = [f"{len(attached) - MAX_CAMPAIGNS} more"] if len(attached) > MAX_CAMPAIGNS else []
    return ", ".join([*names, *more]) or "no campaign any more"


def _cause(model: AlarmModel) -> str:
    cause, domain = model.cause, model.lines[0].card.domain
    match cause.party:
        case Party.TWILIO if cause.code == Code.TLS_EXPIRING:
            return "their certificates end soon, and Twilio has not renewed them"
        case Party.TWILIO if cause.code == FactName.ASSOCIATION:
            return "their Messaging Services do not send with them any more"
        case Party.TWILIO:
            return "the DNS is right, but Twilio does not serve them; see status.twilio.com"
        case Party.PROVIDER:
            name = domain.provider.name if domain.provider else cause.name
            return f"their DNS is at {said(name, 60)}, and the same changed in each"
        case Party.ZONE:
            return f"all of them are in {code(cause.name)}, and the same changed in each"
