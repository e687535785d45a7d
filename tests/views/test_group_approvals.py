"""SSL requests of many domains in one message, also of a hundred."""

from dataclasses import replace

import pytest

from bot.core.cards import ApprovalModel
from bot.core.domain import Client, RequestState
from bot.core.errors import Reason, Refused
from bot.core.facts import Code, FactName, Finding
from bot.core.grouped import MAX_GROUP, DecidedMany, GroupModel, GroupRow
from bot.core.twilio import DnsOpinion
from handlers.views.group_approvals import group_approval, group_decided, group_requested, reject_many_form
from tests.views import samples
from tests.views.samples import CARDS
from tests.views.support import as_json, check_golden

RIGHT, NOT_RIGHT = DnsOpinion(is_valid=True, reason=None), DnsOpinion(is_valid=False, reason="CNAME not found")


def row(number: int, state: RequestState = RequestState.PENDING, opinion: DnsOpinion | None = RIGHT) -> GroupRow:
    card, host = CARDS["waiting_for_approval"], f"ls.client-{number}.com"
    card = replace(card, domain=replace(card.domain, host=host), client=Client(f"c{number % 3}", "T", "Acme <& Sons>"))
    by = None if state is RequestState.PENDING else samples.APPROVER
    reason = "no contract" if state is RequestState.REJECTED else None
    request = replace(samples.REQUEST, digest=f"{number:064x}", state=state, decided_by=by, reason=reason)
    return GroupRow(number, ApprovalModel(card, request, samples.RULES.approvers, opinion))


def doubtful(one: GroupRow) -> GroupRow:
    """Its CNAME is a chain that works."""
    domain = one.model.card.domain
    facts = {**domain.facts, FactName.RECORD: samples.holds(samples.T0, Finding(Code.CNAME_CHAIN_OK))}
    card = replace(one.model.card, domain=replace(domain, facts=facts))
    return replace(one, model=replace(one.model, card=card, opinion=NOT_RIGHT))


def of(*rows: GroupRow) -> GroupModel:
    return GroupModel("group-1", rows, samples.OWNER, samples.T0, samples.RULES.approvers)


MODELS = {
    "open": of(row(0), doubtful(row(1)), row(2, opinion=None)),
    "partly": of(row(0, RequestState.APPROVED), row(1), row(2, RequestState.REJECTED), row(3, RequestState.VOID)),
    "decided": of(row(0, RequestState.APPROVED), row(1, RequestState.APPROVED)),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_message_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"group_{name}", group_approval(MODELS[name]))


@pytest.mark.parametrize("state", [RequestState.PENDING, RequestState.APPROVED, RequestState.REJECTED])
def test_a_hundred_rows_stay_within_a_message_and_every_host_is_there(state: RequestState) -> None:
    content = group_approval(of(*(doubtful(row(number, state)) for number in range(MAX_GROUP))))
    check_golden(f"group_hundred_{state.value}", content)
    assert len(content.blocks) <= 50
    assert all(f"ls.client-{number}.com" in str(as_json(content)) for number in range(MAX_GROUP))


def test_what_is_said_back_is_as_it_was_found_good() -> None:
    why = Refused(Reason.ALREADY_DECIDED, by="U0PETRA", state="rejected")
    done = DecidedMany(("ls.a.com", "ls.b.com"), ("ls.c.com",), {"ls.d.com": why})
    check_golden("answer_group_decided", group_decided(done, is_approved=True))
    check_golden("answer_group_requested", group_requested(12, samples.RULES.approvers))
    check_golden("form_reject_many", reject_many_form("group-1", "0:abc,1:def", 2))


def test_the_ticks_of_a_hundred_rows_fit_into_the_form_that_rejects_them() -> None:
    values = ",".join(f"{number}:{'f' * 20}" for number in range(MAX_GROUP))
    assert len(reject_many_form("f" * 32, values, MAX_GROUP).private_metadata or "") < 2900
