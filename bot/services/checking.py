"""A check's way through the database: claim what is due, settle what was seen."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.commands import Actor, ClaimDue, SettleCheck
from bot.core.decide import Decision, decide
from bot.core.domain import AttachmentState, LinkDomain, TwilioAccount
from bot.core.events import EventKind
from bot.core.facts import Code, Diagnosis, Finding
from bot.core.looks import is_close
from bot.core.sweep import bucket_of, is_swept, whole_look
from bot.services import alarms, links, promises, removing
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


@dataclass(frozen=True, slots=True)
class Associations:
    """The Messaging Services that send with a domain, as we hold it; maybe none."""

    account: TwilioAccount | None
    services: tuple[str, ...]


def associations_of(tx: Transaction, domain_id: str, actor: Actor, _now: datetime) -> Associations:
    """What Twilio is to be asked about. Raises Refused(UNKNOWN_HOST)."""
    domain = load(tx, domain_id, actor)
    held = [one for one in tx.attachments.of_domain(domain_id) if one.state is AttachmentState.ATTACHED]
    campaigns = (tx.campaigns.get(domain.team_id, one.campaign_id) for one in held)
    services = dict.fromkeys(campaign.service_sid for campaign in campaigns if campaign and campaign.service_sid)
    return Associations(account_of_domain(tx, domain), tuple(services))


def settle_check(tx: Transaction, command: SettleCheck, actor: Actor, now: datetime) -> bool:
    """Stores what a check saw and promises what follows. False, and nothing stored, where the domain changed since
    it was claimed: another process took it over, or a person acted."""
    before = tx.domains.get(command.domain_id)
    if before is None or before.generation != command.generation:
        return False
    diagnosis = _without_neighbours(tx, before, command.diagnosis) if command.diagnosis else None
    decision = decide(before, diagnosis, command.observations, now, tx.rules)
    decision = replace(decision, domain=_looked_after(tx, decision.domain, now))
    if not tx.domains.save_if(decision.domain, command.generation):
        return False
    events = alarms.marked(tx, decision.domain, decision.events, now)
    alarms.sound(tx, decision.domain, announce(tx, before, decision.domain, events))
    _put_effects(tx, before, decision, actor, now)
    return True


def _without_neighbours(tx: Transaction, domain: LinkDomain, diagnosis: Diagnosis) -> Diagnosis:
    """A record that stands at another host of ours serves that one: it is no slip, and nobody may rename it."""

    def judged(finding: Finding) -> Finding:
        seen = finding.details.get("seen", "").rstrip(".")
        is_neighbour = finding.code is Code.NAME_TYPO and tx.domains.by_host(domain.team_id, seen) is not None
        return replace(finding, code=Code.MISSING_NXDOMAIN) if is_neighbour else finding

    observations = {
        name: replace(seen, finding=judged(seen.finding)) if seen.finding else seen
        for name, seen in diagnosis.observations.items()
    }
    return replace(diagnosis, findings=tuple(map(judged, diagnosis.findings)), observations=observations)


def _looked_after(tx: Transaction, domain: LinkDomain, now: datetime) -> LinkDomain:
    """What the sweep looks after is looked at by all paths more rarely, unless somebody waits for it."""
    rules, due = tx.rules, domain.next_check_at
    if due is None or not is_swept(domain, rules.target) or is_close(domain, now, rules.speed):
        return domain
    every = whole_look(tx.buckets.swept(bucket_of(domain.host)), now, rules.speed)
    return replace(domain, next_check_at=now + every / rules.speed) if every else domain


def _put_effects(tx: Transaction, before: LinkDomain, decision: Decision, actor: Actor, now: datetime) -> None:
    after, kinds = decision.domain, {event.kind for event in decision.events}
    if not decision.events and (decision.is_visible or _is_asked_for(before)):
        tx.outbox.put(promises.card(after, f"look:{before.generation}"))
    put_approval(tx, before, after)
    links.follow(tx, after, now, is_instructed=EventKind.INSTRUCTED in kinds)
    if kinds & {EventKind.LIVE, EventKind.RECOVERED}:
        carry_out(tx, after)
    if EventKind.REMOVING in kinds:
        removing.begin(tx, before, after, actor, now)


def _is_asked_for(before: LinkDomain) -> bool:
    """The first look since somebody pressed *Check now*: they want to see that it was done."""
    pressed, looked = before.close_since, before.last_check_at
    return pressed is not None and (looked is None or looked < pressed)
