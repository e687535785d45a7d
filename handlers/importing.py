"""Registering what Twilio has: the form opens at once and is filled in when Twilio has answered."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View

from bot.core.approvals import Act
from bot.core.commands import Actor
from bot.core.errors import GatewayError
from bot.core.imports import Found
from bot.services import campaign_edits, clients, importing, lists
from bot.services.campaign_edits import EditCampaign
from bot.services.importing import ImportCampaigns, ImportClients, ServicesOf
from handlers import forms, ids, outside, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form, Pressed
from handlers.views.modals import imports
from handlers.views.modals.attach import FEE, attach_form, nothing_to_attach
from handlers.views.modals.registry import edited_campaign
from handlers.views.registries import DEFAULT_KEY

_WITHIN = 25.0  # seconds for Twilio; the form waits meanwhile
T = TypeVar("T")


async def clients_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.slowly(imports.reading(), desk.background, lambda: _clients_form(desk, actor, pressed.value))


async def campaigns_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Of the client whose form it was pressed in, else of one that is chosen first."""
    reads.require(desk, actor, Act.MANAGE)
    if pressed.value == DEFAULT_KEY:
        return await answer.open(imports.choose_client_form())
    work = desk.background
    return await answer.slowly(imports.reading(), work, lambda: _campaigns_form(desk, actor, pressed.value))


async def client_chosen(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.MANAGE)
    return await answer.slowly(
        imports.reading(), desk.background, lambda: _campaigns_form(desk, actor, pressed.value), in_place=True
    )


async def clients_imported(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    done = await desk.run(importing.import_clients, ImportClients(_rows(form, desk)), actor, desk.clock())
    return await answer.say(imports.imported(done, "client"))


async def campaigns_imported(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = ImportCampaigns(form.carried.get("client", ""), _rows(form, desk))
    done = await desk.run(importing.import_campaigns, command, actor, desk.clock())
    return await answer.say(imports.imported(done, "campaign"))


async def choose_service(pressed: Pressed, form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Beside a campaign without a Messaging Service, in the form that attaches campaigns to ``domain``."""
    reads.require(desk, actor, Act.MANAGE)
    carries = {"campaign": pressed.value, "domain": form.carried.get("domain", ""), "behind": form.view_id}
    waiting = imports.reading("Choose a service")
    return await answer.slowly(waiting, desk.background, lambda: _services_form(desk, actor, carries))


async def service_chosen(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The form behind shows it at once."""
    campaign_id, sid = form.carried.get("campaign", ""), forms.wanted(form, ids.SERVICE_SID)
    account = await desk.run(clients.account_of_campaign, campaign_id, actor, desk.clock())
    command = EditCampaign(campaign_id, "", sid, await outside.report(desk, account, sid))
    campaign = await desk.run(campaign_edits.edit_campaign, command, actor, desk.clock())
    if not form.carried.get("behind"):
        return await answer.say(edited_campaign(campaign))
    domain_id = form.carried.get("domain", "")
    answer.refresh(desk.background, form.carried["behind"], lambda: _attach_form(desk, actor, domain_id))
    return await answer.done()


async def _attach_form(desk: Desk, actor: Actor, domain_id: str) -> View:
    draft = await reads.attach_draft(desk, actor, domain_id)
    return attach_form(draft) if draft.count else nothing_to_attach(draft)


def _rows(form: Form, desk: Desk) -> importing.Rows:
    """The names as they were shown."""
    return tuple((desk.new_id(), Found(sid, name)) for sid, name in form.labels(ids.IMPORTED).items())


async def _clients_form(desk: Desk, actor: Actor, client_id: str) -> View:
    account = await desk.run(clients.account_of_client, client_id, actor, desk.clock())
    try:
        found = await _read(desk.twilio.subaccounts(account))
    except GatewayError as error:
        return imports.not_read(error, are_accounts=True)
    return imports.import_clients_form(await desk.run(importing.client_offers, found, actor, desk.clock()))


async def _campaigns_form(desk: Desk, actor: Actor, client_id: str) -> View:
    account = await desk.run(clients.account_of_client, client_id, actor, desk.clock())
    try:
        found = await _read(desk.twilio.services(account))
    except GatewayError as error:
        return imports.not_read(error)
    shown = await desk.run(clients.client_shown, client_id, actor, desk.clock())
    offers = await desk.run(importing.campaign_offers, ServicesOf(client_id, found), actor, desk.clock())
    return imports.import_campaigns_form(client_id, shown.client.name, offers)


async def _services_form(desk: Desk, actor: Actor, carries: dict[str, str]) -> View:
    account = await desk.run(clients.account_of_campaign, carries["campaign"], actor, desk.clock())
    try:
        found = await _read(desk.twilio.services(account))
    except GatewayError as error:
        return imports.not_read(error, "Choose a service")
    choices = await desk.run(importing.service_choices, found, actor, desk.clock())
    campaign = await desk.run(lists.campaign_named, carries["campaign"], actor, desk.clock())
    return imports.choose_service_form(campaign.name, choices, FEE, carries)


async def _read(question: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(_WITHIN):
            return await question
    except TimeoutError:
        raise GatewayError("twilio", "timeout", transient=True) from None
