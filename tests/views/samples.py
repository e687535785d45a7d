"""Read models as the services give them, one for each stage of a domain's life."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.attachments import can_detach
from bot.core.cards import ApprovalModel, AttachedCampaign, Card, Page, ReplyModel, Timeline
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
from bot.core.events import Event, EventKind
from bot.core.facts import Code, Evidence, Fact, FactName, FactState, Finding, Provider
from bot.core.forwarding import with_link_actions
from bot.core.links import SetupLink
from bot.core.removal import LinksSent
from bot.core.rules import Rules
from bot.core.stage import actions_of, awaited_of, records_of, stage_of

T0 = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
OWNER, OPERATOR, APPROVER, ADMIN = "U0OWNER", "U0OPER", "U0APPR", "U0ADMIN"
RULES = Rules(operators=(OPERATOR,), approvers=(APPROVER, "S0APPROVERS"), admins=(ADMIN,), is_mail_on=True)
SID = "DN" + "12ab" * 8
VALUE = "twilio-domain-verification=" + "9f3c" * 8
DETAILS = TwilioDetails(SID, VALUE, Standing.UNPROVEN, OPERATOR, T0 + timedelta(minutes=2))
ACME = Client("client-1", "T0TEAM", "Acme Corp")
REQUEST = SslRequest(
    "request-1", "domain-1", "digest-1", RequestState.PENDING, OWNER, T0 + timedelta(hours=3)
)  # fmt: skip
NEW = LinkDomain(
    id="domain-1",
    team_id="T0TEAM",
    host="ls.acme.com",
    zone="acme.com",
    client_id=ACME.id,
    owner=OWNER,
    setup=Setup.FORWARD,
    channel="C0SALES",
    created_at=T0,
    next_check_at=T0,
)


def minutes(count: float) -> datetime:
    return T0 + timedelta(minutes=count)


def holds(at: datetime, finding: Finding | None = None, expires_at: datetime | None = None) -> Fact:
    return Fact(FactState.HOLDS, at, at, finding, expires_at=expires_at)


def wrong(at: datetime, code: Code, **details: str) -> Fact:
    evidence = Evidence("192.0.2.53#53", "ls.acme.com CNAME", "NOERROR", ("x.",), 600, at)
    return Fact(FactState.WRONG, at, at, Finding(code, details), evidence)


def answered_by(server: str, at: datetime) -> Evidence:
    return Evidence("192.0.2.53#53", "ls.acme.com CNAME", "NOERROR", ("x.",), 600, at, server)


APPENDED = wrong(
    minutes(29), Code.TARGET_HAS_ZONE_APPENDED, seen="lsct.ashburn.us1.twilio.com.acme.com", appended="acme.com"
)
LOOKED = replace(
    NEW,
    last_check_at=minutes(29),
    next_check_at=minutes(31),
    instructed=True,
    provider=Provider("godaddy", "GoDaddy"),
    facts={FactName.RECORD: wrong(minutes(1), Code.MISSING_NXDOMAIN)},
)
RIGHT = {FactName.RECORD: holds(minutes(40)), FactName.VERIFICATION: holds(minutes(45))}
CERTIFIED = holds(minutes(200), expires_at=T0 + timedelta(days=90))
APPROVED = replace(REQUEST, state=RequestState.APPROVED, decided_by=APPROVER, decided_at=minutes(190))
WITH_RECORDS = replace(LOOKED, details=DETAILS, facts=RIGHT, provider=None)
HALF = replace(LOOKED, details=replace(DETAILS, verification=None))
CONFIRMED = replace(DETAILS, standing=Standing.CONFIRMED)
LIVE = replace(
    WITH_RECORDS,
    details=CONFIRMED,
    request=APPROVED,
    facts={**RIGHT, FactName.CERTIFICATE: CERTIFIED, FactName.HTTPS: holds(minutes(201))},
    live_since=minutes(201),
)
LOST = replace(
    LIVE,
    degraded_since=minutes(9000),
    facts={
        **LIVE.facts,
        FactName.RECORD: replace(
            wrong(minutes(9000), Code.WRONG_TARGET, seen="shops.example.net"),
            evidence=answered_by("ada.ns.cloudflare.com", minutes(9000)),
            before=answered_by("ns07.domaincontrol.com", minutes(8995)),
        ),
    },
)

LOST_TXT = replace(
    LIVE,
    degraded_since=minutes(9000),
    facts={**LIVE.facts, FactName.VERIFICATION: wrong(minutes(9000), Code.TXT_VERIFY_MISSING)},
)
LOST_CERTIFICATE = replace(
    LIVE,
    degraded_since=minutes(9000),
    facts={
        **LIVE.facts,
        FactName.CERTIFICATE: Fact(FactState.WRONG, minutes(9000), minutes(9000)),
        FactName.HTTPS: wrong(minutes(9000), Code.TLS_HANDSHAKE),
    },
)
LOST_CAMPAIGN = replace(
    LIVE,
    degraded_since=minutes(9000),
    facts={
        **LIVE.facts,
        FactName.ASSOCIATION: Fact(
            FactState.WRONG,
            minutes(9000),
            minutes(9000),
            evidence=Evidence("Twilio", "services", "", ("MG" + "34cd" * 8,), None, minutes(9000)),
        ),
    },
)

DOMAINS: Mapping[str, LinkDomain] = {
    "added": NEW,
    "waiting_for_twilio_details": LOOKED,
    "half_of_the_details": HALF,
    "added_by_us": replace(LOOKED, setup=Setup.OURS),
    "waiting_for_records": replace(LOOKED, details=DETAILS, facts={FactName.RECORD: APPENDED}),
    "waiting_for_request": WITH_RECORDS,
    "waiting_for_approval": replace(WITH_RECORDS, request=REQUEST),
    "rejected": replace(
        WITH_RECORDS,
        request=replace(
            REQUEST,
            state=RequestState.REJECTED,
            decided_by=APPROVER,
            decided_at=minutes(190),
            reason="The contract with Acme is not signed yet.",
        ),
    ),
    "waiting_for_certificate": replace(WITH_RECORDS, request=APPROVED),
    "certificate_failed": replace(WITH_RECORDS, request=replace(APPROVED, problem="30135")),
    "waiting_for_https": replace(
        WITH_RECORDS, request=APPROVED, details=CONFIRMED, facts={**RIGHT, FactName.CERTIFICATE: CERTIFIED}
    ),
    "live": LIVE,
    "degraded": LOST,
    "degraded_txt": LOST_TXT,
    "degraded_certificate": LOST_CERTIFICATE,
    "degraded_campaign": LOST_CAMPAIGN,
    "attaching": LIVE,
    "detaching": LIVE,
    "removing": replace(LIVE, removing_since=minutes(19000)),
    "removing_parked": replace(LIVE, removing_since=minutes(19000), parked_since=minutes(62200)),
    "removing_gone": replace(
        LIVE,
        removing_since=minutes(19000),
        facts={**LIVE.facts, FactName.RECORD: wrong(minutes(19500), Code.MISSING_NXDOMAIN)},
    ),
    "planned": replace(LIVE, removal_due_at=minutes(19000 + 90 * 1440)),
    "removed_before_live": replace(LOOKED, removed_at=minutes(90)),
    "removed": replace(LIVE, removed_at=minutes(20000)),
}

SPRING = Campaign("campaign-1", "T0TEAM", ACME.id, "Spring sale", "MG" + "34cd" * 8)
SUMMER = Campaign("campaign-2", "T0TEAM", ACME.id, "Summer sale", None)


def attached(campaign: Campaign, state: AttachmentState, problem: str | None = None) -> AttachedCampaign:
    at = minutes(210) if state is AttachmentState.ATTACHED else None
    settings = LinkSettings("https://www.acme.com/", None)
    item = Attachment(
        f"attachment-{campaign.id}", "domain-1", campaign.id, state, settings, OWNER, minutes(60), at, problem
    )
    return AttachedCampaign(item, campaign)


WANTED = (attached(SPRING, AttachmentState.WANTED),)
SENDING = (attached(SPRING, AttachmentState.ATTACHED), attached(SUMMER, AttachmentState.FAILED, "no_service"))
LEAVING = (
    attached(SPRING, AttachmentState.ATTACHED, "20403"),
    attached(SUMMER, AttachmentState.DETACHING),
    attached(replace(SPRING, name="Winter sale"), AttachmentState.DETACHED),
    attached(replace(SPRING, name="Autumn sale"), AttachmentState.ATTACHED, "settings_differ"),
)
CAMPAIGNS: Mapping[str, tuple[AttachedCampaign, ...]] = {
    "waiting_for_certificate": WANTED,
    "live": SENDING,
    "planned": SENDING,
    "degraded": SENDING,
    "degraded_txt": SENDING,
    "degraded_campaign": SENDING,
    "attaching": WANTED,
    "detaching": LEAVING,
}


def card_of(
    domain: LinkDomain, campaigns: tuple[AttachedCampaign, ...] = (), client: Client = ACME, rules: Rules = RULES
) -> Card:
    stage = stage_of(domain)
    return Card(
        domain,
        client,
        stage,
        awaited_of(domain, stage, rules),
        actions_of(
            domain,
            stage,
            can_detach=any(can_detach(one.attachment) for one in campaigns),
            can_test=any(one.attachment.state is AttachmentState.ATTACHED for one in campaigns),
        ),
        records_of(domain, rules),
        campaigns,
        rules.operators,
    )


CARDS: Mapping[str, Card] = {name: card_of(domain, CAMPAIGNS.get(name, ())) for name, domain in DOMAINS.items()}


SENT = LinksSent(True, minutes(210), minutes(19000))
SENT_ONCE = LinksSent(last=minutes(210))


def event(kind: EventKind, actor: str | None = None, at: float = 30, **details: str) -> Event:
    return Event("domain-1", kind, minutes(at), actor, details, id=7)


def told(card: str, *events: Event) -> ReplyModel:
    return ReplyModel(CARDS[card], events, is_broadcast=False)


LINK = SetupLink("domain-1-1", "domain-1", minutes(3), minutes(5) + timedelta(days=14), sent_at=minutes(5))
OPENED = replace(LINK, first_opened_at=minutes(20), last_opened_at=minutes(20), opens=1)
CONTACTS = ("contact-1", "contact-2")


def forwarded(domain: LinkDomain, link: SetupLink, undeliverable: tuple[str, ...] = ()) -> Card:
    told = card_of(replace(domain, contact_ids=CONTACTS))
    actions = with_link_actions(told.actions, told.domain, told.stage, link)
    return replace(told, link=link, actions=actions, undeliverable=undeliverable)


FORWARDED: Mapping[str, Card] = {
    "held": forwarded(DOMAINS["waiting_for_twilio_details"], replace(LINK, sent_at=None, is_held=True)),
    "sent": forwarded(DOMAINS["waiting_for_records"], LINK),
    "opened": forwarded(DOMAINS["waiting_for_records"], OPENED),
    "reminded": forwarded(DOMAINS["waiting_for_records"], replace(OPENED, reminded_at=minutes(28))),
    "found": forwarded(DOMAINS["waiting_for_request"], OPENED),
    "undeliverable": forwarded(
        DOMAINS["waiting_for_records"], replace(LINK, undeliverable=CONTACTS[:1]), ("old@acme.com",)
    ),
    "reaches_nobody": forwarded(
        DOMAINS["waiting_for_records"], replace(LINK, undeliverable=CONTACTS), ("old@acme.com", "it@acme.com")
    ),
    "mail_away": forwarded(DOMAINS["waiting_for_records"], replace(LINK, fault="connection")),
    "mail_login": forwarded(
        DOMAINS["waiting_for_records"],
        replace(LINK, undeliverable=CONTACTS, fault="535"),
        ("old@acme.com", "it@acme.com"),
    ),
    "came_back": forwarded(
        DOMAINS["waiting_for_records"], replace(LINK, undeliverable=CONTACTS[:1], fault="5.1.1"), ("old@acme.com",)
    ),
    "came_back_full": forwarded(
        DOMAINS["waiting_for_records"],
        replace(LINK, undeliverable=CONTACTS, fault="5.2.2"),
        ("old@acme.com", "it@acme.com"),
    ),
    "revoked": forwarded(DOMAINS["waiting_for_records"], replace(OPENED, revoked_at=minutes(25))),
    "ended": forwarded(DOMAINS["waiting_for_records"], replace(OPENED, ended_at=minutes(30) + timedelta(days=14))),
    "degraded": forwarded(DOMAINS["degraded"], replace(LINK, sent_at=minutes(9010))),
}
"""Cards of domains whose client was, or is to be, sent a link."""
BLOCKED = card_of(
    replace(
        NEW,
        last_check_at=minutes(1),
        facts={FactName.RECORD: wrong(minutes(1), Code.A_INSTEAD_OF_CNAME, seen="192.0.2.80")},
    )
)
VISIBLE = replace(CARDS["waiting_for_request"], domain=replace(WITH_RECORDS, visible_everywhere_at=minutes(52)))
REPLIES: Mapping[str, ReplyModel] = {
    "instructed_both": ReplyModel(
        card_of(
            replace(DOMAINS["waiting_for_records"], setup=Setup.OURS, provider=Provider("cloudflare", "Cloudflare"))
        ),
        (event(EventKind.INSTRUCTED, records="CNAME,TXT"),),
        is_broadcast=False,
    ),
    "instructed_txt": told("waiting_for_records", event(EventKind.INSTRUCTED, records="TXT")),
    "record_found": ReplyModel(VISIBLE, (event(EventKind.RECORD_FOUND, seconds="2400"),), is_broadcast=False),
    "approved": told("waiting_for_certificate", event(EventKind.SSL_APPROVED, APPROVER)),
    "rejected": told("rejected", event(EventKind.SSL_REJECTED, APPROVER, reason="The contract is not signed yet.")),
    "certificate_failed": told("certificate_failed", event(EventKind.CERTIFICATE_FAILED, code="30135")),
    "certificate_came_late": told("live", event(EventKind.CERTIFICATE_FAILED, code="not_issued_in_time")),
    "live": told("live", event(EventKind.LIVE, seconds="12060")),
    "degraded": told("degraded", event(EventKind.DEGRADED, facts="record", code="WRONG_TARGET")),
    "degraded_certificate": told("degraded_certificate", event(EventKind.DEGRADED, facts="certificate,https")),
    "degraded_txt": told("degraded_txt", event(EventKind.DEGRADED, facts="verification", code="TXT_VERIFY_MISSING")),
    "degraded_campaign": told("degraded_campaign", event(EventKind.DEGRADED, facts="association", code="")),
    "recovered": told("live", event(EventKind.RECOVERED, seconds="7200")),
    "details_refused": told("waiting_for_twilio_details", event(EventKind.DETAILS_REFUSED, code="other_host")),
    "forward_failed": told("waiting_for_records", event(EventKind.FORWARD_FAILED, code="550", of="2")),
    "deletion_failed": told("removing", event(EventKind.FORWARD_FAILED, code="550", of="2")),
    "forward_bounced": told("waiting_for_records", event(EventKind.FORWARD_BOUNCED, code="5.1.1", of="1")),
    "forward_bounced_full": told("waiting_for_records", event(EventKind.FORWARD_BOUNCED, code="5.2.2", of="2")),
    "deletion_bounced": told("removing", event(EventKind.FORWARD_BOUNCED, code="5.1.1", of="1")),
    "link_asked": ReplyModel(FORWARDED["revoked"], (event(EventKind.LINK_ASKED),), is_broadcast=False),
    "moved_away": told("live", event(EventKind.MOVED_AWAY, ADMIN, campaign="Spring", to="go.acme.com")),
    "contact_forgotten": told("waiting_for_records", event(EventKind.CONTACT_FORGOTTEN, last="yes")),
    "removal_planned": told("planned", event(EventKind.REMOVAL_PLANNED, ADMIN, campaigns="kept")),
    "removal_called_off": told("live", event(EventKind.REMOVAL_CALLED_OFF, ADMIN)),
    "removing": told("removing", event(EventKind.REMOVING, ADMIN)),
    "removing_after_waiting": told("removing", event(EventKind.REMOVING, waited="yes")),
    "record_removed": told("removing_gone", event(EventKind.RECORD_REMOVED)),
    "removal_parked": told("removing_parked", event(EventKind.REMOVAL_PARKED)),
    "removed_at_once": told("waiting_for_records", event(EventKind.REMOVED, ADMIN)),
    "removed": told("removed", event(EventKind.REMOVED, OPERATOR, console="done")),
    "edited_name": told(
        "added", event(EventKind.EDITED, OWNER, changed="host,client", former_host="go.acme.com", former_client="Beta")
    ),
    "card_moved": told("live", event(EventKind.CARD_MOVED, OWNER, channel="C0OTHER")),
    "handed_over": told(
        "waiting_for_request", event(EventKind.HANDED_OVER, ADMIN, former=OPERATOR, owner=OWNER, others="4")
    ),
    "tested": told(
        "live", event(EventKind.TESTED, campaign="Spring sale", number="+15005550199", link="ls.acme.com/a1")
    ),
    "tested_in_vain": told(
        "live", event(EventKind.TESTED, campaign="Spring sale", number="+15005550199", code="30107", asked_by=ADMIN)
    ),
    "detach_failed": told("detaching", event(EventKind.DETACH_FAILED, campaign="Spring sale", code="20403")),
    "attach_failed": told("live", event(EventKind.ATTACH_FAILED, campaign="Summer sale", code="30130")),
}


def approval_of(request: SslRequest) -> ApprovalModel:
    card = card_of(replace(WITH_RECORDS, request=request))
    return ApprovalModel(card, request, RULES.approvers)


APPROVALS: Mapping[str, ApprovalModel] = {
    "pending": approval_of(REQUEST),
    "approved": approval_of(APPROVED),
    "rejected": approval_of(DOMAINS["rejected"].request or REQUEST),
    "void": approval_of(replace(REQUEST, state=RequestState.VOID)),
}
PAGE = Page("Your domains", tuple(CARDS.values())[:10], 23)
REMOVED_HISTORY = Timeline(
    CARDS["removed"],
    (event(EventKind.ADDED, OWNER, 0), event(EventKind.REMOVED, ADMIN, 20000, console="done")),
    minutes(20001),
)
HISTORY = Timeline(
    CARDS["live"],
    (
        event(EventKind.ADDED, OWNER, 0),
        event(EventKind.DETAILS_GIVEN, OPERATOR, 2, domain_sid=SID),
        event(EventKind.INSTRUCTED, at=1),
        event(EventKind.RECORD_FOUND, at=40, seconds="2400"),
        event(EventKind.VERIFIED, at=45),
        event(EventKind.SSL_REQUESTED, OWNER, 180),
        event(EventKind.SSL_APPROVED, APPROVER, 190),
        event(EventKind.CERTIFICATE_ISSUED, at=200),
        event(EventKind.LIVE, at=201),
        event(EventKind.ATTACHED, at=210, campaign="Spring sale"),
    ),
    minutes(300),
)
BY_HAND = replace(DOMAINS["waiting_for_records"], setup=Setup.OURS, provider=Provider("cloudflare", "Cloudflare"))
TASKS: Mapping[str, Card] = {
    "both": CARDS["waiting_for_twilio_details"],
    "of_the_owner": replace(CARDS["waiting_for_twilio_details"], operators=()),
    "half": CARDS["half_of_the_details"],
    "details_given": CARDS["waiting_for_records"],
    "by_hand": card_of(BY_HAND),
    "txt_left": card_of(replace(BY_HAND, facts={**BY_HAND.facts, FactName.RECORD: holds(minutes(40))})),
    "blocked": BLOCKED,
    "done": CARDS["waiting_for_request"],
    "removed": CARDS["removed"],
}
"""What is to do now, as the first look leaves it and as it changes."""
