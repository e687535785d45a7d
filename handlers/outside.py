"""Questions to the outside that an answer may wait for, each with a deadline. Too late means: cannot tell yet."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Sequence
from typing import TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.domain import TwilioAccount
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.facts import Diagnosis
from bot.core.sheets import decoded
from bot.core.twilio import Judgement, ServiceReport
from bot.services.details import parse_sid
from handlers import ids
from handlers.desk import Desk
from handlers.payloads import Form

WITHIN = 1.5
"""Seconds; Slack waits three for the whole answer."""
_NO_MEMBER = {"not_in_channel", "channel_not_found"}

LOOK_WITHIN = 30.0
"""Seconds for a dry run."""
_log = logging.getLogger(__name__)

MOST_ASKED = 30
"""People asked about at once: Slack allows a hundred such questions a minute."""

T = TypeVar("T")


async def _in_time(question: Awaitable[T]) -> T | None:
    try:
        async with asyncio.timeout(WITHIN):
            return await question
    except (TimeoutError, GatewayError):
        return None


async def judge(desk: Desk, account: TwilioAccount | None, sid: str, host: str) -> Judgement | None:
    """Whose Domain SID that is; None where Twilio did not say in time. Raises Refused(BAD_DOMAIN_SID)."""
    if not sid:
        return None
    return await _in_time(desk.twilio.judge(account, parse_sid(sid), host))


async def report(desk: Desk, account: TwilioAccount | None, service_sid: str) -> ServiceReport | None:
    """What Twilio says of a Messaging Service, where it says so in time."""
    return await _in_time(desk.twilio.service(account, service_sid)) if service_sid else None


async def reports(desk: Desk, account: TwilioAccount | None, service_sids: Iterable[str]) -> dict[str, ServiceReport]:
    """The same of several services, all within one deadline."""
    wanted = list(dict.fromkeys(service_sids))
    found = await asyncio.gather(*(report(desk, account, sid) for sid in wanted))
    return {sid: told for sid, told in zip(wanted, found, strict=True) if told is not None}


async def look(desk: Desk, host: str) -> Diagnosis | None:
    """A diagnosis of any host, for an answer that comes later; None where none can be had, for whatever reason."""
    try:
        async with asyncio.timeout(LOOK_WITHIN):
            return await desk.look(host)
    except Exception as error:  # the asker was promised an answer
        _log.error("dry_run_failed", exc_info=error, extra={"host": host})
        return None


def file_of(form: Form) -> str:
    """The id of the file chosen, now or when the form was sent before."""
    return next(iter(form.files(ids.FILE)), "") or form.carried.get("file", "")


async def rows_text(desk: Desk, form: Form, *, is_same: bool = False) -> str:
    """The lines that were pasted, else those of the file; ``is_same``: what was judged before, whatever was pasted
    since. Raises Refused: TWO_SOURCES, FILE_NOT_READ where Slack does not hand it over in time, what is wrong with the
    file."""
    pasted, chosen = form.text(ids.ROWS) or form.text(ids.ROWS_LEFT), form.files(ids.FILE)
    if pasted and chosen and not is_same:
        raise Refused(Reason.TWO_SOURCES, field=ids.FILE)
    before = form.carried.get("file", "") if is_same else ""
    file_id = before or ("" if pasted else file_of(form))
    if not file_id or desk.files is None:
        return pasted
    data = await _in_time(desk.files.read(file_id))
    if data is None:
        raise Refused(Reason.FILE_NOT_READ, field=ids.FILE)
    return decoded(data)


async def require_member(desk: Desk, user_id: str) -> None:
    """Raises Refused(NO_OWNER) beside ``owner`` where the person cannot own a domain: a guest, a stranger, a bot, or
    somebody who may not use linkdomain; GatewayError where Slack cannot say."""
    try:
        roles = await desk.directory.roles(desk.team_id, user_id)
    except Refused:
        roles = frozenset()
    if not roles:
        raise Refused(Reason.NO_OWNER, field=ids.OWNER)


async def gone(desk: Desk, user_ids: Sequence[str]) -> frozenset[str]:
    """Who of these people is no full member of this workspace any more; whom Slack does not show in time is here."""
    asked = user_ids[:MOST_ASKED]
    are_gone = await _in_time(asyncio.gather(*(_is_gone(desk, user_id) for user_id in asked)))
    return frozenset(user_id for user_id, is_gone in zip(asked, are_gone or (), strict=False) if is_gone)


async def _is_gone(desk: Desk, user_id: str) -> bool:
    try:
        await desk.directory.roles(desk.team_id, user_id)
    except Refused as error:
        return error.reason is Reason.OUTSIDER
    except GatewayError:
        return False
    return False


async def require_membership(client: AsyncWebClient, channel: str, *, can_choose: bool) -> None:
    """Raises Refused(NO_CHANNEL) where the bot is no member of the channel: the card could not be posted there.
    ``can_choose``: the form asks for the channel, so that another one may be chosen.

    Slack tells a bot nothing of a channel that it is not in. Where Slack cannot say, the relay will find out.
    """
    try:
        async with asyncio.timeout(WITHIN):
            await client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        if error.response.get("error") in _NO_MEMBER:
            choice = {"choice": "yes"} if can_choose else {}
            raise Refused(Reason.NO_CHANNEL, field=ids.CHANNEL, **choice) from None
    except (TimeoutError, OSError):
        return
