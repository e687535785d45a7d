"""The checklist of the card: one row for each fact, a mark and always words beside it."""

from collections.abc import Iterator

from bot.core.advice import headline
from bot.core.cards import AttachedCampaign, Card, Stage
from bot.core.domain import AttachmentState, RequestState, Setup, SslRequest, Standing
from bot.core.facts import Fact, FactName, FactState
from bot.core.forwarding import holds_back
from bot.core.stage import can_serve, doubt_of, has_details, has_records, is_record_gone, is_verified
from bot.core.troubles import NO_CERTIFICATE, NOT_THERE
from bot.core.twilio_advice import explain
from handlers.views.forwarding import link_state, undelivered
from handlers.views.losses import taken_off
from handlers.views.text import bold, code, count, date, day, mention, said, short_sid

DONE, NOW, LATER, WRONG = "✓", "…", "○", "✗"
MAX_CAMPAIGNS = 10


def row(mark: str, name: str, words: str) -> str:
    return f"{mark} *{name}* · {words}"


def checklist(card: Card) -> list[str]:
    """The rows that have something to say, then one row that names what comes later."""
    rows = [
        _details(card),
        _link(card),
        _undelivered(card),
        _record(card),
        _caa(card),
        _verification(card),
        _ssl(card),
        _certificate(card),
        _https(card),
        _removal(card),
    ]
    told = [text for text in rows if text and not text.startswith(LATER)]
    later = [text.removeprefix(f"{LATER} ") for text in rows if text and text.startswith(LATER)]
    is_over = card.stage is Stage.REMOVED
    return [*told, f"{LATER} Later: {', '.join(later)}"] if later and not is_over else told


def _later(name: str) -> str:
    return f"{LATER} {name}"


def _details(card: Card) -> str:
    details = card.domain.details
    if details is None:
        is_next = card.stage is Stage.WAITING_FOR_TWILIO_DETAILS
        return row(NOW, "Twilio details", "not given yet") if is_next else _later("Twilio details")
    given = f"{code(short_sid(details.domain_sid))}, by {mention(details.given_by)} {date(details.given_at)}"
    doubt = "" if details.standing is Standing.CONFIRMED else "; Twilio confirms it with the certificate"
    if not has_details(card.domain):
        return row(NOW, "Twilio details", f"{given}; the verification value is still missing")
    return row(DONE, "Twilio details", given + doubt)


def _problem(name: str, fact: Fact, was_live: bool) -> str:
    finding = fact.finding
    is_awaited = finding is not None and finding.code in NOT_THERE and not was_live
    words = said(headline(finding, was_live=was_live), 120) if finding else "not right"
    seen = f" · seen {date(fact.seen_at)}{_at(fact)}" if fact.seen_at and not is_awaited else ""
    return row(NOW if is_awaited else WRONG, name, words + seen)


def _at(fact: Fact) -> str:
    return f" at {said(fact.evidence.where, 80)}" if fact.evidence else ""


def _doubt(card: Card, name: FactName) -> str:
    finding = doubt_of(card.domain, name)
    return f" · could not look just now: {said(headline(finding), 120)}" if finding else ""


def _warning(fact: Fact) -> str:
    return f" · {said(headline(fact.finding), 120)}" if fact.finding else ""


def _link(card: Card) -> str:
    """Sent, opened, or what became of the client's link; empty where nothing was forwarded."""
    link, domain, name = card.link, card.domain, "Forwarded"
    if card.stage is Stage.REMOVED:
        return ""
    if link is None:
        is_blocked = domain.setup is Setup.FORWARD and domain.contact_ids and holds_back(domain) == "blocking"
        return row(NOW, name, _HELD["blocking"]) if is_blocked else ""
    if domain.live_since is not None and not _is_of_trouble(card):
        return ""
    state = link_state(card)
    if not state and not link.revoked_at and has_records(domain):
        return ""
    if link.is_held:
        held = _HELD.get(holds_back(domain), "goes by itself now")
        return row(NOW, name, f"{state}; not sent again yet: {held}" if state else f"not sent yet: {held}")
    if not state:
        return row(WRONG, name, "the link was revoked before it was sent") if link.revoked_at else row(NOW, name, "…")
    if link.revoked_at or link.ended_at:
        return row(WRONG, name, state)
    return row(DONE if link.first_opened_at else NOW, name, state)


_HELD = {
    "details": "it waits for Twilio's details, then goes by itself",
    "blocking": "it waits until what stands in the way is settled, then goes by itself",
}


def _is_of_trouble(card: Card) -> bool:
    """Sent to have a degraded domain mended."""
    since, sent_at = card.domain.degraded_since, card.link.sent_at if card.link else None
    return since is not None and sent_at is not None and sent_at > since


def _undelivered(card: Card) -> str:
    failed = undelivered(card) if card.stage not in (Stage.LIVE, Stage.REMOVING, Stage.REMOVED) else ""
    return row(WRONG, "E-mail", failed) if failed else ""


def _record(card: Card) -> str:
    fact, name = card.domain.fact(FactName.RECORD), "DNS record"
    doubt = _doubt(card, FactName.RECORD)
    if card.stage is Stage.REMOVING:
        return row(DONE, name, "deleted") if is_record_gone(card.domain) else row(NOW, name, "to be deleted")
    if card.stage is Stage.REMOVED and not fact.holds:
        return row(DONE, name, "deleted") if card.domain.live_since else ""
    if fact.state is FactState.WRONG:
        return _problem(name, fact, card.domain.live_since is not None) + doubt
    if fact.holds:
        found = f"found {date(fact.since)}" if fact.since else "found"
        return row(DONE, name, found + _warning(fact) + doubt)
    return row(
        NOW,
        name,
        "not looked at yet" if not fact.unsure and not fact.seen_at else "not seen yet" + doubt,
    )


def _caa(card: Card) -> str:
    fact = card.domain.fact(FactName.CAA)
    return _problem("CAA record", fact, True) if fact.state is FactState.WRONG else ""


def _verification(card: Card) -> str:
    fact, name = card.domain.fact(FactName.VERIFICATION), "Verification TXT"
    doubt = _doubt(card, FactName.VERIFICATION)
    if fact.state is FactState.WRONG:
        return _problem(name, fact, card.domain.live_since is not None) + doubt
    if fact.holds:
        return row(DONE, name, (f"seen {date(fact.since)}" if fact.since else "seen") + doubt)
    if is_verified(card.domain):
        return row(DONE, name, "not needed: Twilio has issued its certificate")
    is_known = card.domain.details is not None and card.domain.details.verification is not None
    return row(NOW, name, "not seen yet" + doubt) if is_known else _later("verification TXT")


def _ssl(card: Card) -> str:
    request, name = card.domain.request, "SSL request"
    if request is None and card.domain.fact(FactName.CERTIFICATE).holds:
        return ""
    if request is None or request.state is RequestState.VOID:
        is_next = card.stage is Stage.WAITING_FOR_REQUEST
        why = "counts no more, because the Domain SID was replaced" if request else "can be made now"
        return row(NOW, name, why) if is_next or request else _later("SSL request")
    return row(DONE if request.state is RequestState.APPROVED else _mark(request), name, _state_of(request))


def _mark(request: SslRequest) -> str:
    return WRONG if request.state is RequestState.REJECTED else NOW


def _state_of(request: SslRequest) -> str:
    asked = f"asked by {mention(request.requested_by)} {date(request.requested_at)}"
    match request.state:
        case RequestState.WAITING:
            return f"{asked}; goes to the approvers once the DNS records are right"
        case RequestState.PENDING:
            return f"{asked}; waits for an approver"
        case RequestState.REJECTED:
            return f"rejected by {_decided(request)}" + (f": {said(request.reason)}" if request.reason else "")
        case _:
            return f"approved by {_decided(request)}"


def _decided(request: SslRequest) -> str:
    when = f" {date(request.decided_at)}" if request.decided_at else ""
    return (mention(request.decided_by) if request.decided_by else "an approver") + when


def _certificate(card: Card) -> str:
    fact, name = card.domain.fact(FactName.CERTIFICATE), "Certificate"
    if fact.holds:
        until = f", valid until {day(fact.expires_at)}" if fact.expires_at else ""
        return row(DONE, name, f"issued{until}{_warning(fact)}")
    if card.domain.request and card.domain.request.problem:
        return row(WRONG, name, _what(card.domain.request.problem))
    if fact.state is FactState.WRONG and card.domain.live_since is not None:
        return _problem(name, fact, True) if fact.finding else row(WRONG, name, NO_CERTIFICATE)
    if card.stage is Stage.WAITING_FOR_CERTIFICATE:
        doubt = " · Twilio could not be asked just now" if doubt_of(card.domain, FactName.CERTIFICATE) else ""
        return row(NOW, name, f"Twilio makes it, usually within minutes{doubt}")
    return _later("certificate")


def _what(problem: str) -> str:
    return said(explain(problem).what.rstrip("."))


def _https(card: Card) -> str:
    fact, name = card.domain.fact(FactName.HTTPS), "HTTPS"
    if fact.holds:
        return row(DONE, name, "answers with a valid certificate" + _warning(fact))
    if fact.state is FactState.WRONG and card.domain.live_since is not None:
        return _problem(name, fact, True)
    return row(NOW, name, "not answering yet") if card.stage is Stage.WAITING_FOR_HTTPS else _later("HTTPS")


def _removal(card: Card) -> str:
    """When a removal that waits will begin."""
    due = card.domain.removal_due_at
    return row(NOW, "Removal", f"begins {date(due)}, when the links that were sent have ended") if due else ""


def campaign_rows(card: Card) -> Iterator[str]:
    """One row for each campaign, as many as fit."""
    off, stage = taken_off(card), Stage.LIVE if can_serve(card.domain) else card.stage
    for attached in card.campaigns[:MAX_CAMPAIGNS]:
        yield _taken_off(attached) if attached in off else _campaign(attached, stage)
    if (rest := len(card.campaigns) - MAX_CAMPAIGNS) > 0:
        yield f"and {count(rest, 'more campaign')}"


_WHEN = {Stage.LIVE: "is being attached now", Stage.DEGRADED: "will be attached as soon as the domain works again"}


def _taken_off(attached: AttachedCampaign) -> str:
    return f"{WRONG} Campaign {bold(attached.campaign.name, 80)} · Twilio does not use the domain for it any more"


def _campaign(attached: AttachedCampaign, stage: Stage) -> str:
    name = f"Campaign {bold(attached.campaign.name, 80)}"
    match attached.attachment.state:
        case AttachmentState.ATTACHED:
            when = f" {date(attached.attachment.attached_at)}" if attached.attachment.attached_at else ""
            return f"{DONE} {name} · attached{when}{_kept(attached.attachment.problem)}"
        case AttachmentState.FAILED:
            problem = attached.attachment.problem
            return f"{WRONG} {name} · not attached: {_what(problem or '')}"
        case AttachmentState.WANTED:
            return f"{NOW} {name} · {_WHEN.get(stage, 'will be attached as soon as the domain is live')}"
        case AttachmentState.DETACHING:
            return f"{NOW} {name} · is being detached"
        case AttachmentState.DETACHED:
            return f"{LATER} {name} · detached: its links do not use this domain"


def _kept(problem: str | None) -> str:
    if problem == "settings_differ":
        return ", but Twilio shows other link settings than given"
    return f", could not be detached: {_what(problem)}" if problem else ""
