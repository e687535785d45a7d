"""Entries of lists that are searched while people type. Slack waits three seconds, then shows nothing."""

from slack_bolt.response import BoltResponse

from bot.core.cards import CampaignLine
from bot.core.commands import Actor
from bot.core.stage import stage_of
from bot.services import lists
from handlers import reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Search
from handlers.views.modals.parts import Choice
from handlers.views.words import STAGES

LIMIT = 100


async def clients(search: Search, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    found = await desk.run(lists.clients_matching, search.text, actor, desk.clock())
    return await answer.offer([Choice(client.id, client.name).option() for client in found[:LIMIT]])


async def domains(search: Search, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    found = await desk.run(lists.domains_matching, search.text, actor, desk.clock())
    return await answer.offer([Choice(one.id, one.host, STAGES[stage_of(one)]).option() for one in found[:LIMIT]])


async def campaigns(search: Search, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The client's campaigns that can be attached: those with a Messaging Service."""
    card = await reads.card(desk, actor, search.carried.get("domain", ""))
    known = await reads.campaigns(desk, actor, card.client.id)
    wanted = search.text.casefold()
    fit = [one for one in known if one.service_sid and wanted in one.name.casefold()]
    return await answer.offer([Choice(one.id, one.name).option() for one in fit[:LIMIT]])


async def all_campaigns(search: Search, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """Every client's, with the client's name."""
    found = await desk.run(lists.campaigns_matching, search.text, actor, desk.clock())
    choices = [Choice(one.campaign.id, f"{one.campaign.name} ({one.client.name})", _remark(one)) for one in found]
    return await answer.offer([choice.option() for choice in choices[:LIMIT]])


def _remark(line: CampaignLine) -> str | None:
    return None if line.campaign.service_sid else "No Messaging Service yet"


async def nothing(answer: Answer) -> BoltResponse:
    """A list that we no longer have."""
    return await answer.offer([])
