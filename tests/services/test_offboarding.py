"""A whole client is taken out of use, in one go and with one message."""

from datetime import timedelta

import pytest

from bot.core.commands import AddClient, EditDomain, RemoveDomain
from bot.core.domain import AttachmentState, Client
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.facts import Code, Verdict
from bot.core.imports import Found
from bot.core.leaving import Leaving, RemoveClient
from bot.core.registry import NameQuery
from bot.services import clients, credentials, editing, importing, leaving, lists, offboarding, reading, removing
from bot.services.credentials import MakeLink
from tests.services.support import ADMIN, BOT, OTHER_SID, OWNER, SID, House

GONE = {"record": Verdict.WRONG, "https": Verdict.WRONG}


def remove(house: House, **how: bool) -> Client:
    return house.run(offboarding.remove_client, RemoveClient("c1", "C9", **how), ADMIN)


def shown(house: House) -> Leaving:
    model = house.run(leaving.leaving, "c1", BOT)
    assert model is not None
    return model


def posts(house: House) -> list[str]:
    return [one.effect.key for one in house.effects("leaving:c1", EffectKind.LEAVING)]


def refusal(house: House, **how: bool) -> Refused:
    with pytest.raises(Refused) as caught:
        remove(house, **how)
    return caught.value


def test_all_its_domains_go_and_one_message_says_how_far_that_is(house: House) -> None:
    fresh, live = house.add("b.com", domain_sid=OTHER_SID, verification=None), house.live()
    house.perform()
    remove(house)
    assert house.replies(fresh) == house.replies(live) == []
    assert (shown(house).removed, shown(house).total) == (1, 2)
    assert [one.host for one in shown(house).with_record] == ["ls.acme.com"]
    assert [(one.host, one.domain_sid) for one in shown(house).leftovers] == [("ls.b.com", OTHER_SID)]
    assert posts(house)[0] == "client:c1:leaving:1"
    assert house.domain(live).removing_since == house.now


def test_the_last_domain_takes_the_client_with_it_and_its_name_is_free_again(house: House) -> None:
    live = house.live()
    remove(house)
    house.look(live, Code.MISSING_NXDOMAIN, times=3, **GONE)
    assert [one.host for one in shown(house).for_console] == ["ls.acme.com"]
    assert house.replies(live) == []
    house.run(removing.confirm_removed, RemoveDomain(live), OWNER)
    assert shown(house).client.archived_at == house.now
    assert house.run(lists.clients_matching, "", OWNER) == []
    assert house.run(lists.campaign_page, NameQuery(), OWNER).total == 0
    house.run(clients.add_client, AddClient("c2", "Acme Corp"), ADMIN)
    assert [one.id for one in house.run(lists.clients_matching, "acme", OWNER)] == ["c2"]


def test_a_client_without_domains_is_archived_at_once(house: House) -> None:
    assert remove(house).archived_at == house.now
    assert (shown(house).total, shown(house).lines) == (0, ())
    assert refusal(house).reason is Reason.UNKNOWN_CLIENT


def test_where_campaigns_send_somebody_must_say_what_becomes_of_them(house: House) -> None:
    live = house.live()
    house.attach(live, house.campaign())
    house.perform()
    parts = house.run(offboarding.client_parts, "c1", ADMIN)
    assert (parts.live, parts.sending) == (1, ("ls.acme.com",))
    refused = refusal(house, waits=True)
    assert (refused.reason, refused.field) == (Reason.CAMPAIGNS_SEND, "detach_when")
    assert house.domain(live).removal_due_at is None
    remove(house, waits=True, keeps_campaigns=True)
    assert house.domain(live).removal_due_at == house.now + timedelta(days=90)
    assert [one.state for one in house.attachments(live)] == [AttachmentState.ATTACHED]


def test_what_waits_can_be_called_off_and_the_client_stays(house: House) -> None:
    live = house.live()
    house.attach(live, house.campaign())
    house.perform()
    remove(house, waits=True, keeps_campaigns=True)
    house.perform()
    assert shown(house).last_due == house.domain(live).removal_due_at
    assert refusal(house).reason is Reason.CLIENT_LEAVING
    assert house.run(offboarding.keep_client, "c1", ADMIN) == 1
    assert (house.domain(live).removal_due_at, shown(house).client.leaving_since) == (None, None)
    assert len(posts(house)) == 2
    house.perform()
    remove(house, waits=True, keeps_campaigns=True)
    assert "client:c1:leaving:2" in posts(house)


def test_nothing_is_added_for_a_client_that_leaves(house: House) -> None:
    house.live()
    remove(house)
    with pytest.raises(Refused) as caught:
        house.add("b.com")
    assert (caught.value.reason, caught.value.field) == (Reason.CLIENT_LEAVING, "client")


def test_no_domain_is_moved_to_a_client_that_leaves(house: House) -> None:
    house.live()
    other = house.add("b.com", client_id=house.client_with_account())
    remove(house)
    with pytest.raises(Refused) as caught:
        house.run(editing.edit_domain, EditDomain(other, "c1", OWNER.user_id), OWNER)
    assert (caught.value.reason, caught.value.field) == (Reason.CLIENT_LEAVING, "client")


def test_only_admins_remove_a_client(house: House) -> None:
    house.add(domain_sid=SID)
    for service, command in (
        (offboarding.client_parts, "c1"),
        (offboarding.remove_client, RemoveClient("c1", "C9")),
        (offboarding.keep_client, "c1"),
    ):
        with pytest.raises(Refused) as caught:
            house.run(service, command, OWNER)  # type: ignore[arg-type]
        assert caught.value.reason is Reason.NOT_ALLOWED


def test_the_cards_of_its_domains_say_it_all_the_same(house: House) -> None:
    fresh = house.add()
    house.perform()
    remove(house)
    kinds = [one.effect.kind for one in house.claim_effects()]
    assert EffectKind.CARD in kinds
    assert house.run(reading.card, fresh, BOT).domain.removed_at == house.now


def test_the_credentials_of_a_client_that_is_gone_are_deleted(house: House) -> None:
    own = house.client_with_account()
    house.run(offboarding.remove_client, RemoveClient(own, "C1"), ADMIN)
    gone = house.read(lambda tx: tx.clients.get("T1", own))
    assert gone is not None
    assert (gone.archived_at, gone.account_id) == (house.now, None)
    assert house.read(lambda tx: tx.accounts.get("acc")) is None
    with pytest.raises(Refused):
        house.run(credentials.make_link, MakeLink("l", own), ADMIN)
    assert house.run(importing.client_offers, (Found("AC8", "Own Inc"),), ADMIN).known == ()
