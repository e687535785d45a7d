"""Twilio's details: what they look like, whose they are, and what changes with them."""

import re
from dataclasses import replace
from datetime import datetime

from bot.core.commands import Actor
from bot.core.domain import AttachmentState, LinkDomain, RequestState, SslRequest, Standing, TwilioDetails
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.core.facts import FactName
from bot.core.twilio import Judgement
from bot.services import promises
from bot.services.common import account_of_domain, hurried
from bot.services.ports import Transaction
from bot.services.requests_shown import put_asked
from bot.services.telling import announce, event

_SID = re.compile(r"DN([0-9a-f]{32})", re.IGNORECASE)
_TOKEN = re.compile(r"(?:twilio-domain-verification=)?([0-9a-f]{32})", re.IGNORECASE)
_AROUND = " \t\r\n\"'`\u201c\u201d\u2018\u2019"
_OPEN = (RequestState.WAITING, RequestState.PENDING, RequestState.APPROVED)
_REFUSED = {Judgement.OTHER_HOST: Reason.SID_OF_OTHER_HOST, Judgement.UNKNOWN_SID: Reason.SID_UNKNOWN}


def parse_sid(text: str) -> str:
    """``DN`` and 32 hex digits, whatever quotes and spaces stand around. Raises Refused(BAD_DOMAIN_SID)."""
    found = _SID.fullmatch(text.strip(_AROUND))
    if found is None:
        raise Refused(Reason.BAD_DOMAIN_SID, field="domain_sid")
    return f"DN{found[1].lower()}"


def parse_verification(text: str | None) -> str | None:
    """The whole value of Twilio's TXT; 32 hex digits alone are completed. Raises Refused(BAD_VERIFICATION)."""
    value = (text or "").strip(_AROUND)
    if not value:
        return None
    found = _TOKEN.fullmatch(value)
    if found is None:
        raise Refused(Reason.BAD_VERIFICATION, field="verification")
    return f"twilio-domain-verification={found[1]}"


def parse_details(
    sid: str, verification: str | None, judgement: Judgement | None, actor: Actor, now: datetime
) -> TwilioDetails:
    """The details as Twilio judged them; no word in time leaves them unproven. Raises Refused beside the field."""
    details = TwilioDetails(
        domain_sid=parse_sid(sid),
        verification=parse_verification(verification),
        standing=Standing.CONFIRMED if judgement is Judgement.CONFIRMED else Standing.UNPROVEN,
        given_by=actor.user_id,
        given_at=now,
    )
    if judgement in _REFUSED:
        raise Refused(_REFUSED[judgement], field="domain_sid", domain_sid=details.domain_sid)
    return details


def refuse_other_owner(tx: Transaction, domain: LinkDomain, sid: str) -> None:
    """A Domain SID is one host's. Raises Refused(SID_USED_HERE) with the host that has it."""
    other = tx.domains.by_domain_sid(domain.team_id, sid)
    if other is not None and other.id != domain.id:
        raise Refused(Reason.SID_USED_HERE, field="domain_sid", host=other.host)


def put_judgement(tx: Transaction, domain: LinkDomain, event_id: int) -> None:
    """Details that Twilio could not judge in time are judged later."""
    if domain.details is not None and domain.details.standing is Standing.UNPROVEN:
        tx.outbox.put(promises.judge_details(domain, event_id, account_of_domain(tx, domain)))


def change_details(tx: Transaction, before: LinkDomain, details: TwilioDetails, actor: Actor, now: datetime) -> None:
    """Stores the details and what follows from them. The same again changes nothing but a better standing."""
    details = _merged(before.details, details)
    if before.details is not None and _is_same(before.details, details):
        _confirm(tx, before, details, actor, now)
        return
    given = event(before, EventKind.DETAILS_GIVEN, actor, now, domain_sid=details.domain_sid)
    after = replace_details(before, details)
    events = store_replaced(tx, before, after, [given, *voided_events(before, after, actor, now)], now)
    put_judgement(tx, after, events[0].id or 0)


def _merged(old: TwilioDetails | None, new: TwilioDetails) -> TwilioDetails:
    """What is known of the same Domain SID stays known."""
    if old is None or old.domain_sid != new.domain_sid:
        return new
    standing = old.standing if old.standing is Standing.CONFIRMED else new.standing
    return replace(new, verification=new.verification or old.verification, standing=standing)


def _is_same(old: TwilioDetails, new: TwilioDetails) -> bool:
    return (old.domain_sid, old.verification) == (new.domain_sid, new.verification)


def _confirm(tx: Transaction, before: LinkDomain, details: TwilioDetails, actor: Actor, now: datetime) -> None:
    if before.details is None or before.details.standing is details.standing:
        return
    after = replace(before, details=replace(before.details, standing=details.standing))
    tx.domains.save(after)
    announce(tx, before, after, [event(after, EventKind.DETAILS_CONFIRMED, actor, now)])


def replace_details(before: LinkDomain, details: TwilioDetails | None) -> LinkDomain:
    """The domain with other details, or none.

    Another Domain SID is another domain at Twilio: what was seen and asked for under the old one no longer counts.
    Another TXT value must be looked for anew, and told to whoever adds the records.
    """
    old, new = before.details, details
    is_other_sid = (old and old.domain_sid) != (new and new.domain_sid)
    is_other_value = (old and old.verification) != (new and new.verification)
    stale = {FactName.VERIFICATION} if is_other_value or is_other_sid else set()
    after = replace(before, details=new)
    if is_other_sid and old is not None:
        stale.add(FactName.CERTIFICATE)
        after = replace(after, live_since=None, degraded_since=None, request=_voided(before))
    if is_other_value and new and new.verification and after.live_since is None:
        after = replace(after, instructed=False)
    return replace(after, facts={name: fact for name, fact in before.facts.items() if name not in stale})


def _voided(domain: LinkDomain) -> SslRequest | None:
    request = domain.request
    return replace(request, state=RequestState.VOID) if request and request.state in _OPEN else request


def voided_events(before: LinkDomain, after: LinkDomain, actor: Actor, now: datetime) -> list[Event]:
    """That the SSL request no longer counts, where that is so."""
    if after.request is None or after.request == before.request:
        return []
    return [event(after, EventKind.SSL_VOIDED, actor, now, request=after.request.id)]


def store_replaced(
    tx: Transaction, before: LinkDomain, after: LinkDomain, events: list[Event], now: datetime
) -> tuple[Event, ...]:
    """Saves a domain whose details were replaced: looked at at once, its approval message updated, its attachments
    wanted again where they hang on another Domain SID."""
    after = hurried(after, now)
    tx.domains.save(after)
    _put_approval(tx, before.request, after)
    if (before.details and before.details.domain_sid) != (after.details and after.details.domain_sid):
        _want_again(tx, after)
    return announce(tx, before, after, events)


def _put_approval(tx: Transaction, request: SslRequest | None, after: LinkDomain) -> None:
    """The message of a request that no longer counts says so; one that still waited has no message."""
    is_shown = request is not None and request.state is not RequestState.WAITING
    if after.request is not None and after.request != request and is_shown:
        put_asked(tx, after, after.request)


def _want_again(tx: Transaction, domain: LinkDomain) -> None:
    for attachment in tx.attachments.of_domain(domain.id):
        if attachment.state in (AttachmentState.ATTACHED, AttachmentState.FAILED):
            wanted = replace(attachment, state=AttachmentState.WANTED, attached_at=None, problem=None)
            tx.attachments.save(wanted)
