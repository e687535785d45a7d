"""There are words for everything that can happen."""

from dataclasses import replace

import pytest

from bot.core.approvals import Act
from bot.core.cards import Action, Awaited, ReplyModel, Stage
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import FactName
from handlers.views import losses, refusals, replies, words
from handlers.views.blocks import blocks_in
from handlers.views.checklist import checklist
from tests.views import samples
from tests.views.support import rendered, strings


def test_every_stage_action_event_and_person_has_a_word() -> None:
    assert set(words.STAGES) == set(Stage)
    assert set(words.ACTIONS) == set(Action)
    assert set(words.EVENTS) == set(EventKind)
    assert set(words.AWAITED) == set(Awaited)


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_says_what_to_do_even_without_details(reason: Reason) -> None:
    told = refusals.refused(Refused(reason))
    assert told.endswith(".")
    assert not set("{}<>") & set(told)
    assert "  " not in told


def test_a_refusal_names_who_may() -> None:
    told = refusals.refused(Refused(Reason.NOT_ALLOWED, act=Act.DECIDE_SSL.value), samples.RULES)
    assert told == "You may not do that; <@U0APPR> or <!subteam^S0APPROVERS> can. Nothing was changed."


def test_the_second_presser_is_told_who_decided() -> None:
    told = refusals.refused(Refused(Reason.ALREADY_DECIDED, by="U0APPR", state="approved"))
    assert told == "This was decided already: approved by <@U0APPR>. Nothing was changed."


@pytest.mark.parametrize("field", ["host", "client", "email", "campaigns", "name", None])
def test_an_empty_field_is_told_what_to_type(field: str | None) -> None:
    assert refusals.refused(Refused(Reason.EMPTY, field=field)).endswith(".")


def test_what_people_typed_comes_back_harmless() -> None:
    told = refusals.refused(Refused(Reason.UNKNOWN_HOST, host="<!channel>"))
    assert "<" not in told


@pytest.mark.parametrize(("transient", "words_of_it"), [(True, "try again in a minute"), (False, "tell an admin")])
def test_an_outside_failure_names_the_party_and_the_next_step(transient: bool, words_of_it: str) -> None:
    told = refusals.failed(GatewayError("twilio", "20429", transient=transient))
    assert told.startswith("Twilio")
    assert words_of_it in told
    assert "20429" in told


def test_an_unknown_failure_shows_its_reference_and_nothing_from_inside() -> None:
    assert "ab12cd34" in refusals.unknown("ab12cd34")


def test_a_domain_that_came_with_its_certificate_wants_no_ssl_request_later() -> None:
    adopted = replace(samples.CARDS["live"], domain=replace(samples.CARDS["live"].domain, request=None))
    assert "SSL request" not in "\n".join(checklist(adopted))
    assert "SSL request" in "\n".join(checklist(samples.CARDS["waiting_for_records"]))


def test_who_was_refused_once_requests_ssl_again() -> None:
    assert words.now_waits_for(samples.CARDS["rejected"]).endswith("requests SSL again")
    assert words.now_waits_for(samples.CARDS["certificate_failed"]).endswith("requests SSL again")
    assert words.now_waits_for(samples.CARDS["waiting_for_request"]).endswith("requests SSL")


def test_the_dns_has_moved_only_where_other_servers_answer_for_the_same_name() -> None:
    lost = samples.CARDS["degraded"]
    fact = lost.domain.fact(FactName.RECORD)
    assert "has moved" in losses.lost_fact(lost, FactName.RECORD)
    assert fact.evidence is not None
    beyond = replace(fact, evidence=replace(fact.evidence, question="shops.example.net A", server="a.nic.net"))
    domain = replace(lost.domain, facts={**lost.domain.facts, FactName.RECORD: beyond})
    assert "has moved" not in losses.lost_fact(replace(lost, domain=domain), FactName.RECORD)


def test_a_removed_domain_promises_nothing_any_more() -> None:
    shown = replace(samples.FORWARDED["held"], stage=Stage.REMOVED)
    rows = "\n".join(checklist(shown))
    assert "Forwarded" not in rows
    assert "Later" not in rows
    assert "no record of that name yet" not in rows


def test_who_takes_a_domain_over_is_not_called_the_former_owner_is() -> None:
    event = samples.event(EventKind.HANDED_OVER, samples.ADMIN, owner=samples.ADMIN, former=samples.OWNER)
    (told, *_) = strings([block.to_dict() for block in blocks_in(replies.reply(samples.told("live", event)))])
    assert told.startswith(f"<@{samples.OWNER}>, ")
    assert f"<@{samples.ADMIN}>'s now" in told


def test_of_campaigns_and_their_links_a_removal_speaks_only_where_there_were_any() -> None:
    event = samples.event(EventKind.REMOVING, samples.ADMIN)
    used = replace(samples.CARDS["removing"], campaigns=samples.CARDS["live"].campaigns)
    unused = replace(used, campaigns=())
    assert "Its campaigns are detached" in rendered(replies.reply(ReplyModel(used, (event,), is_broadcast=False)))
    assert "campaigns" not in rendered(replies.reply(ReplyModel(unused, (event,), is_broadcast=False)))
