"""The form that changes a registered campaign."""

from collections.abc import Sequence

from slack_sdk.models.blocks import StaticSelectElement
from slack_sdk.models.views import View

from bot.core.cards import CampaignLine
from bot.core.domain import Campaign
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import field, modal, option, section
from handlers.views.modals.parts import text_input
from handlers.views.text import bold, plain, pt

MOST = 100
NAME_LIMIT = 80


def edit_campaign_form(lines: Sequence[CampaignLine]) -> View:
    """What is left empty stays as it is."""
    if not lines:
        return modal("Edit a campaign", [section("There is none yet.")])
    shown = [
        option(plain(f"{one.campaign.name} ({one.client.name})", 75), one.campaign.id, _service_of(one.campaign))
        for one in lines[:MOST]
    ]
    menu = StaticSelectElement(action_id=ids.CAMPAIGN, placeholder=pt("Choose a campaign"), options=shown)
    sid = text_input(ids.SERVICE_SID, max_length=200)
    where = "Twilio Console, Messaging, Services. It can change only while the campaign is attached nowhere."
    blocks = [
        field(ids.CAMPAIGN, "Campaign", menu),
        field(ids.NAME, "Another name", text_input(ids.NAME, max_length=NAME_LIMIT), is_optional=True),
        field(ids.SERVICE_SID, "SID of its Messaging Service", sid, is_optional=True, hint=where),
    ]
    return modal("Edit a campaign", blocks, callback_id=ids.EDIT_CAMPAIGN_FORM, submit="Save")


def _service_of(campaign: Campaign) -> str | None:
    return None if campaign.service_sid else "No Messaging Service yet"


def edited_campaign(campaign: Campaign) -> Content:
    more = "It can be attached: /linkdomain attach" if campaign.service_sid else "It has no Messaging Service yet"
    shown = section(f"Saved {bold(campaign.name, 80)}. {more}.")
    return Content(f"Saved {plain(campaign.name, 80)}. {more}.", (shown,))
