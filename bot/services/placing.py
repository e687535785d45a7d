"""Where the card stands: posted anew in another channel, or because somebody deleted it."""

from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.cards import Stage
from bot.core.commands import Actor, MoveCard
from bot.core.domain import LinkDomain
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.stage import stage_of
from bot.services import promises, todo
from bot.services.common import allow, load, once
from bot.services.ports import Transaction
from bot.services.telling import announce, event


def move_card(tx: Transaction, command: MoveCard, actor: Actor, now: datetime) -> None:
    """Posts the card anew in the channel; all that follows goes there. An earlier card, if it still stands, says so.

    Raises Refused: UNKNOWN_HOST, NOT_ALLOWED, NO_CHANNEL.
    """
    once(tx, actor, now)
    before = load(tx, command.domain_id, actor)
    allow(tx, actor, Act.EDIT)
    if not command.channel:
        raise Refused(Reason.NO_CHANNEL)
    event_id = place_anew(tx, before, command.channel, actor, now)
    if before.card_ts is not None:
        tx.outbox.put(promises.card_moved(before, event_id, before.channel, before.card_ts))


def lost_card(ts: str) -> str:
    """The problem of an update of a message that somebody has deleted."""
    return f"message_not_found:{ts}"


def place_anew(tx: Transaction, before: LinkDomain, channel: str, actor: Actor, now: datetime) -> int:
    """The card gets another root in the channel, with what is still to be done told again under it; gives the id of
    the event. By nobody: the card that stood there was deleted."""
    after = replace(before, channel=channel, card_ts=None, card_number=before.card_number + 1)
    tx.domains.save(after)
    cause = {"channel": channel} if actor.user_id else {"channel": channel, "lost": "yes"}
    (stored,) = announce(tx, before, after, [event(after, EventKind.CARD_MOVED, actor, now, **cause)])
    if stage_of(after) in (Stage.WAITING_FOR_TWILIO_DETAILS, Stage.WAITING_FOR_RECORDS):
        todo.post_again(tx, before, after)  # the thread begins anew: whoever adds something finds the steps in it
    return stored.id or 0
