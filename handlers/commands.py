"""The sub-commands of `/linkdomain`: parse, one service call, answer."""

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act
from bot.core.commands import Actor, GiveDetails
from bot.services import checking, domains
from handlers import acts, bulk, forms, grammar, group_approvals, outside, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import channel_of
from handlers.views import help
from handlers.views.modals.details import DetailsDraft, details_form
from handlers.views.modals.small import check_form, host_form


async def add(asked: Asked, body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if asked.host.casefold() == bulk.WORD:
        return await bulk.open_form(desk, actor, answer, channel_of(body))
    return await acts.open_add(desk, actor, answer, asked.host, channel_of(body))


async def list_(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await acts.listed(desk, actor, forms.list_query(asked.rest)))


async def status(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("status"))
    domain = await reads.domain_or_removed(desk, actor, asked.host)
    return await answer.say(await acts.status(desk, actor, domain.id))


async def check(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(check_form())
    return await acts.check(desk, actor, answer, asked.host)


async def sid(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(details_form(DetailsDraft()))
    domain = await reads.domain_named(desk, actor, asked.host)
    typed, value = forms.typed_details(asked)
    if not typed:
        return await acts.open_details(desk, actor, answer, domain)
    reads.require(desk, actor, Act.GIVE_DETAILS, domain.owner)
    account = await desk.run(checking.account_of, domain.id, actor, desk.clock())
    judgement = await outside.judge(desk, account, typed, domain.host)
    command = GiveDetails(domain.id, typed, value or None, judgement)
    await desk.run(domains.give_details, command, actor, desk.clock())
    return await answer.say(await acts.details_given(desk, actor, domain.id, judgement))


async def ssl(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("ssl"))
    if asked.host.casefold() == group_approvals.WORD:
        return await answer.say(await group_approvals.asked_for_all(asked, desk, actor))
    domain = await reads.domain_named(desk, actor, asked.host)
    return await answer.say(await acts.request_ssl(desk, actor, domain.id))


async def attach(asked: Asked, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    if not asked.host:
        return await answer.open(host_form("attach"))
    domain = await reads.domain_named(desk, actor, asked.host)
    return await acts.open_attach(desk, actor, answer, domain.id)


async def help_(answer: Answer) -> BoltResponse:
    return await answer.say(help.overview(grammar.VERBS))


async def misunderstood(asked: Asked, answer: Answer) -> BoltResponse:
    words = asked.host or " ".join(asked.rest)
    return await answer.say(help.misunderstood(asked.word, asked.nearest, words, grammar.VERBS))
