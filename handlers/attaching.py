"""Taking campaigns off a domain, and testing what they send. Parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act
from bot.core.attachments import can_detach
from bot.core.cards import Action, AttachedCampaign
from bot.core.commands import Actor, DetachCampaigns, SendTest
from bot.core.domain import AttachmentState
from bot.core.errors import Reason, Refused
from bot.services import detaching, lists, testing
from handlers import forms, ids, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import Form, Pressed
from handlers.views import said_back
from handlers.views.modals.detach import DetachDraft, detach_form, nothing_to_detach
from handlers.views.modals.small import host_form
from handlers.views.modals.test import sending_form


async def detach(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("detach"))
    domain = await reads.domain_named(desk, actor, asked.host)
    return await open_detach(desk, actor, answer, domain.id)


async def detach_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, pressed.value)
    if Action.DETACH not in card.actions:
        return await answer.say(said_back.outdated(card, Action.DETACH))
    return await open_detach(desk, actor, answer, card.domain.id)


async def detached(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, forms.domain_of(form))
    chosen = form.choices(ids.ATTACHED)
    names = await desk.run(detaching.detach_campaigns, DetachCampaigns(card.domain.id, chosen), actor, desk.clock())
    return await answer.say(said_back.detached(names, len(chosen)))


async def open_detach(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    reads.require(desk, actor, Act.ATTACH)
    card = await reads.card(desk, actor, domain_id)
    choices = [one for one in card.campaigns if can_detach(one.attachment)]
    if not choices:
        return await answer.open(nothing_to_detach(card))
    sharing = await sharing_of(desk, actor, choices)
    return await answer.open(detach_form(DetachDraft(card, choices, sharing)))


async def sharing_of(desk: Desk, actor: Actor, attached: list[AttachedCampaign]) -> list[list[str]]:
    """The names of campaigns of one Messaging Service, where there are several."""
    services = tuple(one.campaign.service_sid for one in attached if one.campaign.service_sid)
    return await desk.run(lists.sharing_services, services, actor, desk.clock())


async def test(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("test"))
    domain = await reads.domain_named(desk, actor, asked.host)
    return await open_test(desk, actor, answer, domain.id)


async def test_pressed(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await open_test(desk, actor, answer, pressed.value)


async def tested(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, forms.domain_of(form))
    chosen, number = forms.wanted(form, ids.ATTACHED), forms.wanted(form, ids.NUMBER)
    await desk.run(testing.send_test, SendTest(card.domain.id, chosen, number), actor, desk.clock())
    return await answer.say(said_back.sent_a_test(card.domain.host))


async def open_test(desk: Desk, actor: Actor, answer: Answer, domain_id: str) -> BoltResponse:
    reads.require(desk, actor, Act.ATTACH)
    card = await reads.card(desk, actor, domain_id)
    attached = [one for one in card.campaigns if one.attachment.state is AttachmentState.ATTACHED]
    if not attached:
        raise Refused(Reason.NOT_ATTACHED, host=card.domain.host)
    if not desk.rules.test_numbers:
        raise Refused(Reason.NO_TEST_NUMBERS)
    return await answer.open(sending_form(card, attached, desk.rules.test_numbers))
