"""E-mails that came back: what a mail server reports of one of ours is told once, on the card and in the thread."""

from datetime import datetime

from bot.core.bounces import Bounce, Fate, Settled, message_id
from bot.core.commands import Actor
from bot.core.domain import LinkDomain
from bot.core.effects import ClaimedEffect, EffectKind, EffectState
from bot.core.events import EventKind
from bot.core.forwarding import wants_client
from bot.core.links import SetupLink
from bot.core.stage import stage_of
from bot.services import links
from bot.services.ports import Transaction
from bot.services.promises import is_deletion
from bot.services.telling import announce, event

_MAILS = (EffectKind.MAIL_STEPS, EffectKind.MAIL_REMINDER)
_OPEN = (EffectState.NEW, EffectState.SENDING, EffectState.UNKNOWN)


def settle_bounce(tx: Transaction, bounce: Bounce, actor: Actor, now: datetime) -> Settled:
    """What the report changes; the same one again, by whatever process, changes nothing."""
    mail = tx.outbox.mail_of(bounce.message_id)
    if mail is None:
        is_ours = any(message_id(one.effect.key) == bounce.message_id for one in tx.outbox.mails_under_way())
        return Settled.EARLY if is_ours else Settled.FOREIGN
    if bounce.fate is not Fate.FAILED:
        return Settled.PASSING
    domain = tx.domains.get(mail.effect.domain_id)
    link = tx.links.of_domain(domain.id) if domain else None
    if domain is None or link is None or link.revoked_at is not None:
        return Settled.OUTDATED
    if _is_told(tx, domain, mail):
        return Settled.KNOWN
    if _is_past(tx, domain, mail):
        return Settled.OUTDATED
    _tell(tx, domain, link, mail, bounce, actor, now)
    return Settled.TOLD


def _is_told(tx: Transaction, domain: LinkDomain, mail: ClaimedEffect) -> bool:
    bounced = (one for one in tx.events.of_domain(domain.id) if one.kind is EventKind.FORWARD_BOUNCED)
    return any(one.details.get("mail") == str(mail.id) for one in bounced)


def _is_past(tx: Transaction, domain: LinkDomain, mail: ClaimedEffect) -> bool:
    """The contact is written to no more, or has been again since: that mail will tell by itself whether it arrives."""
    contact_id = mail.effect.subject
    if contact_id not in domain.contact_ids:
        return True
    mails = (one for one in tx.outbox.of_domain(domain.id) if one.effect.kind in _MAILS and one.id > mail.id)
    return any(one.effect.subject == contact_id and (one.state in _OPEN or one.external_id) for one in mails)


def _tell(
    tx: Transaction,
    domain: LinkDomain,
    link: SetupLink,
    mail: ClaimedEffect,
    bounce: Bounce,
    actor: Actor,
    now: datetime,
) -> None:
    """Where the client has nothing to do any more, the timeline alone."""
    contact_id = mail.effect.subject
    links.came_back(tx, link, contact_id, bounce.status)
    details = {"contact": contact_id, "code": bounce.status, "of": str(len(domain.contact_ids)), "mail": str(mail.id)}
    if not (is_deletion(mail.effect) or wants_client(domain, stage_of(domain))):
        details["quiet"] = "yes"
    announce(tx, domain, domain, [event(domain, EventKind.FORWARD_BOUNCED, actor, now, **details)])
