"""SSL for many domains at once: asked for from the digest or by command, decided in one message."""

from collections.abc import Iterable, Mapping

from slack_bolt.response import BoltResponse

from bot.core.approvals import Act, eligible_approvers
from bot.core.commands import Actor
from bot.core.errors import Reason, Refused
from bot.core.grouped import DecideMany, ReadyQuery, RequestMany
from bot.core.messages import Content
from bot.core.people import Role
from bot.services.grouping import decide_many, ready, request_many
from handlers import ids, reads
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.grammar import Asked
from handlers.payloads import Form, Pressed, ticked_of
from handlers.views.group_approvals import group_decided, group_requested, reject_many_form

WORD = "all"
"""What is typed after `ssl` for all that are ready: mine, or those of the client named after it."""


async def asked_for_all(asked: Asked, desk: Desk, actor: Actor) -> Content:
    """All of mine that are ready, or all of the client whose name follows."""
    name = " ".join(asked.rest)
    query = ReadyQuery(client=name) if name else ReadyQuery(owner=actor.user_id)
    return await _request(desk, actor, query)


async def request(pressed: Pressed, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    return await answer.say(await _request(desk, actor, ReadyQuery(batch_id=pressed.value)))


async def _request(desk: Desk, actor: Actor, query: ReadyQuery) -> Content:
    domains = await desk.run(ready, query, actor, desk.clock())
    approvers = await desk.directory.holders(Role.APPROVER)
    command = RequestMany(desk.new_id(), {desk.new_id(): domain_id for domain_id in domains}, approvers)
    number = await desk.run(request_many, command, actor, desk.clock())
    return group_requested(number, eligible_approvers(approvers, actor.user_id, desk.rules))


async def approve(pressed: Pressed, body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    command = DecideMany(pressed.value, _rows(ticked_of(body)), is_approved=True)
    done = await desk.run(decide_many, command, actor, desk.clock())
    return await answer.say(group_decided(done, is_approved=True))


async def reject(pressed: Pressed, body: dict[str, object], desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    reads.require(desk, actor, Act.DECIDE_SSL)
    ticked = ticked_of(body)
    if not ticked:
        raise Refused(Reason.NO_ROWS)
    return await answer.open(reject_many_form(pressed.value, ",".join(ticked), len(ticked)))


async def rejected(form: Form, desk: Desk, actor: Actor, answer: Answer) -> BoltResponse:
    rows = _rows(form.carried.get("rows", "").split(","))
    command = DecideMany(form.carried.get("group", ""), rows, is_approved=False, reason=form.text(ids.REASON))
    done = await desk.run(decide_many, command, actor, desk.clock())
    return await answer.say(group_decided(done, is_approved=False))


def _rows(ticked: Iterable[str]) -> Mapping[int, str]:
    """From the values of the boxes: the number of each row, and the digest it was shown with."""
    pairs = (value.partition(":") for value in ticked)
    return {int(number): digest for number, _, digest in pairs if number.isdecimal()}
