"""Asking an admin for a client that is missing."""

from dataclasses import replace

import pytest

from bot.core.commands import AddCampaign, AddClient
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.imports import Found
from bot.services import asking, campaigns, clients, importing
from bot.services.asking import BeginAsk, SendAsk
from bot.services.clients import EditClient
from bot.services.importing import ImportClients
from tests.services.support import ADMIN, BOT, MG, OTHER, OWNER, STRANGER, House

TYPED = {"host": "globex.com", "subdomain": "ls", "channel": "C1", "email": "canary@globex.com", "note": ""}


def asked(house: House, name: str = "Globex", admins: tuple[str, ...] = ("UADM", "UADM2")) -> str:
    ask_id = house.new_id("q")
    house.run(asking.begin_ask, BeginAsk(ask_id, TYPED))
    house.run(asking.send_ask, SendAsk(ask_id, name, admins))
    return ask_id


def sent(house: House) -> list[tuple[EffectKind, str]]:
    return [(one.effect.kind, one.effect.destination) for one in house.perform()]


def test_every_admin_is_asked_and_the_asker_hears_when_the_client_is_there(house: House) -> None:
    ask_id = asked(house)
    assert sent(house) == [(EffectKind.ASK, "slack:UADM"), (EffectKind.ASK, "slack:UADM2")]
    house.run(clients.add_client, AddClient("c2", "Globex Inc", ask_id), ADMIN)
    assert sent(house) == [
        (EffectKind.ASK_ANSWERED, "slack:UOWN"),
        (EffectKind.ASK_OVER, "slack:UADM"),
        (EffectKind.ASK_OVER, "slack:UADM2"),
    ]
    shown = house.run(asking.ask_continued, ask_id)
    assert (shown.client, shown.ask.answered_by) == ("Globex Inc", "UADM")
    assert shown.ask.draft == {"host": "globex.com", "subdomain": "ls", "channel": "C1"}


def test_no_address_is_kept(house: House) -> None:
    asked(house)
    written = b"".join(path.read_bytes() for path in house.path.glob("t.db*"))
    assert b"globex.com" in written
    assert b"canary" not in written


def test_a_client_of_that_name_answers_however_it_came(house: House) -> None:
    asked(house, "Globex")
    asked(house, "Initech")
    asked(house, "Hooli")
    sent(house)
    house.run(clients.add_client, AddClient("c2", " GLOBEX "), ADMIN)
    house.run(importing.import_clients, ImportClients((("c3", Found("AC1", "Initech")),)), ADMIN)
    house.run(clients.edit_client, EditClient("c1", "hooli", "x"), ADMIN)
    told = [kind for kind, _ in sent(house)]
    assert (told.count(EffectKind.ASK_ANSWERED), told.count(EffectKind.ASK_OVER)) == (3, 6)


def test_two_admins_at_once_tell_the_asker_once(house: House) -> None:
    ask_id = asked(house)
    sent(house)
    house.run(clients.add_client, AddClient("c2", "Globex", ask_id), ADMIN)
    with pytest.raises(Refused) as caught:
        house.run(clients.add_client, AddClient("c3", "Globex", ask_id), ADMIN)
    assert caught.value.reason is Reason.DUPLICATE_CLIENT
    house.run(clients.add_client, AddClient("c4", "Globex Ltd", ask_id), ADMIN)
    assert [kind for kind, _ in sent(house)].count(EffectKind.ASK_ANSWERED) == 1
    shown = house.run(asking.ask_shown, ask_id, BOT)
    assert shown is not None
    assert shown.client == "Globex"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("acme corp", Reason.DUPLICATE_CLIENT), ("", Reason.EMPTY), ("x" * 3000, Reason.TOO_LONG)],
)
def test_a_name_that_needs_nobody_is_refused_beside_its_field(house: House, name: str, reason: Reason) -> None:
    with pytest.raises(Refused) as caught:
        asked(house, name)
    assert (caught.value.reason, caught.value.field) == (reason, "name")
    assert sent(house) == []


def test_where_nobody_holds_the_role_now_their_channel_is_asked(house: House) -> None:
    with pytest.raises(Refused) as caught:
        asked(house, admins=())
    assert caught.value.reason is Reason.NO_ADMIN
    asked(house.under(default_channel="CDEF"), admins=())
    assert sent(house) == [(EffectKind.ASK, "slack:CDEF")]
    asked(house.under(alert_channel="CALERT"), admins=())
    assert sent(house) == [(EffectKind.ASK, "slack:CALERT")]
    with pytest.raises(Refused):
        asked(house.under(admins=()), admins=())


def test_it_is_kept_for_two_weeks_and_only_for_whoever_asked(house: House) -> None:
    ask_id = asked(house)
    for other in (OTHER, STRANGER, replace(OWNER, team_id="T2")):
        with pytest.raises(Refused):
            house.run(asking.ask_continued, ask_id, other)
    assert house.run(asking.ask_shown, ask_id, replace(ADMIN, team_id="T2")) is None
    house.wait(14 * 86400 - 1)
    assert house.run(asking.purge_asks, None, BOT) == 0
    house.run(asking.ask_continued, ask_id)
    house.wait(1)
    with pytest.raises(Refused) as caught:
        house.run(asking.ask_continued, ask_id)
    assert caught.value.reason is Reason.ASK_GONE
    assert house.run(asking.ask_shown, ask_id, ADMIN) is None
    assert house.run(asking.purge_asks, None, BOT) == 1


def test_a_form_that_was_kept_but_not_sent_asks_nobody(house: House) -> None:
    house.run(asking.begin_ask, BeginAsk("q", TYPED))
    house.run(clients.add_client, AddClient("c2", "Globex"), ADMIN)
    assert sent(house) == []


def test_long_texts_are_cut_to_what_a_form_may_hold(house: House) -> None:
    house.run(asking.begin_ask, BeginAsk("q", {"host": "x" * 3000, "note": "\U0001f600" * 3000, "other": "y"}))
    kept = house.read(lambda tx: tx.asks.get("q"))
    assert kept is not None
    assert {name: len(text) for name, text in kept.draft.items()} == {"host": 300, "note": 500}


def asked_for_campaign(house: House, domain_id: str, name: str = "Summer") -> str:
    ask_id = house.new_id("q")
    typed = {"domain": domain_id, "fallback_url": "https://www.acme.com/"}
    house.run(asking.begin_ask, BeginAsk(ask_id, typed, "c1"))
    house.run(asking.send_ask, SendAsk(ask_id, name, ("UADM",)))
    return ask_id


def test_a_campaign_is_asked_for_and_its_asker_hears_when_it_is_there(house: House) -> None:
    domain_id = house.add()
    ask_id = asked_for_campaign(house, domain_id)
    house.perform()
    shown = house.run(asking.ask_shown, ask_id, BOT)
    assert shown
    assert (shown.client, shown.answer, shown.host, shown.ask.is_answered) == ("Acme Corp", "", "ls.acme.com", False)
    house.run(campaigns.add_campaign, AddCampaign("k2", "c1", "Summer sale", MG, ask_id=ask_id), ADMIN)
    assert sent(house) == [(EffectKind.ASK_ANSWERED, "slack:UOWN"), (EffectKind.ASK_OVER, "slack:UADM")]
    told = house.run(asking.ask_continued, ask_id)
    assert (told.answer, told.ask.campaign_id, told.ask.client_id) == ("Summer sale", "k2", None)
    assert told.ask.draft == {"domain": domain_id, "fallback_url": "https://www.acme.com/"}


def test_a_campaign_of_that_name_answers_only_for_its_client(house: House) -> None:
    ask_id = asked_for_campaign(house, house.add())
    house.run(clients.add_client, AddClient("c2", "Summer"), ADMIN)
    house.run(campaigns.add_campaign, AddCampaign("k2", "c2", "Summer", MG), ADMIN)
    found = house.run(asking.ask_shown, ask_id, BOT)
    assert found
    assert not found.ask.is_answered
    house.run(campaigns.add_campaign, AddCampaign("k3", "c1", " SUMMER ", None), ADMIN)
    found = house.run(asking.ask_shown, ask_id, BOT)
    assert found
    assert found.ask.campaign_id == "k3"


def test_a_campaign_that_is_there_is_not_asked_for(house: House) -> None:
    house.campaign("Spring")
    with pytest.raises(Refused) as caught:
        asked_for_campaign(house, house.add(), "spring")
    assert (caught.value.reason, caught.value.field) == (Reason.DUPLICATE_CAMPAIGN, "name")
