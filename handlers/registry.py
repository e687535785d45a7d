"""Changing campaigns that are registered. Parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.services import campaign_edits, lists
from bot.services.campaign_edits import EditCampaign
from handlers import forms, ids, outside, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form
from handlers.views.modals.registry import edit_campaign_form, edited_campaign


async def edit_campaign(desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.open(edit_campaign_form(await desk.run(lists.campaign_lines, None, actor, desk.clock())))


async def campaign_edited(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    told = await outside.report(desk, None, forms.service_sid(form) or "")
    chosen, sid = forms.wanted(form, ids.CAMPAIGN), forms.service_sid(form) or ""
    command = EditCampaign(chosen, form.text(ids.NAME), sid, told)
    campaign = await desk.run(campaign_edits.edit_campaign, command, actor, desk.clock())
    return await answer.say(edited_campaign(campaign))
