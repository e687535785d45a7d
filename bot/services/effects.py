"""An effect's way through the database: claim what may go, settle what became of it.

Only two ends change anything but the effect itself: it was done, or it is dead and people must be told. Tries that are
repeated or looked into are kept in the effect's own state.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core.commands import Actor, ClaimDue, EffectOutcome
from bot.core.domain import Attachment, AttachmentState, LinkDomain, RequestState, SslRequest, Standing
from bot.core.effects import ClaimedEffect, Effect, EffectKind
from bot.core.events import EventKind
from bot.core.twilio import Judgement
from bot.services import links, promises, testing, webhook_outbox
from bot.services.common import hurried
from bot.services.details import replace_details, store_replaced, voided_events
from bot.services.placing import lost_card, place_anew
from bot.services.ports import Transaction
from bot.services.telling import announce, event

_MAILS = (EffectKind.MAIL_STEPS, EffectKind.MAIL_REMINDER)
PURGED_AT_ONCE = 1_000
"""Nobody waits long behind a purge: there may be millions after a year."""
_log = logging.getLogger(__name__)


def claim_effects(tx: Transaction, command: ClaimDue, _actor: Actor, now: datetime) -> list[ClaimedEffect]:
    """The effects to perform, or to look into, now; each leased to this process."""
    return tx.outbox.claim(now, command.limit, command.lease, command.owner)


def next_due(tx: Transaction, _command: None, _actor: Actor, _now: datetime) -> datetime | None:
    """When the next outside action may be tried, as far as it is known; None: nothing waits."""
    return tx.outbox.next_due()


def hold_destination(tx: Transaction, command: tuple[str, datetime], _actor: Actor, _now: datetime) -> None:
    """After a 429: nothing goes to the destination before the time given."""
    tx.outbox.hold(*command)


def purge_deliveries(tx: Transaction, before: datetime, _actor: Actor, _now: datetime) -> int:
    """Forgets deliveries older than ``before``; how many. Keep at least a day: Slack repeats events for an hour."""
    return tx.deliveries.purge(before)


def purge_effects(tx: Transaction, before: datetime, _actor: Actor, _now: datetime) -> int:
    """Drops finished effects made before that nobody asks for again, `PURGED_AT_ONCE` at most; how many."""
    return tx.outbox.purge(before, PURGED_AT_ONCE)


def settle_effect(tx: Transaction, outcome: EffectOutcome, actor: Actor, now: datetime) -> bool:
    """Stores what became of one try, and what follows from it. False, and nothing stored, where another process took
    the effect over."""
    claimed = tx.outbox.get(outcome.effect_id)
    if claimed is None or not tx.outbox.settle(outcome):
        return False
    if claimed.effect.kind is EffectKind.WEBHOOK:
        webhook_outbox.settled(tx, claimed.effect, outcome, now)
    elif claimed.effect.kind is EffectKind.FIND_ADMINS:
        webhook_outbox.admins_found(tx, claimed.effect, outcome, now)
    elif outcome.retry_at is None and outcome.look_at is None:
        _apply(tx, claimed.effect, outcome, actor, now)
    elif outcome.problem and claimed.effect.kind in _MAILS:
        links.tell_fault(tx, claimed.effect.domain_id, outcome.problem)
    return True


def _apply(tx: Transaction, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime) -> None:
    if not outcome.is_done:
        _log.warning("effect_dead", extra={"key": effect.key, "problem": outcome.problem})
    domain = tx.domains.get(effect.domain_id)
    follow = _FOLLOWS.get(effect.kind)
    if domain is not None and follow is not None:
        follow(tx, domain, effect, outcome, actor, now)


def _card(
    tx: Transaction, domain: LinkDomain, _effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    """The first post names the card until it is lost or moved; a post for a place that it left names nothing."""
    is_here = outcome.result.get("key", promises.card_key(domain)) == promises.card_key(domain)
    if outcome.is_done and outcome.external_id and domain.card_ts is None and is_here:
        tx.domains.save(replace(domain, card_ts=outcome.external_id))
    if domain.card_ts is not None and outcome.problem == lost_card(domain.card_ts):
        place_anew(tx, domain, domain.channel, actor, now)


def _certificate(
    tx: Transaction, before: LinkDomain, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    """Twilio is at it, and is looked at closely; or it refused, and SSL may be requested again."""
    request = before.request
    if request is None or request.id != effect.subject or request.state is not RequestState.APPROVED:
        return
    if outcome.is_done:
        after, kind, details = hurried(before, now, is_close=True), EventKind.CERTIFICATE_REQUESTED, {}
    else:
        after = replace(before, request=_with_problem(request, outcome))
        kind, details = EventKind.CERTIFICATE_FAILED, {"code": outcome.problem or ""}
    tx.domains.save(after)
    announce(tx, before, after, [event(after, kind, actor, now, request=request.id, **details)])


def _with_problem(request: SslRequest, outcome: EffectOutcome) -> SslRequest:
    return replace(request, problem=outcome.problem)


def _attach(
    tx: Transaction, domain: LinkDomain, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    attachment = tx.attachments.get(effect.subject)
    if attachment is None or attachment.state is not AttachmentState.WANTED:
        return
    ended = _ended(attachment, outcome, now)
    tx.attachments.save(ended)
    campaign = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    details = {"campaign": campaign.name if campaign else "", "attachment": attachment.id}
    if ended.problem is not None:
        details["code"] = ended.problem
    kind = EventKind.ATTACHED if ended.state is AttachmentState.ATTACHED else EventKind.ATTACH_FAILED
    announce(tx, domain, domain, [event(domain, kind, actor, now, **details)])


def _ended(attachment: Attachment, outcome: EffectOutcome, now: datetime) -> Attachment:
    if outcome.is_done:
        problem = outcome.result.get("problem")
        return replace(attachment, state=AttachmentState.ATTACHED, attached_at=now, problem=problem)
    return replace(attachment, state=AttachmentState.FAILED, problem=outcome.problem)


def _detach(
    tx: Transaction, domain: LinkDomain, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    """What Twilio would not let go is attached still, and may be detached again."""
    attachment = tx.attachments.get(effect.subject)
    if attachment is None or attachment.state is not AttachmentState.DETACHING:
        return
    campaign = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    details = {"campaign": campaign.name if campaign else "", "attachment": attachment.id}
    if outcome.is_done:
        ended, kind = replace(attachment, state=AttachmentState.DETACHED, problem=None), EventKind.DETACHED
    else:
        ended = replace(attachment, state=AttachmentState.ATTACHED, problem=outcome.problem)
        kind, details["code"] = EventKind.DETACH_FAILED, outcome.problem or ""
    tx.attachments.save(ended)
    announce(tx, domain, domain, [event(domain, kind, actor, now, **details)])


def _judge(
    tx: Transaction, before: LinkDomain, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    """Twilio's late word on the Domain SID. A refused one is taken away again, with all that hung on it: the stage
    is back at waiting for Twilio's details, the timeline keeps the SID, the thread says why."""
    details = before.details
    if details is None or details.domain_sid != effect.subject or not outcome.is_done:
        return
    judgement = outcome.result.get("judgement", "")
    if judgement == Judgement.CONFIRMED and details.standing is not Standing.CONFIRMED:
        after = replace(before, details=replace(details, standing=Standing.CONFIRMED))
        tx.domains.save(after)
        announce(tx, before, after, [event(after, EventKind.DETAILS_CONFIRMED, actor, now)])
    if judgement in (Judgement.OTHER_HOST, Judgement.UNKNOWN_SID):
        after = replace_details(before, None)
        named = {"domain_sid": details.domain_sid, "code": judgement}
        refused = event(after, EventKind.DETAILS_REFUSED, actor, now, **named)
        store_replaced(tx, before, after, [refused, *voided_events(before, after, actor, now)], now)


def _mail(
    tx: Transaction, domain: LinkDomain, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    """Sent, or refused for good: the card names the address. A mail that nobody wants any more leaves no trace."""
    if "skipped" in outcome.result:
        links.tell_fault(tx, domain.id, "")
        return
    details = {"contact": effect.subject}
    if not outcome.is_done:
        details |= {"code": outcome.problem or "", "of": str(len(domain.contact_ids))}
    kind = EventKind.FORWARDED if outcome.is_done else EventKind.FORWARD_FAILED
    links.mark_sent(tx, domain, effect, now, is_done=outcome.is_done, fault=outcome.problem or "")
    announce(tx, domain, domain, [event(domain, kind, actor, now, **details)])


_Follow = Callable[[Transaction, LinkDomain, Effect, EffectOutcome, Actor, datetime], None]
_FOLLOWS: dict[EffectKind, _Follow] = {
    EffectKind.CARD: _card,
    EffectKind.REQUEST_CERTIFICATE: _certificate,
    EffectKind.ATTACH: _attach,
    EffectKind.DETACH: _detach,
    EffectKind.SEND_TEST: testing.sent,
    EffectKind.READ_TEST: testing.seen,
    EffectKind.JUDGE_DETAILS: _judge,
    EffectKind.MAIL_STEPS: _mail,
    EffectKind.MAIL_REMINDER: _mail,
}
"""What follows when an effect of that kind ends. Nothing follows from replies, tasks and approval messages."""
