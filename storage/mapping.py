"""Rows to the core's values and back. Pure; the round trip of every field is a property test."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.commands import EffectOutcome
from bot.core.domain import (
    Attachment,
    AttachmentState,
    Campaign,
    Client,
    LinkDomain,
    LinkSettings,
    RequestState,
    Setup,
    SslRequest,
    Standing,
    TwilioDetails,
)
from bot.core.effects import ClaimedEffect, Effect, EffectKind, EffectState
from bot.core.events import Event, EventKind
from bot.core.facts import Code, Evidence, Fact, FactName, FactState, Finding, Provider
from bot.core.sweep import bucket_of
from storage.tables import ApprovalRow, AttachmentRow, CampaignRow, ClientRow, DomainRow, EventRow, FactRow
from storage.tables_outbox import EffectRow

Columns = dict[str, object]
"""Column names and values of one row."""


def name_key(name: str) -> str:
    """A name as it is compared: without case, outer or doubled spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def client_columns(client: Client) -> Columns:
    return {
        "id": client.id,
        "team_id": client.team_id,
        "name": client.name,
        "name_key": name_key(client.name),
        "account_id": client.account_id,
        "leaving_since": client.leaving_since,
        "leaving_by": client.leaving_by,
        "archived_at": client.archived_at,
    }


def client_of(row: ClientRow) -> Client:
    since, by = row.leaving_since, row.leaving_by
    return Client(row.id, row.team_id, row.name, row.account_id, since, by, row.archived_at)


def campaign_columns(campaign: Campaign) -> Columns:
    return {
        "id": campaign.id,
        "team_id": campaign.team_id,
        "client_id": campaign.client_id,
        "name": campaign.name,
        "name_key": name_key(campaign.name),
        "service_sid": campaign.service_sid,
    }


def campaign_of(row: CampaignRow) -> Campaign:
    return Campaign(row.id, row.team_id, row.client_id, row.name, row.service_sid)


_OWN = (
    "id", "team_id", "host", "zone", "client_id", "owner", "channel", "created_at", "next_check_at", "card_ts",
    "note", "instructed", "live_since", "degraded_since", "close_since", "last_check_at", "visible_everywhere_at",
    "removed_at", "generation", "card_number", "removing_since", "parked_since",
    "wrong_since", "opened_at", "page_seen_at", "removal_due_at",
)  # fmt: skip
"""Fields of LinkDomain that are columns of the same name."""


def domain_columns(domain: LinkDomain) -> Columns:
    """The domain's own row; facts, request and contacts stand in tables of their own, the lease is the claim's."""
    details, provider = domain.details, domain.provider
    return {name: getattr(domain, name) for name in _OWN} | {
        "bucket": bucket_of(domain.host),
        "setup": domain.setup.value,
        "domain_sid": details and details.domain_sid,
        "verification": details and details.verification,
        "standing": details and details.standing.value,
        "details_by": details and details.given_by,
        "details_at": details and details.given_at,
        "provider_id": provider and provider.id,
        "provider_name": provider and provider.name,
    }


def domain_of(
    row: DomainRow, facts: Sequence[FactRow], request: SslRequest | None, contact_ids: Sequence[str]
) -> LinkDomain:
    return domain_of_facts(row, {FactName(fact.name): fact_of(fact) for fact in facts}, request, contact_ids)


def domain_of_facts(
    row: DomainRow, facts: Mapping[FactName, Fact], request: SslRequest | None, contact_ids: Sequence[str]
) -> LinkDomain:
    return LinkDomain(
        **{name: getattr(row, name) for name in _OWN},
        setup=Setup(row.setup),
        details=_details_of(row),
        provider=_provider_of(row),
        facts=facts,
        request=request,
        contact_ids=tuple(contact_ids),
    )


def _details_of(row: DomainRow) -> TwilioDetails | None:
    if row.domain_sid is None or row.standing is None or row.details_by is None or row.details_at is None:
        return None
    return TwilioDetails(row.domain_sid, row.verification, Standing(row.standing), row.details_by, row.details_at)


def _provider_of(row: DomainRow) -> Provider | None:
    if row.provider_id is None or row.provider_name is None:
        return None
    return Provider(row.provider_id, row.provider_name)


def fact_columns(domain_id: str, name: FactName, fact: Fact) -> Columns:
    return {
        "domain_id": domain_id,
        "name": name.value,
        "state": fact.state.value,
        "since": fact.since,
        "seen_at": fact.seen_at,
        "finding": finding_text(fact.finding),
        "evidence": evidence_text(fact.evidence),
        "before": evidence_text(fact.before),
        "contrary": fact.contrary,
        "unsure": finding_text(fact.unsure),
        "expires_at": fact.expires_at,
    }


def fact_of(row: FactRow) -> Fact:
    return Fact(
        state=FactState(row.state),
        since=row.since,
        seen_at=row.seen_at,
        finding=finding_of(row.finding),
        evidence=evidence_of(row.evidence),
        before=evidence_of(row.before),
        contrary=row.contrary,
        unsure=finding_of(row.unsure),
        expires_at=row.expires_at,
    )


def finding_text(finding: Finding | None) -> str | None:
    return None if finding is None else _json({"code": finding.code.value, "details": dict(finding.details)})


def finding_of(text: str | None) -> Finding | None:
    if text is None:
        return None
    raw = json.loads(text)
    return Finding(Code(raw["code"]), raw["details"])


def evidence_text(evidence: Evidence | None) -> str | None:
    if evidence is None:
        return None
    names = ("asked", "question", "rcode", "answer", "ttl", "server")
    return _json({name: getattr(evidence, name) for name in names} | {"at": evidence.at.isoformat()})


def evidence_of(text: str | None) -> Evidence | None:
    if text is None:
        return None
    raw = json.loads(text)
    at = datetime.fromisoformat(raw["at"])
    return Evidence(raw["asked"], raw["question"], raw["rcode"], tuple(raw["answer"]), raw["ttl"], at, raw["server"])


_OF_REQUEST = (
    "id", "domain_id", "digest", "requested_by", "requested_at", "decided_by", "decided_at", "reason", "problem",
)  # fmt: skip


def request_columns(request: SslRequest) -> Columns:
    """Without ``number``, which the table gives."""
    return {name: getattr(request, name) for name in _OF_REQUEST} | {"state": request.state.value}


def request_of(row: ApprovalRow) -> SslRequest:
    return SslRequest(**{name: getattr(row, name) for name in _OF_REQUEST}, state=RequestState(row.state))


_OF_ATTACHMENT = ("id", "domain_id", "campaign_id", "wanted_by", "wanted_at", "attached_at", "problem")
_OF_SETTINGS = ("fallback_url", "callback_url", "continue_on_failure", "disable_https")


def attachment_columns(attachment: Attachment) -> Columns:
    own = {name: getattr(attachment, name) for name in _OF_ATTACHMENT}
    settings = {name: getattr(attachment.settings, name) for name in _OF_SETTINGS}
    return own | settings | {"state": attachment.state.value}


def attachment_of(row: AttachmentRow) -> Attachment:
    return Attachment(
        **{name: getattr(row, name) for name in _OF_ATTACHMENT},
        state=AttachmentState(row.state),
        settings=LinkSettings(**{name: getattr(row, name) for name in _OF_SETTINGS}),
    )


def event_columns(event: Event) -> Columns:
    """Without ``id``, which the database gives."""
    return {
        "domain_id": event.domain_id,
        "kind": event.kind.value,
        "at": event.at,
        "actor": event.actor,
        "details": _json(dict(event.details)),
    }


def event_of(row: EventRow) -> Event:
    return Event(row.domain_id, EventKind(row.kind), row.at, row.actor, json.loads(row.details), row.id)


_OF_EFFECT = ("key", "team_id", "domain_id", "subject", "destination", "urgency")


def effect_columns(effect: Effect, now: datetime) -> Columns:
    """A row that may go at once."""
    own = {name: getattr(effect, name) for name in _OF_EFFECT}
    state = {"state": EffectState.NEW.value, "created_at": now, "next_try_at": now}
    return own | state | {"kind": effect.kind.value, "coalesces": effect.coalesce}


def effect_of(row: EffectRow) -> Effect:
    own = {name: getattr(row, name) for name in _OF_EFFECT}
    return Effect(**own, kind=EffectKind(row.kind), coalesce=row.coalesces)


def claimed_of(row: EffectRow) -> ClaimedEffect:
    """The effect as it stands; its row is stored, so it has an id."""
    if row.id is None:
        raise ValueError("an effect that is not stored cannot be claimed")
    return ClaimedEffect(
        id=row.id,
        effect=effect_of(row),
        state=EffectState(row.state),
        attempt=row.attempt,
        looks=row.looks,
        first_sent_at=row.first_sent_at,
        generation=row.generation,
        external_id=row.external_id,
    )


def outcome_columns(outcome: EffectOutcome) -> Columns:
    """What one try changes; an earlier result stays where it gives none. Raises ValueError where the outcome names no
    way on."""
    result: Mapping[str, str] = outcome.result
    common: Columns = {"problem": outcome.problem, **({"result": _json(dict(result))} if result else {})}
    if outcome.is_done:
        return common | {"state": EffectState.DONE.value}
    if outcome.retry_at is not None:
        return common | {"state": EffectState.NEW.value, "next_try_at": outcome.retry_at}
    if outcome.look_at is not None:
        return common | {"state": EffectState.UNKNOWN.value, "next_try_at": outcome.look_at}
    if outcome.problem is None:
        raise ValueError("an outcome is done, tried again, looked at or dead with a problem")
    return common | {"state": EffectState.DEAD.value}


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, sort_keys=True)
