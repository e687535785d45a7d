"""Every view as it was looked at and found good, and valid by Slack's rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk.models.views import View

from bot.core.cards import Action, CampaignLine, Page
from bot.core.commands import AddCampaign
from bot.core.domain import LinkSettings, Setup
from bot.core.facts import Code, Diagnosis, Finding, Provider, Record
from bot.core.hostname import parse_host
from bot.core.messages import Content
from bot.core.registry import CampaignPage, NameQuery
from bot.core.removal import LinksSent
from bot.core.twilio import Judgement, ServiceReport
from handlers import grammar
from handlers.views import approval, card, checks, forwarding, help, lists, registries, reply, said_back, task
from handlers.views.modals.add import AddDraft, add_form, previewed, taken
from handlers.views.modals.attach import AttachDraft, attach_form, nothing_to_attach
from handlers.views.modals.change import EditDraft, HandoverDraft, edit_form, handover_form
from handlers.views.modals.detach import DetachDraft, detach_form, nothing_to_detach
from handlers.views.modals.details import DetailsDraft, details_form
from handlers.views.modals.forward import ForwardDraft, forward_form, revoke_form
from handlers.views.modals.parts import Choice
from handlers.views.modals.registry import edit_campaign_form
from handlers.views.modals.remove import RemoveDraft, remove_form
from handlers.views.modals.small import campaign_form, check_form, client_form, host_form, reject_form
from handlers.views.modals.test import sending_form
from tests.views import samples
from tests.views.support import check_golden


@pytest.mark.parametrize("stage", samples.CARDS)
def test_the_card_at_each_stage_is_as_it_was_found_good(stage: str) -> None:
    check_golden(f"card_{stage}", card(samples.CARDS[stage]))


@pytest.mark.parametrize("name", samples.FORWARDED)
def test_the_card_of_a_forwarded_domain_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"card_forwarded_{name}", card(samples.FORWARDED[name]))


@pytest.mark.parametrize("name", samples.REPLIES)
def test_each_reply_in_the_thread_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"reply_{name}", reply(samples.REPLIES[name]))


@pytest.mark.parametrize("state", samples.APPROVALS)
def test_the_approval_request_is_as_it_was_found_good(state: str) -> None:
    check_golden(f"approval_{state}", approval(samples.APPROVALS[state]))


@pytest.mark.parametrize("name", samples.TASKS)
def test_what_is_to_do_now_is_as_it_was_found_good(name: str) -> None:
    card = samples.TASKS[name]
    check_golden(f"task_{name}", task(card, card.domain.host))


def test_what_was_to_do_for_a_former_name_is_as_it_was_found_good() -> None:
    check_golden("task_former_name", task(samples.CARDS["added"], "www.acme.com"))


LIVE = samples.CARDS["live"]
ATTACH = AttachDraft(LIVE, LinkSettings("https://www.acme.com/"), [samples.SUMMER], 1, [["Spring sale", "Easter sale"]])
FORMS: Mapping[str, View] = {
    "add": add_form(AddDraft(channel="C0SALES", is_mail_on=True)),
    "add_filled": add_form(
        AddDraft(
            host="acme.com",
            client=Choice("client-1", "Acme Corp"),
            channel="C0SALES",
            is_mail_on=True,
            preview=previewed(parse_host("acme.com", "ls")),
            email="it@acme.com",
            note="Bob knows.",
        )
    ),
    "add_by_client": add_form(AddDraft(setup=Setup.FORWARD, channel="C0SALES", is_mail_on=True)),
    "add_taken": add_form(
        AddDraft(host="ls.acme.com", channel="C0SALES", is_mail_on=True, preview=taken("ls.acme.com", "C0SALES"))
    ),
    "add_from_home": add_form(AddDraft(default_channel="C0SALES")),
    "details": details_form(DetailsDraft("domain-1", "ls.acme.com")),
    "details_replacing": details_form(
        DetailsDraft("domain-1", "ls.acme.com", samples.SID, samples.VALUE, voids_request=True)
    ),
    "details_any_host": details_form(DetailsDraft()),
    "attach": attach_form(ATTACH),
    "attach_admin": attach_form(replace(ATTACH, can_choose_service=True)),
    "attach_nothing_admin": nothing_to_attach(replace(ATTACH, can_choose_service=True)),
    "detach": detach_form(DetachDraft(LIVE, LIVE.campaigns, [["Spring sale", "Easter *sale*"]])),
    "detach_one": detach_form(DetachDraft(LIVE, LIVE.campaigns[:1])),
    "test": sending_form(LIVE, LIVE.campaigns[:1], ["+15005550199", "+15005550198"]),
    "detach_nothing": nothing_to_detach(LIVE),
    "attach_nothing": nothing_to_attach(ATTACH),
    "reject": reject_form("request-1:digest-1", "ls.acme.com"),
    "client": client_form(),
    "campaign": campaign_form(),
    "edit_campaign": edit_campaign_form(),
    "status_host": host_form("status"),
    "ssl_host": host_form("ssl"),
    "attach_host": host_form("attach"),
    "detach_host": host_form("detach"),
    "check_host": check_form(),
    "edit": edit_form(EditDraft(samples.CARDS["waiting_for_twilio_details"], ("it@acme.com", "b@acme.com"), True)),
    "edit_with_details": edit_form(EditDraft(samples.CARDS["live"])),
    "edit_host": host_form("edit"),
    "remove_live": remove_form(RemoveDraft(samples.CARDS["live"], samples.SENT, samples.minutes(320000))),
    "remove_live_idle": remove_form(RemoveDraft(samples.CARDS["degraded_certificate"], samples.SENT_ONCE)),
    "remove_planned": remove_form(RemoveDraft(samples.CARDS["planned"], samples.SENT, samples.minutes(320000))),
    "remove_before_live": remove_form(RemoveDraft(samples.CARDS["waiting_for_approval"], LinksSent())),
    "handover_of_gone": handover_form(HandoverDraft(number=7, former=samples.OPERATOR)),
    "remove_host": host_form("remove"),
    "forward": forward_form(ForwardDraft(samples.FORWARDED["opened"], ("it@acme.com", "b@acme.com"))),
    "forward_before_details": forward_form(ForwardDraft(samples.CARDS["waiting_for_twilio_details"], held="details")),
    "forward_blocked": forward_form(ForwardDraft(samples.BLOCKED, ("it@acme.com",), "blocking")),
    "forward_without_mail": forward_form(ForwardDraft(samples.CARDS["waiting_for_records"], is_mail_on=False)),
    "forward_host": host_form("forward"),
    "revoke": revoke_form(samples.FORWARDED["opened"]),
    "handover": handover_form(HandoverDraft("domain-1", "ls.acme.com", samples.OWNER)),
    "handover_all": handover_form(HandoverDraft(number=12)),
    "handover_host": handover_form(HandoverDraft()),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"form_{name}", FORMS[name])


RECORD = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.")
SEEN = Diagnosis(
    "ls.acme.com",
    RECORD,
    (Finding(Code.MISSING_NXDOMAIN), Finding(Code.CAA_BLOCKS, {"seen": "digicert.com"})),
    {},
    provider=Provider("godaddy", "GoDaddy"),
)
GOOD = Diagnosis(
    "ls.acme.com", RECORD, (Finding(Code.LIVE),), {}, visible_everywhere_at=samples.T0 + timedelta(hours=1)
)
LINES = (CampaignLine(samples.SPRING, samples.ACME, "ls.acme.com"), CampaignLine(samples.SUMMER, samples.ACME, None))
ADDED = AddCampaign("campaign-1", "client-1", "Spring sale", "MG1", ServiceReport("MG1", True, senders=2))
PAGE_ADDRESS = "https://links.example/setup/domain-1-1.x"
ANSWERS: Mapping[str, Content] = {
    "help": help.overview(grammar.VERBS),
    "misunderstood": help.misunderstood("stauts", "status", "", grammar.VERBS),
    "not_understood": help.misunderstood("publish", None, "ls.acme.com", grammar.VERBS),
    "bare_host": help.misunderstood("ls.acme.com", "status", "ls.acme.com", grammar.VERBS),
    "list": lists.domain_list(samples.PAGE, number=1, size=10, query="mine:"),
    "list_nothing_stuck": lists.domain_list(Page("Stuck domains", (), 0), number=0, size=10, query="stuck:"),
    "list_empty": lists.domain_list(Page("Your domains", (), 0), number=0, size=10, query="mine:"),
    "status": lists.status(samples.HISTORY),
    "status_removed": lists.status(samples.REMOVED_HISTORY),
    "campaigns": registries.campaign_list(
        CampaignPage(LINES, NameQuery(), 2, has_more=False), is_admin=False, admins=[]
    ),
    "campaigns_paged": registries.campaign_list(
        CampaignPage(LINES * 5, NameQuery("s", 1), 34, has_more=True), is_admin=True, admins=[]
    ),
    "check_dry_run": checks.dry_run(SEEN),
    "check_good": checks.dry_run(GOOD),
    "check_ours": checks.looking_at_ours("ls.acme.com", "C0CLIENTS1"),
    "check_looking": checks.looking("ls.acme.com"),
    "check_not_seen": checks.not_seen("ls.acme.com"),
    "ssl_pending": said_back.ssl_requested(samples.CARDS["waiting_for_approval"], True, [samples.APPROVER]),
    "ssl_waiting": said_back.ssl_requested(samples.CARDS["waiting_for_records"], False, [samples.APPROVER]),
    "details_confirmed": said_back.details_given(samples.CARDS["waiting_for_request"], Judgement.CONFIRMED),
    "details_unproven": said_back.details_given(samples.CARDS["waiting_for_records"], None),
    "details_half": said_back.details_given(samples.CARDS["half_of_the_details"], None),
    "attached_now": said_back.attached(LIVE, 2),
    "attached_before": said_back.attached(LIVE, 0),
    "attached_when_degraded": said_back.attached(samples.CARDS["degraded"], 1),
    "test_sent": said_back.sent_a_test("ls.acme.com"),
    "detached": said_back.detached(("Spring sale", "Easter *sale*"), 1),
    "detached_alone": said_back.detached(("Spring sale",), 1),
    "detached_before": said_back.detached((), 1),
    "attached_sharing": said_back.attached(LIVE, 1, [["Spring sale", "Easter *sale*"]]),
    "attached_later": said_back.attached(samples.CARDS["waiting_for_request"], 1),
    "edited": said_back.edited(("client", "contacts")),
    "edited_nothing": said_back.edited(()),
    "forwarded": forwarding.forwarded(samples.FORWARDED["sent"], "", PAGE_ADDRESS, is_mail_on=True),
    "forwarded_held": forwarding.forwarded(samples.FORWARDED["held"], "details", PAGE_ADDRESS, is_mail_on=True),
    "forwarded_blocked": forwarding.forwarded(samples.BLOCKED, "blocking", PAGE_ADDRESS, is_mail_on=True),
    "forwarded_without_mail": forwarding.forwarded(samples.FORWARDED["sent"], "", PAGE_ADDRESS, is_mail_on=False),
    "reminded": forwarding.reminded("ls.acme.com", 2, None),
    "reminded_lately": forwarding.reminded("ls.acme.com", 0, samples.minutes(28)),
    "revoked": forwarding.revoked("ls.acme.com", is_done=True),
    "revoked_before": forwarding.revoked("ls.acme.com", is_done=False),
    "removed": said_back.removed(samples.DOMAINS["removed"]),
    "removing": said_back.removed(samples.DOMAINS["removing"]),
    "removal_planned": said_back.removed(samples.DOMAINS["planned"]),
    "removal_called_off": said_back.kept("ls.acme.com"),
    "card_posted": said_back.card_posted(LIVE, "C0OTHER"),
    "handed_over": said_back.handed_over(1, samples.OWNER),
    "handed_over_all": said_back.handed_over(12, samples.OWNER),
    "client_added": said_back.client_added("Acme Corp"),
    "campaign_added": said_back.campaign_added(ADDED),
    "campaign_added_unseen": said_back.campaign_added(replace(ADDED, report=None)),
    "campaign_added_without_sender": said_back.campaign_added(replace(ADDED, report=ServiceReport("MG1", True))),
    "campaign_added_without_service": said_back.campaign_added(replace(ADDED, service_sid=None, report=None)),
    "outdated": said_back.outdated(LIVE, Action.REQUEST_SSL),
    "old_button": said_back.old_button(),
    "old_form": said_back.old_form(),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"answer_{name}", ANSWERS[name])
