"""From what was raised to what the person reads. The only place where listeners' exceptions end.

An unknown exception shows a short reference, which is also in the log; never what went wrong inside.
"""

import logging

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.core.bulk import RowsRefused
from bot.core.errors import AlreadyDelivered, Conflict, GatewayError, Reason, Refused
from bot.core.messages import Content
from bot.core.rules import Rules
from handlers import bulk
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.payloads import Kind, form_of, kind_of
from handlers.views import refusals
from handlers.views.blocks import section
from handlers.views.home import closed_home

_log = logging.getLogger(__name__)
_TOO_LATE = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


async def explain(error: Exception, body: dict[str, object], context: AsyncBoltContext) -> BoltResponse:
    """Bolt's error handler, for middleware and listeners alike. Always acknowledges, never raises."""
    reference = str(context.get("reference", "unknown"))
    answer = context.get("answer") or Answer(kind_of(body), body, context)
    _write_down(error, reference, answer.kind)
    try:
        if isinstance(error, RowsRefused):
            return await _to_correct(error, body, answer, context)
        return await _answer(error, reference, body, answer, _rules(context))
    except Exception as fault:
        _log.warning("error_not_answered", exc_info=fault, extra={"reference": reference})
        return BoltResponse(status=200, body="")


async def _to_correct(
    error: RowsRefused, body: dict[str, object], answer: Answer, context: AsyncBoltContext
) -> BoltResponse:
    """Faulty lines are named in the form itself, with a way to add the others."""
    view = bulk.corrected(error, form_of(body), context["desk"], context["actor"])
    return await (answer.open(view) if answer.kind is Kind.SUBMISSION else answer.redraw(view))


def _rules(context: AsyncBoltContext) -> Rules | None:
    desk = context.get("desk")
    return desk.rules if isinstance(desk, Desk) else None


def _write_down(error: Exception, reference: str, kind: Kind) -> None:
    told = {"reference": reference, "payload": kind.value}
    match error:
        case Refused():
            _log.info("refused", extra={**told, "reason": error.reason.value, "field": error.field})
        case Conflict():
            _log.info("conflict", extra={**told, "conflict": type(error).__name__})
        case GatewayError():
            _log.warning("gateway_failed", extra={**told, "party": error.party, "code": error.reference})
        case _:
            _log.error("listener_failed", exc_info=error, extra=told)


async def _answer(
    error: Exception, reference: str, body: dict[str, object], answer: Answer, rules: Rules | None
) -> BoltResponse:
    if isinstance(error, AlreadyDelivered):
        return await answer.done()
    text = _words(error, reference, rules)
    if answer.kind is Kind.HOME and isinstance(error, Refused) and error.reason is not Reason.WRONG_TEAM:
        return await answer.home(closed_home(text))
    inputs = form_of(body).inputs if answer.kind is Kind.SUBMISSION else ()
    block = _block_at_fault(error, inputs)
    if block:
        return await answer.mark({block: text})
    return await answer.say(Content(text, (section(text),)))


def _words(error: Exception, reference: str, rules: Rules | None) -> str:
    match error:
        case Refused():
            return refusals.refused(error, rules)
        case Conflict():
            return refusals.CONFLICT
        case GatewayError():
            return refusals.failed(error)
        case SlackApiError() if error.response.get("error") in _TOO_LATE:
            return refusals.TOO_LATE
        case _:
            return refusals.unknown(reference)


def _block_at_fault(error: Exception, inputs: tuple[str, ...]) -> str | None:
    """Beside which input the words stand. What another try may mend stands beside the first one, so that nothing
    that was typed is lost."""
    if not inputs or isinstance(error, Conflict) or (isinstance(error, Refused) and error.field is None):
        return None
    field = error.field if isinstance(error, Refused) else None
    return field if field in inputs else inputs[0]
