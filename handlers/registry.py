"""Changing what is registered: clients and campaigns. Parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act, may
from bot.core.commands import Actor
from bot.core.messages import Content
from bot.core.registry import NameQuery
from bot.services import campaign_edits, clients, lists
from bot.services.campaign_edits import EditCampaign
from bot.services.clients import EditClient
from handlers import forms, ids, outside, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import Form, Pressed
from handlers.views import registries
from handlers.views.modals.registry import (
    edit_campaign_form,
    edit_client_form,
    edited_campaign,
    edited_client,
)


def _named(asked: Asked) -> NameQuery:
    return NameQuery(" ".join(asked.rest)[:200])


def _turned(pressed: Pressed) -> NameQuery:
    number, _, text = pressed.value.partition(":")
    return NameQuery(text, int(number) if number.isdecimal() else 0)


async def list_clients(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await _clients(desk, actor, _named(asked)))


async def show_clients(desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await _clients(desk, actor, NameQuery()))


async def turn_clients(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.replace(await _clients(desk, actor, _turned(pressed)))


async def _clients(desk: Desk, actor: Actor, query: NameQuery) -> Content:
    page = await desk.run(clients.client_page, query, actor, desk.clock())
    return registries.client_list(page, is_admin=may(actor, Act.MANAGE, desk.rules), admins=desk.rules.admins)


async def edit_client(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.open(edit_client_form(await desk.run(clients.client_shown, pressed.value, actor, desk.clock())))


async def client_edited(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = EditClient(form.carried.get("client", ""), form.text(ids.NAME), desk.new_id())
    client = await desk.run(clients.edit_client, command, actor, desk.clock())
    return await answer.say(edited_client(client))


async def list_campaigns(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await _campaigns(desk, actor, _named(asked)))


async def show_campaigns(desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await _campaigns(desk, actor, NameQuery()))


async def turn_campaigns(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.replace(await _campaigns(desk, actor, _turned(pressed)))


async def _campaigns(desk: Desk, actor: Actor, query: NameQuery) -> Content:
    page = await desk.run(lists.campaign_page, query, actor, desk.clock())
    return registries.campaign_list(page, is_admin=may(actor, Act.MANAGE, desk.rules), admins=desk.rules.admins)


async def edit_campaign(desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.open(edit_campaign_form())


async def campaign_edited(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    chosen, sid = forms.wanted(form, ids.CAMPAIGN), forms.service_sid(form) or ""
    account = await desk.run(clients.account_of_campaign, chosen, actor, desk.clock())
    told = await outside.report(desk, account, sid)
    command = EditCampaign(chosen, form.text(ids.NAME), sid, told)
    campaign = await desk.run(campaign_edits.edit_campaign, command, actor, desk.clock())
    return await answer.say(edited_campaign(campaign))
