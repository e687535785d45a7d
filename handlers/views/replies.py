"""Replies in the thread: one for the milestones of a transaction, each with what it means and what comes next."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from slack_sdk.models.blocks import Block

from bot.core.cards import Action, AttachedCampaign, Card, ReplyModel
from bot.core.domain import AttachmentState
from bot.core.events import Event, EventKind
from bot.core.facts import Code, FactName
from bot.core.messages import Content
from bot.core.stage import needs_new_certificate
from bot.core.twilio_advice import explain
from handlers.views import removals
from handlers.views.blocks import actions, button, section
from handlers.views.cards import advice_on, what_to_do
from handlers.views.forwarding import contact_forgotten, forward_bounced, forward_failed, link_asked
from handlers.views.instructions import instructions
from handlers.views.losses import certificate_ending, lost_fact
from handlers.views.text import bold, channel, code, count, date, lasting, mention, mentions, plain, said
from handlers.views.words import EVENTS, SENDING, now_quietly, now_waits_for

MAX_BLOCKS = 50
Part = Callable[[Card, Event], Iterator[Block]]


def reply(model: ReplyModel) -> Content:
    """The reply: the most important milestone first."""
    events = sorted(model.events, key=lambda event: _ORDER.index(event.kind) if event.kind in _ORDER else len(_ORDER))
    blocks = [block for event in events for block in _PARTS.get(event.kind, _other)(model.card, event)]
    titles = dict.fromkeys(_TITLES.get(event.kind, EVENTS[event.kind]) for event in events)
    return Content(f"{said(model.card.domain.host)}: {'; '.join(titles)}", tuple(blocks[:MAX_BLOCKS]))


def _instructed(card: Card, event: Event) -> Iterator[Block]:
    return instructions(card, event.details.get("records", "").split(","))


def _record_found(card: Card, event: Event) -> Iterator[Block]:
    yield section(
        f"*Your subdomain is configured:* the DNS record of {code(card.domain.host)} is in place{_after(event)}."
        f"{_visible(card)}",
        f"Now: {now_quietly(card)}.",
    )


def _visible(card: Card) -> str:
    at = card.domain.visible_everywhere_at
    return f" Everybody sees it from {date(at)} at the latest." if at else ""


def _approved(card: Card, event: Event) -> Iterator[Block]:
    yield section(
        f"*SSL approved* for {code(card.domain.host)}{_by(event)}.",
        "I have Twilio make the certificate now, which usually takes a few minutes, and say so when links are live.",
    )


def _rejected(card: Card, event: Event) -> Iterator[Block]:
    request = card.domain.request
    reason = event.details.get("reason") or (request.reason if request else None)
    asker = mention(request.requested_by if request else card.domain.owner)
    yield section(
        f"*SSL rejected* for {code(card.domain.host)}{_by(event)}" + (f": {said(reason, 900)}" if reason else "."),
        f"{asker}, once that is settled, request SSL again by the button on the card.",
    )


def _certificate_failed(card: Card, event: Event) -> Iterator[Block]:
    problem = event.details.get("code") or (card.domain.request.problem if card.domain.request else None)
    told = explain(problem or "")
    host = plain(card.domain.host, 50)
    asked_by = card.domain.request.requested_by if card.domain.request else card.domain.owner
    if card.domain.fact(FactName.CERTIFICATE).holds:
        yield section(
            f"*No certificate* for {code(card.domain.host)} at first: {said(told.what, 600)}", "It has come since."
        )
        return
    what = f"{mention(asked_by)}, *no certificate* for {code(card.domain.host)} yet: {said(told.what, 600)}"
    yield section(what, said(told.to_do, 900))
    if Action.REQUEST_SSL in card.actions:
        yield actions(button("Ask again", Action.REQUEST_SSL, card.domain.id, says=f"Request SSL again: {host}"))


def _live(card: Card, event: Event) -> Iterator[Block]:
    lines = [f"{mention(card.domain.owner)} {code(card.domain.host)} *is live*{_after(event)}. {_campaigns(card)}"]
    if card.campaigns:
        lines.append(SENDING)
    yield section(*lines)


def _campaigns(card: Card) -> str:
    """Which campaigns send through the host, or are about to."""
    attached = _names(card, AttachmentState.ATTACHED)
    wanted = _names(card, AttachmentState.WANTED)
    told = [f"Attached: {attached}." if attached else "", f"Being attached now: {wanted}." if wanted else ""]
    return " ".join(filter(None, told)) or "No campaign uses it yet; *Attach campaigns* is on the card."


def _names(card: Card, state: AttachmentState, most: int = 10) -> str:
    found: list[AttachedCampaign] = [one for one in card.campaigns if one.attachment.state is state]
    names = [bold(one.campaign.name, 80) for one in found[:most]]
    return ", ".join([*names, f"and {len(found) - most} more"] if len(found) > most else names)


def _degraded(card: Card, event: Event) -> Iterator[Block]:
    since = f" since {date(card.domain.degraded_since)}" if card.domain.degraded_since else ""
    lost = f"{code(card.domain.host)} *is degraded*{since}: {_lost(card, event)}."
    yield section(lost, _sending(card, event), _remedy(card, event))
    if _names(card, AttachmentState.ATTACHED):
        yield actions(button("Detach for now", Action.DETACH, card.domain.id))


def _lost(card: Card, event: Event) -> str:
    told = dict.fromkeys(filter(None, (lost_fact(card, name) for name in _facts(event))))
    return "; ".join(told) or "something that was right is missing now"


def _facts(event: Event) -> list[FactName]:
    named = event.details.get("facts", "").split(",")
    return [name for name in FactName if name in named]


_LINKS_STILL_OPEN = frozenset({FactName.CAA, FactName.VERIFICATION})
"""What is needed to renew the certificate and to keep the domain at Twilio, but not to open a link."""


def _sending(card: Card, event: Event) -> str:
    attached, owner = _names(card, AttachmentState.ATTACHED), mention(card.domain.owner)
    if not attached:
        return "No campaign sends through it."  # it can wait for the morning: nobody is called
    is_ending = event.details.get("code") == Code.TLS_EXPIRING
    is_safe = is_ending or _LINKS_STILL_OPEN.issuperset(_facts(event) or [FactName.RECORD])
    still = "still open, but will not for ever" if is_safe else "may not open"
    if _facts(event) == [FactName.ASSOCIATION]:
        still = "that were sent still open; those sent from now on may be long, or on another domain"
    return f"{owner}, these campaigns send through it: {attached}. Their links {still}."


def _remedy(card: Card, event: Event) -> str:
    if needs_new_certificate(card.domain):
        return what_to_do(card)
    told = (advice_on(card, name) for name in _facts(event))
    return next(filter(None, told), "The card says what is wrong.")


def _recovered(card: Card, event: Event) -> Iterator[Block]:
    span = _span(event)
    yield section(f"{code(card.domain.host)} *is all right again*" + (f", after {span}." if span else "."))


def _details_refused(card: Card, event: Event) -> Iterator[Block]:
    told = explain(event.details.get("code", ""))
    who = mentions(card.operators) or mention(card.domain.owner)
    yield section(
        f"{who}, *the Twilio details of* {code(card.domain.host)} *are not right:* {said(told.what, 600)}",
        said(told.to_do, 900),
    )


def _attach_failed(card: Card, event: Event) -> Iterator[Block]:
    named = event.details.get("campaign")
    told = explain(event.details.get("code", ""))
    which = f"campaign {bold(named, 80)}" if named else "a campaign"
    yield section(f"*Not attached* to {code(card.domain.host)}: {which}. {said(told.what, 600)}", said(told.to_do, 900))


def _moved_away(card: Card, event: Event) -> Iterator[Block]:
    by = f"{mention(event.actor)} took" if event.actor else "Somebody took"
    named, to = bold(event.details.get("campaign", ""), 80), code(event.details.get("to", ""))
    yield section(
        f"{mention(card.domain.owner)}, campaign {named} leaves {code(card.domain.host)}: {by} its Messaging Service "
        f"for {to}. Links that were sent already go on working."
    )


def _tested(card: Card, event: Event) -> Iterator[Block]:
    """Whether the test message had a short link, and if not, why."""
    link, number = event.details.get("link"), event.details.get("number", "")
    asked_by = event.details.get("asked_by") or card.domain.owner
    campaign = bold(event.details.get("campaign", ""), 80)
    which = f"{mention(asked_by)}, this was the test message of campaign {campaign} to …{code(number[-4:])}."
    if link:
        yield section(f"*Links are short:* {code(link, 200)}", which)
        return
    told = explain(event.details.get("code", ""))
    yield section(f"*No short link:* {said(told.what, 600)}", said(told.to_do, 900), which)


def _detach_failed(card: Card, event: Event) -> Iterator[Block]:
    told = explain(event.details.get("code", ""))
    which = bold(event.details.get("campaign", ""), 80)
    yield section(
        f"*Not detached* from {code(card.domain.host)}: campaign {which}. {said(told.what, 600)}", said(told.to_do, 900)
    )


def _handed_over(card: Card, event: Event) -> Iterator[Block]:
    number = event.details.get("others", "")
    others = f", and {count(int(number), 'more domain')}" if number.isdecimal() else ""
    owner, former = event.details.get("owner", card.domain.owner), event.details.get("former")
    if owner == event.actor and former:
        yield section(f"{mention(former)}, {code(card.domain.host)} *is {mention(owner)}'s now*{others}: taken over.")
        return
    was = f"; it was {mention(former)}'s" if former and former != event.actor else ""
    yield section(
        f"{mention(owner)}, {code(card.domain.host)} *is yours now*{others}: handed over{_by(event)}{was}.",
        f"Now: {now_waits_for(card)}.",
    )


def _edited(card: Card, event: Event) -> Iterator[Block]:
    host, client = event.details.get("former_host"), event.details.get("former_client")
    lines = []
    if host:
        lines.append(f"*The name is {code(card.domain.host)} now*{_by(event)}; {code(host)} is not watched any more.")
        lines.append("Records for the former name are of no use. I look at the new one now and give the steps here.")
    if client:
        lines.append(f"*The client is {said(card.client.name, 80)} now*{_by(event)}; it was {said(client, 80)}.")
    yield section(*(lines or [f"{code(card.domain.host)} was edited{_by(event)}."]))


def _card_moved(card: Card, event: Event) -> Iterator[Block]:
    where = channel(event.details.get("channel", card.domain.channel))
    yield section(f"The card of {code(card.domain.host)} is in {where} now, posted there{_by(event)}.")


def _other(card: Card, event: Event) -> Iterator[Block]:
    yield section(f"{code(card.domain.host)}: {EVENTS[event.kind]}{_by(event)}.")


def _by(event: Event) -> str:
    return f" by {mention(event.actor)}" if event.actor else ""


def _span(event: Event) -> str:
    seconds = event.details.get("seconds", "")
    return lasting(timedelta(seconds=int(seconds))) if seconds.isdecimal() else ""


def _after(event: Event) -> str:
    span = _span(event)
    return f", {span} after it was added" if span else ""


_TITLES: Mapping[EventKind, str] = {
    EventKind.INSTRUCTED: "the DNS records to add",
    EventKind.RECORD_FOUND: "your subdomain is configured",
    EventKind.LIVE: "links are live",
    EventKind.DEGRADED: "degraded, something has to be put right",
    EventKind.RECOVERED: "all right again",
    EventKind.CERTIFICATE_FAILED: "Twilio did not issue the certificate",
}
"""For notifications and screen readers, where the timeline's word alone says too little."""
_PARTS: Mapping[EventKind, Part] = {
    EventKind.LIVE: _live,
    EventKind.DEGRADED: _degraded,
    EventKind.RECOVERED: _recovered,
    EventKind.CERTIFICATE_FAILED: _certificate_failed,
    EventKind.CERTIFICATE_ENDING: certificate_ending,
    EventKind.SSL_REJECTED: _rejected,
    EventKind.SSL_APPROVED: _approved,
    EventKind.DETAILS_REFUSED: _details_refused,
    EventKind.ATTACH_FAILED: _attach_failed,
    EventKind.DETACH_FAILED: _detach_failed,
    EventKind.TESTED: _tested,
    EventKind.MOVED_AWAY: _moved_away,
    EventKind.FORWARD_FAILED: forward_failed,
    EventKind.FORWARD_BOUNCED: forward_bounced,
    EventKind.LINK_ASKED: link_asked,
    EventKind.CONTACT_FORGOTTEN: contact_forgotten,
    EventKind.RECORD_FOUND: _record_found,
    EventKind.INSTRUCTED: _instructed,
    EventKind.HANDED_OVER: _handed_over,
    EventKind.EDITED: _edited,
    EventKind.REMOVAL_PLANNED: removals.planned,
    EventKind.REMOVAL_CALLED_OFF: removals.called_off,
    EventKind.REMOVING: removals.removing,
    EventKind.RECORD_REMOVED: removals.record_removed,
    EventKind.REMOVAL_PARKED: removals.parked,
    EventKind.REMOVED: removals.removed,
    EventKind.CARD_MOVED: _card_moved,
}
_ORDER = tuple(_PARTS)
