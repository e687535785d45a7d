"""What people and the relay read."""

from collections.abc import Callable

import pytest

from bot.core.cards import Action, Awaited, Stage
from bot.core.commands import Actor, RemoveDomain
from bot.core.domain import AttachmentState
from bot.core.effects import EffectKind, EffectState
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind as E
from bot.core.facts import Verdict
from bot.core.people import Role
from bot.core.registry import NameQuery
from bot.services import reading, removing
from bot.services.reading import MailQuery, ReplyQuery
from tests.services.support import ADMIN, ALL, BOT, MG, OTHER_SID, OWNER, SID, STRANGER, VALUE, House, person

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG


def last(house: House, domain_id: str, kind: EffectKind) -> ReplyQuery:
    return ReplyQuery.of(house.effects(domain_id, kind)[-1].effect)


def test_the_card_says_all_that_a_view_needs(house: House) -> None:
    domain_id = house.under(operators=("UOPS",)).add()
    card = house.run(reading.card, domain_id, BOT)
    assert (card.client.name, card.stage, card.awaited) == (
        "Acme Corp",
        Stage.WAITING_FOR_TWILIO_DETAILS,
        Awaited.OPERATOR,
    )
    assert card.actions == (Action.GIVE_DETAILS, Action.CHECK_NOW, Action.EDIT, Action.CANCEL)
    assert [(record.type, record.name, record.value) for record in card.records] == [
        ("CNAME", "ls", "lsct.ashburn.us1.twilio.com.")
    ]
    assert (card.operators, card.campaigns) == (("UOPS",), ())


def test_the_card_shows_the_txt_and_the_campaigns_once_they_are_known(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign("Spring"))
    card = house.run(reading.card, domain_id, BOT)
    assert [(record.type, record.name, record.value) for record in card.records][1:] == [("TXT", "_twilio.ls", VALUE)]
    (attached,) = card.campaigns
    assert (attached.campaign.name, attached.attachment.state) == ("Spring", AttachmentState.WANTED)


def test_a_reply_tells_its_events_with_the_card_as_it_is_now(house: House) -> None:
    domain_id = house.ready()
    house.look(domain_id, **dict.fromkeys(ALL, RIGHT))
    model = house.run(reading.reply, last(house, domain_id, EffectKind.REPLY), BOT)
    assert [event.kind for event in model.events] == [E.LIVE]
    assert model.card.stage is Stage.LIVE
    assert model.is_broadcast


@pytest.mark.parametrize("has_campaign", [True, False])
def test_degraded_is_shown_to_the_channel_only_where_a_campaign_sends_through_it(
    house: House, has_campaign: bool
) -> None:
    domain_id = house.live()
    if has_campaign:
        house.attach(domain_id, house.campaign())
        house.perform()
    house.look(domain_id, times=3, record=WRONG)
    model = house.run(reading.reply, last(house, domain_id, EffectKind.REPLY), BOT)
    assert model.is_broadcast is has_campaign


def test_an_approval_request_comes_with_its_card_and_who_may_decide(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    model = house.run(reading.approval, house.ssl(domain_id).id, BOT)
    assert (model.request, model.approvers, model.card.domain.host) == (house.ssl(domain_id), ("UAPP",), "ls.acme.com")
    with pytest.raises(Refused):
        house.run(reading.approval, "nothing", BOT)


@pytest.mark.parametrize("channel", [None, "CAPP"])
def test_an_approval_is_updated_where_it_was_posted(house: House, channel: str | None) -> None:
    domain_id = house.under(approval_channel=channel).ready()
    house.request(domain_id)
    request_id = house.ssl(domain_id).id
    place = house.run(reading.approval_place, request_id, BOT)
    assert (place.channel, place.in_thread, place.ts) == (channel or "C1", channel is None, None)
    house.perform()
    house.under(approval_channel="CNEW")
    place = house.run(reading.approval_place, request_id, BOT)
    assert (place.channel, place.post_state) == (channel or "C1", EffectState.DONE)
    assert place.ts
    assert place.thread_ts == (house.domain(domain_id).card_ts if channel is None else None)


def test_a_mail_has_the_address_and_a_forgotten_contact_none(house: House) -> None:
    domain_id = house.add(emails=("it@acme.com",))
    (contact_id,) = house.domain(domain_id).contact_ids
    parts = house.run(reading.mail, MailQuery(domain_id, contact_id), BOT)
    assert (parts.address, parts.company, parts.card.domain.id) == ("it@acme.com", "Link Co", domain_id)
    assert house.run(reading.mail, MailQuery(domain_id, "nobody"), BOT).address is None


@pytest.mark.parametrize("name", ["ls.acme.com", "https://LS.Acme.com./", "the id"])
def test_the_timeline_of_a_host_is_found_as_people_write_it(house: House, name: str) -> None:
    domain_id = house.add()
    house.look(domain_id, record=WRONG)
    timeline = house.run(reading.timeline, domain_id if name == "the id" else name, OWNER)
    assert [event.kind for event in timeline.events] == [E.ADDED, E.INSTRUCTED]
    assert (timeline.card.domain.id, timeline.at) == (domain_id, house.now)


def test_a_removed_host_keeps_its_history_until_it_is_there_again(house: House) -> None:
    domain_id = house.add()
    house.run(removing.remove_domain, RemoveDomain(domain_id), ADMIN)
    for name in ("ls.acme.com", domain_id):
        timeline = house.run(reading.timeline, name, OWNER)
        assert [(event.kind, event.actor) for event in timeline.events][-1] == (E.REMOVED, ADMIN.user_id)
    assert house.run(reading.find_removed, "LS.acme.com.", OWNER) is not None
    assert house.run(reading.find_removed, "what?", OWNER) is None
    assert house.run(reading.find_removed, "ls.acme.com", person("UOWN", Role.MANAGER, team_id="T2")) is None
    house.wait(5)
    again = house.add()
    assert house.run(reading.timeline, "ls.acme.com", OWNER).card.domain.id == again


@pytest.mark.parametrize("name", ["go.acme.com", "acme.com", "what?", ""])
def test_what_is_no_host_of_ours_is_not_found(house: House, name: str) -> None:
    house.add()
    assert house.run(reading.find_domain, name, OWNER) is None
    with pytest.raises(Refused) as caught:
        house.run(reading.timeline, name, OWNER)
    assert caught.value.reason is Reason.UNKNOWN_HOST


READERS: list[Callable[[House, str, Actor], object]] = [
    lambda house, domain_id, actor: house.run(reading.card, domain_id, actor),
    lambda house, domain_id, actor: house.run(reading.timeline, domain_id, actor),
    lambda house, _domain_id, actor: house.run(reading.find_domain, "ls.acme.com", actor),
    lambda house, _domain_id, actor: house.run(reading.list_domains, reading.ListQuery(), actor),
    lambda house, _domain_id, actor: house.run(reading.domains_matching, "", actor),
    lambda house, _domain_id, actor: house.run(reading.clients_matching, "", actor),
    lambda house, _domain_id, actor: house.run(reading.count_clients, None, actor),
    lambda house, _domain_id, actor: house.run(reading.campaigns_of, "c1", actor),
    lambda house, _domain_id, actor: house.run(reading.campaign_page, NameQuery(), actor),
]


@pytest.mark.parametrize("read", READERS)
def test_who_holds_no_role_reads_nothing(house: House, read: Callable[[House, str, Actor], object]) -> None:
    domain_id = house.add()
    read(house, domain_id, OWNER)
    with pytest.raises(Refused) as caught:
        read(house, domain_id, STRANGER)
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_another_team_reads_nothing_of_ours(house: House) -> None:
    domain_id = house.add()
    house.campaign()
    elsewhere = person("UOWN", *OWNER.roles, team_id="T2")
    assert house.run(reading.find_domain, "ls.acme.com", elsewhere) is None
    assert house.run(reading.list_domains, reading.ListQuery(), elsewhere).total == 0
    assert house.run(reading.domains_matching, "acme", elsewhere) == []
    assert house.run(reading.clients_matching, "", elsewhere) == []
    assert house.run(reading.campaigns_of, "c1", elsewhere) == []
    assert house.run(reading.campaign_page, NameQuery(), elsewhere).total == 0
    with pytest.raises(Refused):
        house.run(reading.card, domain_id, elsewhere)


def test_the_certificate_is_wanted_only_while_exactly_that_is_approved(house: House) -> None:
    domain_id = house.ready()
    house.request(domain_id)
    request_id = house.ssl(domain_id).id
    assert not house.run(reading.request_job, request_id, BOT).is_wanted
    house.decide(domain_id)
    job = house.run(reading.request_job, request_id, BOT)
    assert (job.is_wanted, job.domain_sid, job.account) == (True, SID, None)
    house.give(domain_id, OTHER_SID)
    assert not house.run(reading.request_job, request_id, BOT).is_wanted


def test_an_attachment_is_wanted_until_it_is_attached(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    (attachment,) = house.attachments(domain_id)
    job = house.run(reading.attachment_job, attachment.id, BOT)
    assert (job.is_wanted, job.domain_sid, job.campaign.service_sid) == (True, SID, MG)
    house.perform()
    assert not house.run(reading.attachment_job, attachment.id, BOT).is_wanted


def test_a_sid_is_judged_until_it_is_confirmed(house: House) -> None:
    domain_id = house.add(domain_sid=SID)
    job = house.run(reading.judge_job, domain_id, BOT)
    assert (job.is_wanted, job.domain_sid) == (True, SID)
    house.give(domain_id)
    assert not house.run(reading.judge_job, domain_id, BOT).is_wanted


def test_jobs_that_are_gone_say_so(house: House) -> None:
    for reader in (reading.request_job, reading.attachment_job, reading.judge_job, reading.approval_place):
        with pytest.raises(Refused):
            house.run(reader, "nothing", BOT)
