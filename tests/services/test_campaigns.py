"""Registering campaigns, and attaching them."""

import pytest

from bot.core.cards import Awaited, Stage
from bot.core.commands import AddCampaign, AddClient
from bot.core.domain import AttachmentState, LinkSettings
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind as E
from bot.core.facts import Verdict
from bot.core.stage import awaited_of, stage_of
from bot.core.twilio import ServiceReport
from bot.services import campaigns, clients
from tests.services.support import ADMIN, ALL, MG, OTHER_MG, OTHER_SID, OWNER, SID, STRANGER, House

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG
WANTED, ATTACHED, FAILED = AttachmentState.WANTED, AttachmentState.ATTACHED, AttachmentState.FAILED


def states(house: House, domain_id: str) -> list[AttachmentState]:
    return [item.state for item in house.attachments(domain_id)]


def attach_keys(house: House, domain_id: str) -> list[str]:
    return [key.split(":", 2)[2] for key in house.keys_of(domain_id, EffectKind.ATTACH)]


def test_a_campaign_is_added_with_or_without_its_service(house: House) -> None:
    ids = [house.campaign("Spring"), house.campaign("Autumn", None)]
    stored = [house.read(lambda tx, known=known: tx.campaigns.get("T1", known)) for known in ids]
    assert [campaign.service_sid for campaign in stored if campaign] == [MG, None]


@pytest.mark.parametrize(
    ("command", "reason", "field"),
    [
        (AddCampaign("k9", "c1", "", MG), Reason.EMPTY, "name"),
        (AddCampaign("k9", "c1", "x" * 81, MG), Reason.TOO_LONG, "name"),
        (AddCampaign("k9", "c1", "spring", MG), Reason.DUPLICATE_CAMPAIGN, "name"),
        (AddCampaign("k9", "nobody", "Autumn", MG), Reason.UNKNOWN_CLIENT, "client"),
        (AddCampaign("k9", "c1", "Autumn", SID), Reason.BAD_SERVICE_SID, "service_sid"),
        (
            AddCampaign("k9", "c1", "Autumn", MG, ServiceReport(MG, exists=False)),
            Reason.SERVICE_UNKNOWN,
            "service_sid",
        ),
    ],
)
def test_what_is_wrong_with_a_campaign_is_told_beside_its_field(
    house: House, command: AddCampaign, reason: Reason, field: str
) -> None:
    house.campaign("Spring")
    with pytest.raises(Refused) as caught:
        house.run(campaigns.add_campaign, command, ADMIN)
    assert (caught.value.reason, caught.value.field) == (reason, field)


def test_two_clients_may_use_the_same_campaign_name(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    house.campaign("Spring")
    house.campaign("Spring", client_id="c2")


def test_others_than_admins_add_no_campaign(house: House) -> None:
    with pytest.raises(Refused) as caught:
        house.run(campaigns.add_campaign, AddCampaign("k9", "c1", "Autumn", MG), OWNER)
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_on_a_live_domain_a_campaign_is_attached_at_once(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    assert attach_keys(house, domain_id) == ["attach:1"]
    assert house.kinds(domain_id)[-1] is E.ATTACHMENT_WANTED
    house.perform()
    assert states(house, domain_id) == [ATTACHED]
    assert house.kinds(domain_id)[-1] is E.ATTACHED
    assert house.events(domain_id)[-1].details["campaign"] == "Spring"
    assert house.replies(domain_id) == []


def test_before_the_domain_is_live_the_wish_is_kept_and_carried_out_at_going_live(house: House) -> None:
    domain_id = house.ready()
    house.attach(domain_id, house.campaign("Spring"), house.campaign("Autumn", OTHER_MG))
    assert attach_keys(house, domain_id) == []
    house.look(domain_id, **dict.fromkeys(ALL, RIGHT))
    assert attach_keys(house, domain_id) == ["attach:1", "attach:1"]


def test_a_wish_on_a_degraded_domain_is_carried_out_when_it_recovers(house: House) -> None:
    domain_id = house.live()
    house.look(domain_id, times=3, record=WRONG)
    house.attach(domain_id, house.campaign())
    assert attach_keys(house, domain_id) == []
    house.look(domain_id, times=2, record=RIGHT)
    assert attach_keys(house, domain_id) == ["attach:1"]


def test_a_campaign_that_was_taken_off_at_twilio_is_attached_again_at_once(house: House) -> None:
    domain_id, campaign_id = house.live(), house.campaign()
    house.attach(domain_id, campaign_id)
    house.perform()
    house.look(domain_id, times=3, association=WRONG)
    domain = house.domain(domain_id)
    assert stage_of(domain) is Stage.DEGRADED
    assert awaited_of(domain, Stage.DEGRADED, house.rules) is Awaited.OWNER
    house.attach(domain_id, campaign_id)
    assert attach_keys(house, domain_id) == ["attach:1", "attach:2"]
    house.perform()
    house.look(domain_id, times=2, association=RIGHT)
    assert stage_of(house.domain(domain_id)) is Stage.LIVE


def test_an_attachment_under_way_is_not_set_out_for_again_when_the_domain_recovers(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    house.look(domain_id, times=3, record=WRONG)
    house.look(domain_id, times=2, record=RIGHT)
    assert attach_keys(house, domain_id) == ["attach:1"]


def test_what_is_wanted_or_attached_already_stays_as_it_is(house: House) -> None:
    domain_id, campaign_id = house.live(), house.campaign()
    house.attach(domain_id, campaign_id)
    house.attach(domain_id, campaign_id)
    house.perform()
    told = len(house.events(domain_id))
    house.attach(domain_id, campaign_id)
    assert (states(house, domain_id), attach_keys(house, domain_id)) == ([ATTACHED], ["attach:1"])
    assert len(house.events(domain_id)) == told


def test_other_settings_of_an_attached_campaign_are_carried_out(house: House) -> None:
    domain_id, campaign_id = house.live(), house.campaign()
    house.attach(domain_id, campaign_id)
    house.perform()
    house.attach(domain_id, campaign_id, settings=LinkSettings(fallback_url="https://elsewhere.com"))
    assert attach_keys(house, domain_id) == ["attach:1", "attach:2"]
    house.perform()
    [attached] = house.attachments(domain_id)
    assert (attached.state, attached.settings.fallback_url) == (ATTACHED, "https://elsewhere.com")


def test_what_failed_can_be_tried_again(house: House) -> None:
    domain_id, campaign_id = house.live(), house.campaign()
    house.attach(domain_id, campaign_id)
    house.perform(ATTACH={"problem": "30130"})
    assert states(house, domain_id) == [FAILED]
    house.attach(domain_id, campaign_id)
    assert attach_keys(house, domain_id) == ["attach:1", "attach:2"]
    house.perform()
    assert states(house, domain_id) == [ATTACHED]
    assert house.attachments(domain_id)[0].problem is None


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (ServiceReport(MG, exists=False), Reason.SERVICE_UNKNOWN),
        (ServiceReport(MG, exists=True), Reason.SERVICE_HAS_NO_SENDER),
        (ServiceReport(MG, exists=True, senders=1, is_toll_free_only=True), Reason.SERVICE_TOLL_FREE_ONLY),
        (ServiceReport(MG, exists=True, senders=1, domain_sid=OTHER_SID), Reason.SERVICE_HAS_OTHER_DOMAIN),
    ],
)
def test_a_service_that_twilio_would_refuse_is_refused_by_name(
    house: House, report: ServiceReport, reason: Reason
) -> None:
    domain_id = house.live()
    with pytest.raises(Refused) as caught:
        house.attach(domain_id, house.campaign(), reports={MG: report})
    assert (caught.value.reason, caught.value.field) == (reason, "campaigns")
    assert caught.value.details == {"campaign": "Spring"}
    assert house.attachments(domain_id) == []


def test_one_campaign_that_does_not_fit_holds_back_all_of_them(house: House) -> None:
    domain_id = house.live()
    with pytest.raises(Refused) as caught:
        house.attach(domain_id, house.campaign("Spring"), house.campaign("Autumn", None))
    assert (caught.value.reason, caught.value.details["campaign"]) == (Reason.NO_SERVICE, "Autumn")
    assert house.attachments(domain_id) == []


def test_campaigns_of_another_client_and_unknown_ones_are_refused(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    domain_id, foreign = house.live(), house.campaign("Spring", client_id="c2")
    for campaign_id, reason in ((foreign, Reason.CAMPAIGN_OF_OTHER_CLIENT), ("nothing", Reason.UNKNOWN_CAMPAIGN)):
        with pytest.raises(Refused) as caught:
            house.attach(domain_id, campaign_id)
        assert caught.value.reason is reason
    with pytest.raises(Refused) as caught:
        house.attach(domain_id)
    assert (caught.value.reason, caught.value.field) == (Reason.EMPTY, "campaigns")


def test_a_service_that_stands_on_another_domain_here_is_refused_even_for_a_campaign_that_shares_it(
    house: House,
) -> None:
    first, second = house.live("a.com"), house.live("b.com", OTHER_SID)
    house.attach(first, house.campaign("Spring"))
    with pytest.raises(Refused) as caught:
        house.attach(second, house.campaign("Autumn"))
    assert (caught.value.reason, caught.value.details["host"]) == (Reason.SERVICE_HAS_OTHER_DOMAIN, "ls.a.com")


def test_a_bad_address_is_refused_beside_its_field(house: House) -> None:
    domain_id = house.live()
    with pytest.raises(Refused) as caught:
        house.attach(domain_id, house.campaign(), settings=LinkSettings(fallback_url="acme.com/offers"))
    assert (caught.value.reason, caught.value.field) == (Reason.BAD_URL, "fallback_url")


def test_who_holds_no_role_attaches_nothing(house: House) -> None:
    domain_id = house.live()
    with pytest.raises(Refused) as caught:
        house.attach(domain_id, house.campaign(), actor=STRANGER)
    assert caught.value.reason is Reason.NOT_ALLOWED


def test_a_failed_attachment_is_told_in_the_thread_with_twilios_code(house: House) -> None:
    domain_id = house.live()
    house.attach(domain_id, house.campaign())
    house.perform(ATTACH={"problem": "service_has_other_domain"})
    assert house.replies(domain_id) == [[E.ATTACH_FAILED]]
    assert house.events(domain_id)[-1].details["code"] == "service_has_other_domain"
    assert house.attachments(domain_id)[0].problem == "service_has_other_domain"
