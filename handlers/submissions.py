"""Forms that were sent: parse, one service call, answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.commands import Actor
from bot.services import campaigns, checking, clients, domains, lists, ssl
from handlers import acts, attaching, changes, forms, forwarding, ids, outside, reads, removals
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Form
from handlers.views import said_back


async def add(form: Form, client: AsyncWebClient, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if forms.lacks_addresses(form, is_mail_on=desk.rules.is_mail_on):
        return await answer.open(await acts.add_anew(desk, actor, form))
    command = forms.added(form, desk.new_id)
    account = await desk.run(clients.account_of_client, command.client_id, actor, desk.clock())
    _, judgement = await asyncio.gather(
        outside.require_membership(client, command.channel, can_choose=ids.CHANNEL in form.inputs),
        outside.judge(desk, account, command.domain_sid or "", command.host.ascii),
    )
    await desk.run(domains.add_domain, forms.judged(command, judgement), actor, desk.clock())
    return await answer.done()


async def details(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, forms.domain_of(form))
    account = await desk.run(checking.account_of, card.domain.id, actor, desk.clock())
    judgement = await outside.judge(desk, account, form.text(ids.DOMAIN_SID), card.domain.host)
    command = forms.details_given(form, card.domain.id, judgement)
    await desk.run(domains.give_details, command, actor, desk.clock())
    return await answer.say(await acts.details_given(desk, actor, card.domain.id, judgement))


async def attach(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    card = await reads.card(desk, actor, forms.domain_of(form))
    known = await reads.campaigns(desk, actor, card.client.id)
    chosen = forms.chosen_campaigns(form, known)
    account = await desk.run(checking.account_of, card.domain.id, actor, desk.clock())
    reports = await outside.reports(desk, account, (one.service_sid for one in chosen if one.service_sid))
    command = forms.attached(form, desk.new_id, chosen, reports)
    number = await desk.run(campaigns.attach_campaigns, command, actor, desk.clock())
    services = tuple(one.service_sid for one in chosen if one.service_sid)
    sharing = await desk.run(lists.sharing_services, services, actor, desk.clock())
    return await answer.say(said_back.attached(card, number, sharing))


async def reject(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    value, reason = form.carried.get("request", ""), form.text(ids.REASON)
    await desk.run(ssl.decide_ssl, forms.decided(value, is_approved=False, reason=reason), actor, desk.clock())
    return await answer.done()


async def client(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = replace(forms.client_added(form, desk.new_id), ask_id=form.carried.get("ask"))
    await desk.run(clients.add_client, command, actor, desk.clock())
    return await answer.say(said_back.client_added(command.name))


async def campaign(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    account = await desk.run(clients.account_of_client, form.choice(ids.CLIENT), actor, desk.clock())
    told = await outside.report(desk, account, forms.service_sid(form) or "")
    command = replace(forms.campaign_added(form, desk.new_id, told), ask_id=form.carried.get("ask"))
    await desk.run(campaigns.add_campaign, command, actor, desk.clock())
    has_domain = await desk.run(lists.has_domain, command.client_id, actor, desk.clock())
    return await answer.say(said_back.campaign_added(command, has_domain=has_domain))


async def host(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    """The domain that a sub-command without a host is about."""
    domain_id, verb = forms.domain_of(form), form.carried.get("verb", "")
    if verb in _OPENS:
        return await _OPENS[verb](desk, actor, answer, domain_id)
    if verb == "ssl":
        return await answer.say(await acts.request_ssl(desk, actor, domain_id))
    return await answer.say(await acts.status(desk, actor, domain_id))


_OPENS: Mapping[str, Callable[[Desk, Actor, Answer, str], Awaitable[BoltResponse]]] = {
    "remove": removals.open_remove,
    "edit": changes.open_edit,
    "forward": forwarding.open_form,
    "attach": acts.open_attach,
    "test": attaching.open_test,
    "detach": attaching.open_detach,
}


async def check(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await acts.check(desk, actor, answer, form.text(ids.HOST))


async def unknown(answer: Answer) -> BoltResponse:
    """A form that we no longer have: nothing of it was used."""
    return await answer.say(said_back.old_form())
