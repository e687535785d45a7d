"""Changing a campaign that is registered."""

import pytest

from bot.core.domain import Campaign
from bot.core.errors import Reason, Refused
from bot.core.twilio import ServiceReport
from bot.services.campaign_edits import EditCampaign, edit_campaign
from tests.services.support import ADMIN, MG, OTHER_MG, OWNER, SID, House


def stored(house: House, campaign_id: str) -> Campaign | None:
    return house.read(lambda tx: tx.campaigns.get("T1", campaign_id))


def test_a_campaign_without_a_service_gets_one_and_keeps_its_name(house: House) -> None:
    campaign = house.campaign("Autumn", None)
    house.run(edit_campaign, EditCampaign(campaign, " ", MG), ADMIN)
    assert stored(house, campaign) == Campaign(campaign, "T1", "c1", "Autumn", MG)


def test_a_name_changes_alone_and_may_change_its_case(house: House) -> None:
    campaign = house.campaign("Autumn")
    house.run(edit_campaign, EditCampaign(campaign, "AUTUMN", ""), ADMIN)
    assert stored(house, campaign) == Campaign(campaign, "T1", "c1", "AUTUMN", MG)


@pytest.mark.parametrize(
    ("name", "sid", "report", "reason", "field"),
    [
        ("spring", "", None, Reason.DUPLICATE_CAMPAIGN, "name"),
        ("x" * 81, "", None, Reason.TOO_LONG, "name"),
        ("", SID, None, Reason.BAD_SERVICE_SID, "service_sid"),
        ("", OTHER_MG, ServiceReport(OTHER_MG, exists=False), Reason.SERVICE_UNKNOWN, "service_sid"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    house: House, name: str, sid: str, report: ServiceReport | None, reason: Reason, field: str
) -> None:
    house.campaign("Spring")
    campaign = house.campaign("Autumn")
    with pytest.raises(Refused) as refused:
        house.run(edit_campaign, EditCampaign(campaign, name, sid, report), ADMIN)
    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert stored(house, campaign) == Campaign(campaign, "T1", "c1", "Autumn", MG)


def test_the_service_of_an_attached_campaign_stays(house: House) -> None:
    domain_id, campaign = house.live(), house.campaign()
    house.attach(domain_id, campaign)
    house.perform()
    with pytest.raises(Refused) as refused:
        house.run(edit_campaign, EditCampaign(campaign, "Other", OTHER_MG), ADMIN)
    assert refused.value.reason is Reason.SERVICE_IN_USE
    house.run(edit_campaign, EditCampaign(campaign, "Other", MG), ADMIN)


def test_only_admins_edit_and_only_what_is_there(house: House) -> None:
    campaign = house.campaign()
    with pytest.raises(Refused) as refused:
        house.run(edit_campaign, EditCampaign(campaign, "Other", ""), OWNER)
    assert refused.value.reason is Reason.NOT_ALLOWED
    with pytest.raises(Refused) as refused:
        house.run(edit_campaign, EditCampaign("nothing", "Other", ""), ADMIN)
    assert refused.value.reason is Reason.UNKNOWN_CAMPAIGN
