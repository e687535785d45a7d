"""The words of the card, the lists and the thread: one phrase for each stage, action and event."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.cards import Action, Awaited, Card, Stage
from bot.core.domain import RequestState, Setup
from bot.core.events import EventKind
from bot.core.facts import FactName, FactState
from bot.core.forwarding import AT_CLIENT, mail_fault
from bot.core.stage import can_serve, is_record_gone, needs_new_certificate
from handlers.views.mending import mends, mends_fact
from handlers.views.text import date, mention, mentions, said

STAGES: Mapping[Stage, str] = {
    Stage.WAITING_FOR_TWILIO_DETAILS: "Waiting for Twilio details",
    Stage.WAITING_FOR_RECORDS: "Waiting for the DNS records",
    Stage.WAITING_FOR_REQUEST: "Ready for the SSL request",
    Stage.WAITING_FOR_APPROVAL: "Waiting for approval",
    Stage.WAITING_FOR_CERTIFICATE: "Waiting for the certificate",
    Stage.WAITING_FOR_HTTPS: "Waiting for HTTPS",
    Stage.LIVE: "Live",
    Stage.DEGRADED: "Degraded",
    Stage.REMOVING: "Being removed",
    Stage.REMOVED: "Removed",
}

HTTPS_LOST = (
    "The DNS is right, so this is for Twilio to mend; the client has nothing to do. If it lasts longer than an hour, "
    "open a ticket with Twilio Support."
)

MOVE_HERE = "Move Messaging Services here from our other domains"
SENDING = (
    "Links come out short only in messages sent through the campaign's Messaging Service with link shortening on "
    "(`ShortenUrls` = `true` in Twilio's API): tell whoever sends them."
)
"""What account managers forget when a campaign is attached (Twilio, Link Shortening)."""

ACTIONS: Mapping[Action, str] = {
    Action.CHECK_NOW: "Check now",
    Action.GIVE_DETAILS: "Enter Twilio details",
    Action.REQUEST_SSL: "Request SSL",
    Action.ATTACH: "Attach campaigns",
    Action.EDIT: "Edit",
    Action.CONFIRM_REMOVED: "Deleted in the Console",
    Action.DETACH: "Detach campaigns",
    Action.TEST: "Send a test",
    Action.CANCEL: "Cancel domain",
    Action.KEEP: "Call the removal off",
    Action.REMOVE_NOW: "Remove now",
    Action.FORWARD: "Forward",
    Action.WRITE: "Have it written",
    Action.FORWARD_AGAIN: "Forward again",
    Action.REMIND: "Remind client",
    Action.REVOKE: "Revoke link",
}

EVENTS: Mapping[EventKind, str] = {
    EventKind.ADDED: "added",
    EventKind.INSTRUCTED: "DNS steps shown",
    EventKind.FORWARDED: "DNS steps sent to the client",
    EventKind.FORWARD_WANTED: "forwarded to the client",
    EventKind.OPENED: "page opened by the client",
    EventKind.LINK_ASKED: "client asked for another link",
    EventKind.LINK_ENDING: "client link about to end",
    EventKind.LINK_ENDED: "client link ended",
    EventKind.LINK_REVOKED: "client link revoked",
    EventKind.REMINDED: "client reminded",
    EventKind.CONSENT_OPENED: "the DNS provider's consent page opened",
    EventKind.CONSENT_RETURNED: "back from the consent page",
    EventKind.FORWARD_FAILED: "DNS steps not sent: the e-mail failed",
    EventKind.FORWARD_BOUNCED: "DNS steps came back: the e-mail bounced",
    EventKind.DETAILS_GIVEN: "Twilio details given",
    EventKind.DETAILS_CONFIRMED: "Domain SID confirmed by Twilio",
    EventKind.DETAILS_REFUSED: "Domain SID refused by Twilio",
    EventKind.RECORDS_WRITTEN: "records written at the DNS provider",
    EventKind.RECORD_WRONG: "DNS record seen, but not right",
    EventKind.RECORD_FOUND: "DNS record found",
    EventKind.RECORD_LOST: "DNS record not right any more",
    EventKind.VERIFIED: "verification seen",
    EventKind.SSL_REQUESTED: "SSL requested",
    EventKind.SSL_APPROVED: "SSL approved",
    EventKind.SSL_REJECTED: "SSL rejected",
    EventKind.SSL_VOIDED: "SSL request counts no more: the Domain SID was replaced",
    EventKind.CERTIFICATE_REQUESTED: "certificate requested at Twilio",
    EventKind.CERTIFICATE_FAILED: "certificate not issued",
    EventKind.CERTIFICATE_ISSUED: "certificate issued",
    EventKind.CERTIFICATE_ENDING: "certificate about to end",
    EventKind.LIVE: "live",
    EventKind.DEGRADED: "degraded",
    EventKind.RECOVERED: "recovered",
    EventKind.REMOVAL_PLANNED: "removal planned",
    EventKind.REMOVAL_CALLED_OFF: "removal called off",
    EventKind.REMOVING: "removal begun",
    EventKind.RECORD_REMOVED: "DNS record deleted",
    EventKind.REMOVAL_PARKED: "removal on hold: the DNS record is still there",
    EventKind.REMOVED: "removed",
    EventKind.EDITED: "edited",
    EventKind.CARD_MOVED: "card posted anew",
    EventKind.HANDED_OVER: "handed over",
    EventKind.CONTACT_FORGOTTEN: "a contact was forgotten for good",
    EventKind.ATTACHMENT_WANTED: "campaign to attach",
    EventKind.ATTACHED: "campaign attached",
    EventKind.ATTACH_FAILED: "campaign not attached",
    EventKind.DETACHMENT_WANTED: "campaign to detach",
    EventKind.DETACHED: "campaign detached",
    EventKind.DETACH_FAILED: "campaign not detached",
    EventKind.MOVED_AWAY: "campaign moved to another domain",
    EventKind.TEST_WANTED: "test message wanted",
    EventKind.TESTED: "test message read",
}


def now_waits_for(card: Card) -> str:
    """Who must act now, and what they do: mrkdwn, without a full stop."""
    if card.stage is Stage.REMOVING:
        return _who_removes(card)
    match card.awaited:
        case Awaited.OPERATOR:
            return _who_enters_details(card)
        case Awaited.CLIENT:
            return _reaches_nobody(card) or f"the client {_what_to_mend(card)}"
        case Awaited.OWNER:
            return _owner_does(card)
        case Awaited.APPROVER:
            return "an approver decides on the SSL request"
        case Awaited.TWILIO:
            return "Twilio issues the certificate, usually within minutes"
        case Awaited.NOBODY:
            return _nobody(card)


def now_quietly(card: Card) -> str:
    """The same without calling anybody: people are named by what they are here."""
    operators = ("the Twilio operator",) if card.operators else ()
    return now_waits_for(replace(card, domain=replace(card.domain, owner="the owner"), operators=operators))


def _who_removes(card: Card) -> str:
    owner = mention(card.domain.owner)
    if is_record_gone(card.domain):
        return f"{mentions(card.operators) or owner} deletes the domain in the Twilio Console"
    who = owner if card.domain.setup is Setup.OURS else "the client"
    since = card.domain.parked_since
    held = f"; on hold since {date(since)}, and somebody else could take the name over" if since else ""
    return f"{who} deletes the CNAME{held}"


def _who_enters_details(card: Card) -> str:
    who = mentions(card.operators) or mention(card.domain.owner)
    if card.domain.details is not None:
        return f"{who} gives the verification value (TXT) from the Twilio Console"
    return f"{who} adds the domain in the Twilio Console{_meanwhile(card)}"


def _meanwhile(card: Card) -> str:
    """What need not wait for Twilio's details: the CNAME, unless the client is to be asked once for both."""
    domain = card.domain
    if not domain.instructed or domain.contact_ids or domain.fact(FactName.RECORD).state is not FactState.WRONG:
        return ""
    who = "the client" if domain.setup is Setup.FORWARD else mention(domain.owner)
    verb = mends_fact(domain, FactName.RECORD)
    return f"; {who} {verb} the CNAME meanwhile" if verb else ""


def _reaches_nobody(card: Card) -> str:
    """What the owner does where the client cannot know what to do; empty where it can."""
    link, owner = card.link, mention(card.domain.owner)
    if link is not None and link.revoked_at:
        return f"{owner} forwards the steps again: the client's link is revoked"
    if link is not None and link.ended_at:
        return f"{owner} forwards the steps again: the client's link has ended"
    if card.undeliverable and len(card.undeliverable) == len(card.domain.contact_ids):
        is_theirs = link is None or not link.fault or mail_fault(link.fault) in AT_CLIENT
        mends = "gives another address" if is_theirs else "forwards the steps again"
        return f"{owner} {mends}: no e-mail reaches the client"
    return ""


def _what_to_mend(card: Card) -> str:
    at = f" (DNS at {said(card.domain.provider.name, 60)})" if card.domain.provider else ""
    return f"{mends(card.domain, card.stage)}{at}"


def _owner_does(card: Card) -> str:
    owner = mention(card.domain.owner)
    match card.stage:
        case Stage.WAITING_FOR_TWILIO_DETAILS:
            return _who_enters_details(card)
        case Stage.DEGRADED if needs_new_certificate(card.domain):
            return f"{owner} requests SSL again"
        case Stage.DEGRADED if can_serve(card.domain):
            return f"{owner} attaches the campaigns again"
        case Stage.WAITING_FOR_RECORDS | Stage.DEGRADED:
            return f"{owner} {_what_to_mend(card)}"
        case _:
            return f"{owner} requests SSL{' again' if _was_asked(card) else ''}"


def _was_asked(card: Card) -> bool:
    """SSL was requested before, and came to nothing."""
    request = card.domain.request
    return request is not None and request.state is not RequestState.WAITING


def _nobody(card: Card) -> str:
    if card.domain.last_check_at is None:
        return "I look at the host"
    match card.stage:
        case Stage.LIVE if card.domain.removal_due_at:
            return f"nothing to do; the removal begins {date(card.domain.removal_due_at)}"
        case Stage.LIVE:
            return "nothing to do; I keep watching"
        case Stage.REMOVED:
            return "nothing to do"
        case Stage.WAITING_FOR_HTTPS:
            return "nobody; the host answers soon after the certificate is there"
        case _:
            return "nobody; this needs time, and I keep looking"


AWAITED: Mapping[Awaited, str] = {
    Awaited.OPERATOR: "the Twilio operator",
    Awaited.CLIENT: "the client",
    Awaited.OWNER: "the owner",
    Awaited.APPROVER: "an approver",
    Awaited.TWILIO: "Twilio",
    Awaited.NOBODY: "nobody",
}
"""Who must act, short and without a mention: for lists and notifications."""
