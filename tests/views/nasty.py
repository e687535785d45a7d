"""Every view that is not of a domain's own thread, with a person's text wherever a person's text can stand."""

from collections.abc import Iterator
from dataclasses import replace

from slack_sdk.models.views import View

from bot.core.alarms import AlarmLine, AlarmModel, Cause, Party
from bot.core.asking import Ask, AskShown
from bot.core.bulk import AddedMany, Digest, DigestLine, RowFault, Trouble
from bot.core.cards import Action, ApprovalModel, Card
from bot.core.domain import AttachmentState, Campaign, Client, RequestState
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import Provider
from bot.core.grouped import DecidedMany, GroupModel, GroupRow
from bot.core.imports import Found, Imported, Offers, ServiceChoice
from bot.core.leaving import ClientParts, Leaving, Leftover
from bot.core.messages import Content
from bot.core.mornings import MorningModel, Waiting
from bot.core.overview import Line, OrganizationCount
from bot.core.patience import NudgeModel
from bot.core.registry import AccountShown, RegisteredClient
from bot.core.twilio import DnsOpinion, Judgement
from handlers.views import (
    accounts,
    alarms,
    asking,
    digests,
    forwarding,
    group_approvals,
    leaving,
    mornings,
    said_back,
    writing,
)
from handlers.views.blocks import modal, section
from handlers.views.home import closed_home
from handlers.views.modals import imports
from handlers.views.modals.bulk import BulkDraft, bulk_form
from handlers.views.modals.change import EditDraft, HandoverDraft, edit_form, handover_form
from handlers.views.modals.detach import DetachDraft, detach_form, nothing_to_detach
from handlers.views.modals.forward import revoke_form
from handlers.views.modals.parts import Choice
from handlers.views.modals.registry import edit_campaign_form, edit_client_form, edited_campaign, edited_client
from handlers.views.modals.remove import RemoveDraft, remove_form
from handlers.views.modals.small import campaign_form, check_form, client_form, host_form
from handlers.views.modals.test import sending_form
from handlers.views.refusals import refused
from tests.views import samples, token_samples, webhook_samples

EVENT = samples.event(EventKind.DEGRADED, facts="record", code="WRONG_TARGET")


def others(typed: str, told: Card) -> Iterator[Content | View]:
    """``told`` is a card with the text in it."""
    attached = tuple(samples.attached(campaign_named(typed), state, typed) for state in AttachmentState)
    told = replace(told, campaigns=attached, domain=replace(told.domain, note=typed))
    yield from _notices(typed, told)
    yield from _registries(typed, told.client)
    yield from _forms(typed, told)
    yield from _answers(typed, told)
    yield from _refusals(typed)


def campaign_named(typed: str) -> Campaign:
    return Campaign("campaign-1", "T0TEAM", "client-1", typed, typed)


def _line(told: Card) -> Line:
    return Line(told.domain, told.client, told.stage, told.awaited, told.actions)


def _notices(typed: str, told: Card) -> Iterator[Content]:
    line = _line(told)
    yield mornings.morning(MorningModel(dict.fromkeys(Waiting, (line,) * 3), ((samples.OWNER, 4),)))
    asked = replace(samples.REQUEST, reason=typed)
    yield mornings.nudge(NudgeModel(ApprovalModel(told, asked, ()), samples.APPROVER, samples.T0))
    for party in Party:
        model = AlarmModel(Cause(party, typed, "WRONG_TARGET"), (AlarmLine(told, EVENT, None),) * 3, 9, 1, "S0ONCALL")
        yield from (alarms.alarm(model), alarms.alarm(replace(model, total=1, lines=model.lines[:1])))
        yield alarms.alarm_over(replace(model, recovered=9))
    trouble, row = Trouble(typed, typed, "C0SALES", "17.000001"), DigestLine(typed, typed, told.stage, "C0SALES", None)
    digest = Digest("b1", samples.OWNER, samples.T0, "C0SALES", {told.stage: 1}, (typed,) * 9)
    counts = (OrganizationCount(typed, 93),)
    yield digests.digest(replace(digest, troubles=(trouble,) * 40, organizations=counts))
    yield digests.digest(replace(digest, lines=(row,)))
    rows = tuple(GroupRow(number, _asked(typed, told, state)) for number, state in enumerate(RequestState))
    yield group_approvals.group_approval(GroupModel("g", rows, samples.OWNER, samples.T0, ()))
    left = (Leftover(typed, samples.SID),)
    yield leaving.leaving(Leaving(replace(told.client, leaving_since=samples.T0), "C0SALES", (line,) * 9, 4, left))


def _asked(typed: str, told: Card, state: RequestState) -> ApprovalModel:
    by = None if state is RequestState.PENDING else samples.APPROVER
    request = replace(samples.REQUEST, state=state, decided_by=by, reason=typed)
    return ApprovalModel(told, request, samples.RULES.approvers, DnsOpinion(is_valid=False, reason=typed))


def _registries(typed: str, client: Client) -> Iterator[Content | View]:
    yield from webhook_samples.spoilt(typed, client)
    yield from token_samples.spoilt(typed)
    wish = Ask("ask-1", "T0TEAM", samples.OWNER, samples.T0, {"host": typed}, typed)
    done = AskShown(replace(wish, client_id="c", answered_by=samples.ADMIN), typed)
    yield from (asking.ask_form("ask-1", [samples.ADMIN]), asking.asked(typed, [samples.ADMIN]))
    yield from (asking.ask(AskShown(wish)), asking.ask_answered(done), asking.ask_over(done))
    yield asking.answered_already(done)
    campaign = AskShown(replace(wish, for_client="c1", campaign_id="k1"), typed, typed, typed)
    yield from (asking.ask(campaign), asking.ask_answered(campaign), asking.ask_over(campaign))
    yield asking.ask_form("ask-1", [samples.ADMIN], typed)
    shown = RegisteredClient(client, AccountShown(typed, typed))
    yield from (
        accounts.link(client, "https://bot.test/x", samples.T0),
        accounts.no_page(),
        writing.link(samples.CARDS["waiting_for_records"], "https://bot.test/x", samples.T0),
        accounts.account_set(shown),
    )
    found = tuple(Found(f"AC{number:032x}", typed[:75] or "x") for number in range(3))
    choices = (ServiceChoice(found[0], (typed,) * 9), ServiceChoice(found[1]))
    yield from (imports.reading(), imports.choose_client_form(), imports.import_clients_form(Offers(found, (typed,))))
    yield imports.import_campaigns_form("client-1", typed, Offers(found, ()))
    yield from (imports.imported(Imported((typed,), (typed,)), kind) for kind in ("client", "campaign"))
    yield imports.choose_service_form(typed, choices, "Twilio charges.", {})
    yield from (edit_client_form(shown), edited_client(client), edited_campaign(campaign_named(typed)))
    yield from (client_form(typed, "ask-1"), campaign_form(Choice("client-1", typed)), edit_campaign_form())


def _forms(typed: str, told: Card) -> Iterator[View]:
    sharing = [[typed, typed]]
    yield from (
        edit_form(EditDraft(told, (typed,), True, True)),
        handover_form(HandoverDraft("d", typed, samples.OWNER)),
    )
    yield handover_form(HandoverDraft(number=3, former=samples.OWNER))
    yield from (detach_form(DetachDraft(told, told.campaigns, sharing)), nothing_to_detach(told), revoke_form(told))
    for stage in ("planned", "live", "waiting_for_approval"):
        card = replace(samples.CARDS[stage], client=told.client, campaigns=told.campaigns)
        yield remove_form(RemoveDraft(card, samples.SENT, samples.minutes(320000)))
    yield sending_form(told, told.campaigns, ["+15005550199"])
    yield leaving.remove_client_form(ClientParts(told.client, 2, 3, 1, (typed,) * 9), None, "C0SALES")
    faults = tuple(RowFault(number, Refused(Reason.BAD_EMAIL), typed, typed) for number in range(60))
    draft = BulkDraft("C0SALES", text=typed, faults=faults, good=3, organizations=(OrganizationCount(typed, 93),))
    yield from (bulk_form(draft), bulk_form(replace(draft, added=AddedMany(3, faults=faults))))
    yield from (check_form(), host_form("status"), closed_home("Only for members."))
    yield group_approvals.reject_many_form("g", "0:abc", 2)


def _answers(typed: str, told: Card) -> Iterator[Content]:
    domain = replace(told.domain, provider=Provider("x", typed))
    yield said_back.ssl_requested(told, True, [samples.APPROVER])
    yield said_back.details_given(replace(told, domain=domain), Judgement.CONFIRMED)
    yield said_back.attached(told, 2, [[typed, typed]])
    yield from (said_back.sent_a_test(typed), said_back.detached((typed,) * 3, 3), said_back.edited(("client",)))
    yield from (said_back.removed(domain), said_back.kept(typed), said_back.handed_over(2, samples.OWNER))
    yield from (said_back.card_posted(told, "C0SALES"), said_back.outdated(told, Action.ATTACH))
    yield from (said_back.old_button(), said_back.old_form())
    yield from (forwarding.reminded(typed, 2, None), forwarding.revoked(typed, is_done=True))
    yield digests.many_added(AddedMany(12, clients=1), "C0SALES")
    yield leaving.client_removed(told.client, "C0SALES")
    yield leaving.client_kept(3)
    why = {typed: Refused(Reason.ALREADY_DECIDED, by="U0PETRA", state="rejected")}
    yield group_approvals.group_decided(DecidedMany((typed,), (typed,), why), is_approved=True)
    yield group_approvals.group_requested(12, samples.RULES.approvers)


def _refusals(typed: str) -> Iterator[View]:
    """Every refusal, with the text in everything it may name."""
    names = ("host", "campaign", "client", "name", "nearest", "hosts", "suggestion", "limit", "line", "state")
    details = dict.fromkeys(names, typed)
    for reason in Reason:
        words = refused(Refused(reason, **details))
        yield modal("linkdomain", [section(words)])
