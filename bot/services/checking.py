"""A check's way through the database: claim what is due, settle what was seen."""

import hashlib
from datetime import datetime

from bot.core.commands import Actor, ClaimDue, SettleCheck
from bot.core.decide import Decision, decide
from bot.core.domain import LinkDomain, Setup, TwilioAccount
from bot.core.events import EventKind
from bot.core.stage import has_details
from bot.services import alarms, promises
from bot.services.campaigns import carry_out
from bot.services.common import account_of_domain, load
from bot.services.ports import Transaction
from bot.services.ssl import put_approval
from bot.services.telling import announce


def claim_due(tx: Transaction, command: ClaimDue, _actor: Actor, now: datetime) -> list[LinkDomain]:
    """The domains to look at now, each leased to this process."""
    return tx.domains.claim_due(now, command.limit, command.lease, command.owner)


def account_of(tx: Transaction, domain_id: str, actor: Actor, _now: datetime) -> TwilioAccount | None:
    """The Twilio account that serves the domain; None: the default account. Raises Refused(UNKNOWN_HOST)."""
    return account_of_domain(tx, load(tx, domain_id, actor))


def settle_check(tx: Transaction, command: SettleCheck, _actor: Actor, now: datetime) -> bool:
    """Stores what a check saw and promises what follows. False, and nothing stored, where the domain changed since
    it was claimed: another process took it over, or a person acted."""
    before = tx.domains.get(command.domain_id)
    if before is None or before.generation != command.generation:
        return False
    decision = decide(before, command.diagnosis, command.observations, now, tx.rules)
    if not tx.domains.save_if(decision.domain, command.generation):
        return False
    events = alarms.marked(tx, decision.domain, decision.events, now)
    alarms.sound(tx, decision.domain, announce(tx, before, decision.domain, events))
    _put_effects(tx, before, decision)
    return True


def _put_effects(tx: Transaction, before: LinkDomain, decision: Decision) -> None:
    after, kinds = decision.domain, {event.kind for event in decision.events}
    if not decision.events and (decision.is_visible or _is_asked_for(before)):
        tx.outbox.put(promises.card(after, f"look:{before.generation}"))
    put_approval(tx, before, after)
    if EventKind.INSTRUCTED in kinds:
        _put_mails(tx, after)
    if kinds & {EventKind.LIVE, EventKind.RECOVERED}:
        carry_out(tx, after)


def _is_asked_for(before: LinkDomain) -> bool:
    """The first look since somebody pressed *Check now*: they want to see that it was done."""
    pressed, looked = before.close_since, before.last_check_at
    return pressed is not None and (looked is None or looked < pressed)


def _put_mails(tx: Transaction, domain: LinkDomain) -> None:
    """The steps to each contact; where one was told before, the same contact is told what is wanted since.

    Until Twilio's details are here nobody is written to: the client is to be asked once, for both records.
    """
    if domain.setup is not Setup.FORWARD or not tx.rules.is_mail_on or not has_details(domain):
        return
    told = {claimed.effect.key for claimed in tx.outbox.of_domain(domain.id)}
    for contact_id in domain.contact_ids:
        first = promises.mail_steps(domain, contact_id)
        again = promises.mail_steps(domain, contact_id, f":{_mark_of_records(domain)}")
        tx.outbox.put(again if first.key in told else first)


def _mark_of_records(domain: LinkDomain) -> str:
    value = domain.details.verification if domain.details else None
    return hashlib.sha256((value or "").encode()).hexdigest()[:12]
