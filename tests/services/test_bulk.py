"""Many domains at once: all or none, one digest beside their cards."""

import pytest

from bot.core.bulk import AddMany, Digest, RowsRefused
from bot.core.cards import Stage
from bot.core.commands import Actor, AddClient
from bot.core.domain import Setup
from bot.core.effects import EffectKind
from bot.core.errors import AlreadyDelivered, Reason, Refused
from bot.core.facts import Verdict
from bot.core.languages import Language
from bot.core.overview import OrganizationCount
from bot.core.people import Role
from bot.core.registry import NameQuery
from bot.core.sheets import left_over, parse_rows, written
from bot.services import clients, lists, reading
from bot.services.bulk import add_many
from bot.services.digests import MOST_LINES, digest, newest_post
from bot.services.exporting import exported
from bot.services.organizations import near_their_limit
from bot.services.reading import ReplyQuery
from bot.services.showing import card_of
from tests.services.support import ADMIN, ALL, BOT, MG, OPERATOR, OTHER_MG, OWNER, SID, STRANGER, VALUE, House, person


def add(house: House, text: str, actor: Actor = OWNER, channel: str = "C1", **more: bool) -> list[str]:
    rows, faults = parse_rows(text)
    numbered = tuple((house.new_id("d"), row) for row in rows)
    house.run(add_many, AddMany("b1", channel, Setup.OURS, numbered, faults, **more), actor)
    return [domain_id for domain_id, _ in numbered]


def faults(house: House, text: str, actor: Actor = OWNER) -> list[tuple[int, Reason]]:
    with pytest.raises(RowsRefused) as caught:
        add(house, text, actor)
    return [(fault.line, fault.error.reason) for fault in caught.value.faults]


def seen(house: House) -> Digest:
    shown = house.run(digest, "b1", BOT)
    assert shown is not None
    return shown


def posted(house: House) -> list[str]:
    return [one.effect.key for one in house.read(lambda tx: tx.outbox.of_domain("b1"))]


def test_every_row_becomes_a_domain_and_one_digest_counts_them(house: House) -> None:
    ids = add(house, f"a.com, acme corp\nb.com, ACME  Corp, {SID}, {VALUE}")
    assert [house.domain(one).host for one in ids] == ["ls.a.com", "ls.b.com"]
    assert {house.domain(one).owner for one in ids} == {"UOWN"}
    assert posted(house) == ["batch:b1:digest"]
    assert seen(house).stages == {Stage.WAITING_FOR_TWILIO_DETAILS: 1, Stage.WAITING_FOR_RECORDS: 1}
    assert (seen(house).total, seen(house).clients, seen(house).channel) == (2, ("Acme Corp",), "C1")


def test_one_faulty_row_stops_all_and_every_one_is_named(house: House) -> None:
    house.add("taken.com")
    text = "good.com, Acme Corp\ntaken.com, Acme Corp\nx.com, Nobody\n*.y.com, Acme Corp\nz.com, Acme Corp, DN1"
    assert faults(house, text) == [
        (2, Reason.DUPLICATE_HOST),
        (3, Reason.UNKNOWN_CLIENT),
        (4, Reason.WILDCARD),
        (5, Reason.BAD_DOMAIN_SID),
    ]
    assert house.run(reading.find_domain, "ls.good.com", OWNER) is None
    assert posted(house) == []


def test_a_sid_twice_is_refused_where_it_comes_again(house: House) -> None:
    assert faults(house, f"a.com, Acme Corp, {SID}\nb.com, Acme Corp, {SID}") == [(2, Reason.SID_USED_HERE)]


def test_who_may_not_give_details_may_still_add_without(house: House) -> None:
    named = house.under(operators=("UOPS",))
    approver = person("UAP3", Role.APPROVER)
    assert faults(named, f"a.com, Acme Corp, {SID}", approver) == [(1, Reason.NOT_ALLOWED)]
    ids = add(named, "a.com, Acme Corp", approver)
    named.look(ids[0], record=Verdict.WRONG)
    assert len(named.asked(ids[0])) == 1


@pytest.mark.parametrize(("text", "channel", "reason"), [("", "C1", Reason.EMPTY), ("a.com, x", "", Reason.NO_CHANNEL)])
def test_nothing_and_nowhere_are_refused(house: House, text: str, channel: str, reason: Reason) -> None:
    with pytest.raises(Refused) as caught:
        add(house, text, channel=channel)
    assert caught.value.reason is reason


def test_strangers_add_nothing(house: House) -> None:
    with pytest.raises(Refused):
        add(house, "a.com, Acme Corp", STRANGER)


def test_the_same_form_twice_adds_once(house: House) -> None:
    actor = person("UOWN", Role.MANAGER, delivery="form-1")
    add(house, "a.com, Acme Corp", actor)
    with pytest.raises(AlreadyDelivered):
        add(house, "b.com, Acme Corp", actor)


def test_the_digest_counts_up_in_place(house: House) -> None:
    ids = add(house, f"a.com, Acme Corp\nb.com, Acme Corp, {SID}, {VALUE}")
    house.perform()
    assert seen(house).ts is not None
    assert house.run(newest_post, "b1", BOT) == ("batch:b1:digest", False)
    house.look(ids[1], **dict.fromkeys(ALL, Verdict.RIGHT))
    keys = posted(house)
    assert keys[0] == "batch:b1:digest"
    assert all(key.startswith("batch:b1:digest:") for key in keys[1:])
    assert len(keys) >= 2
    assert seen(house).stages == {Stage.WAITING_FOR_TWILIO_DETAILS: 1, Stage.LIVE: 1}


def test_the_digest_shows_where_each_of_a_few_stands(house: House) -> None:
    add(house, f"b.com, Acme Corp, {SID}, {VALUE}\na.com, Acme Corp")
    house.perform()
    lines = seen(house).lines
    assert [(line.host, line.stage) for line in lines] == [
        ("ls.a.com", Stage.WAITING_FOR_TWILIO_DETAILS),
        ("ls.b.com", Stage.WAITING_FOR_RECORDS),
    ]
    assert all(line.ts and line.client == "Acme Corp" for line in lines)


def test_of_many_the_digest_only_counts(house: House) -> None:
    add(house, "\n".join(f"n{number}.com, Acme Corp" for number in range(MOST_LINES + 1)))
    assert (seen(house).total, seen(house).lines) == (MOST_LINES + 1, ())


def test_changes_before_the_digest_is_posted_are_part_of_its_post(house: House) -> None:
    ids = add(house, "a.com, Acme Corp\nb.com, Acme Corp")
    house.give(ids[0], actor=OWNER)
    assert posted(house) == ["batch:b1:digest"]
    assert house.run(newest_post, "b1", BOT) == ("batch:b1:digest", True)


def test_a_domain_of_a_batch_that_goes_live_is_told_in_its_thread_alone(house: House) -> None:
    ids = add(house, f"a.com, Acme Corp, {SID}, {VALUE}")
    house.look(ids[0], record=Verdict.WRONG)
    house.look(ids[0], **dict.fromkeys(ALL, Verdict.RIGHT))
    effects = house.effects(ids[0], EffectKind.REPLY)
    models = [house.run(reading.reply, ReplyQuery.of(one.effect), BOT) for one in effects]
    assert models
    assert not any(model.is_broadcast for model in models)
    alone = house.live("alone.com", "DN" + "9" * 32)
    house.look(alone, times=3, record=Verdict.WRONG)
    assert house.effects(alone, EffectKind.REPLY)


def test_a_domain_alone_has_no_digest(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    domain_id = house.add(actor=OPERATOR)
    assert house.read(lambda tx: tx.batches.of_domain(domain_id)) is None
    assert house.run(digest, "b1", BOT) is None


HEADINGS = "client,host,domain_sid,verification,contact_email,campaign,messaging_service_sid"
FULL = f"{HEADINGS}\nacme corp,a.com,{SID},{VALUE},it@acme.com dns@acme.com,Spring sale,{MG}"


def test_a_row_brings_its_contacts_and_its_campaign(house: House) -> None:
    house.campaign("Spring sale", MG)
    (one,) = add(house, FULL)
    domain = house.domain(one)
    assert domain.setup is Setup.FORWARD
    assert len(domain.contact_ids) == 2
    attached = house.read(lambda tx: tx.attachments.of_domain(one))
    assert len(attached) == 1
    (row,) = house.run(exported, None, BOT)
    assert parse_rows(written([row]))[0][0].campaigns == (("Spring sale", MG),)


def test_what_is_missing_is_added_along_for_admins_alone(house: House) -> None:
    text = FULL.replace("acme corp", "Beta & Sons")
    assert faults(house, text, ADMIN) == [(2, Reason.UNKNOWN_CLIENT)]
    with pytest.raises(Refused):
        add(house, text, OWNER, is_filling=True)
    (one,) = add(house, text, ADMIN, is_filling=True)
    assert house.run(reading.card, one, BOT).client.name == "Beta & Sons"
    (line,) = house.run(lists.campaign_page, NameQuery(), ADMIN).lines
    assert (line.campaign.name, line.campaign.service_sid) == ("Spring sale", MG)


def test_campaigns_that_do_not_fit_are_named(house: House) -> None:
    house.campaign("Spring sale", MG)
    assert faults(house, FULL.replace("Spring", "Summer")) == [(2, Reason.UNKNOWN_CAMPAIGN)]
    assert faults(house, FULL.replace(MG, OTHER_MG)) == [(2, Reason.OTHER_SERVICE)]
    assert faults(house, FULL.replace("Spring sale", "")) == [(2, Reason.UNNAMED_CAMPAIGN)]
    assert faults(house, FULL.replace("dns@acme.com", "dns@")) == [(2, Reason.BAD_EMAIL)]
    both = FULL + f"\nacme corp,b.com,,,,Spring sale,{MG}"
    assert faults(house, both) == [(3, Reason.SERVICE_HAS_OTHER_DOMAIN)]


def test_the_good_rows_are_added_whole_and_the_others_not_at_all(house: House) -> None:
    text = f"{HEADINGS}\nacme corp,a.com\nacme corp,b.com,,,it@acme.com,Nothing\nnobody,c.com"
    rows, _ = parse_rows(text)
    numbered = tuple((house.new_id("d"), row) for row in rows)
    added = house.run(add_many, AddMany("b1", "C1", Setup.OURS, numbered, is_partial=True), OWNER)
    assert (added.number, [fault.line for fault in added.faults]) == (1, [3, 4])
    assert left_over(text, added.faults) == "\n".join([HEADINGS, *text.splitlines()[2:]])
    assert seen(house).total == 1
    assert house.run(reading.find_domain, "ls.b.com", OWNER) is None
    assert house.effects(numbered[1][0]) == []


def test_where_no_row_is_good_nothing_is_added(house: House) -> None:
    with pytest.raises(RowsRefused) as caught:
        add(house, "a.com, Nobody", is_partial=True)
    assert caught.value.good == 0
    assert posted(house) == []


def test_lines_beyond_the_limit_are_left_out_together(house: House) -> None:
    text = "\n".join(f"n{number}.com, Acme Corp" for number in range(102))
    with pytest.raises(RowsRefused) as caught:
        add(house, text)
    assert (caught.value.good, [fault.line for fault in caught.value.faults]) == (100, [101])
    assert left_over(text, caught.value.faults).splitlines() == text.splitlines()[100:]


def test_how_full_an_organization_is_told_from_eighty_on(house: House) -> None:
    sids = [f"DN{number:032x}" for number in range(80)]
    add(house, "\n".join(f"n{number}.com, Acme Corp, {sid}" for number, sid in enumerate(sids[:79])))
    assert house.run(near_their_limit, None, OWNER) == ()
    house.give(house.add("last.com"), sids[79])
    assert house.run(near_their_limit, None, OWNER) == (OrganizationCount("", 80),)
    assert house.run(near_their_limit, (), OWNER) == ()


def test_the_clients_language_comes_with_the_row_and_goes_out_again(house: House) -> None:
    text = "host,client,contact_email,language\nacme.com,Acme Corp,it@acme.com,es\nbeta.com,Acme Corp,it@beta.com,"
    spanish, english = add(house, text)
    found = {row.host: row.language for row in house.run(exported, None, ADMIN)}
    assert found == {"ls.acme.com": Language.SPANISH, "ls.beta.com": Language.ENGLISH}
    assert house.read(lambda tx: card_of(tx, house.domain(spanish))).language is Language.SPANISH
    assert house.read(lambda tx: card_of(tx, house.domain(english))).language is Language.ENGLISH
