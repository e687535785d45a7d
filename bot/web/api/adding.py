"""From what another system sends to the command that `/linkdomain add` gives too. The outside is asked before: who may
own, where the card can stand, whose Domain SID it is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core.commands import Actor, AddDomain
from bot.core.domain import Client, Setup
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.hostname import parse_host
from bot.core.tokens import ApiToken
from bot.core.twilio import Judgement
from bot.services import clients
from bot.services.details import parse_sid
from bot.services.ports import Clock, Directory, NewId, Run, Twilio
from bot.services.ports_tokens import Channels
from bot.web.api.models import NewDomain

_JUDGED_WITHIN = 4.0
"""Seconds; too late means that Twilio cannot tell yet."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Whom is asked. ``default_channel`` is where a card goes when nobody says."""

    directory: Callable[[str], Directory]
    channels: Channels
    twilio: Twilio
    default_channel: str | None = None


class Adding:
    """Commands of other systems."""

    def __init__(self, run: Run, clock: Clock, new_id: NewId, outside: Outside) -> None:
        self._run, self._clock, self._new_id, self._outside = run, clock, new_id, outside

    async def command(self, wanted: NewDomain, client: Client, token: ApiToken, bot: Actor) -> tuple[Actor, AddDomain]:
        """Who acts: the admin who made the token, with the roles they hold now; and what. Raises Refused beside the
        field at fault, GatewayError where Slack cannot say who they are."""
        command = self._parsed(wanted, client, token)
        directory = self._outside.directory(token.team_id)
        roles = await directory.roles(token.team_id, token.made_by)
        _, takes_cards, judgement = await asyncio.gather(
            _require_member(directory, token.team_id, command.owner),
            self._outside.channels.takes_cards(command.channel),
            self._judgement(command, bot),
        )
        if not takes_cards:
            raise Refused(Reason.NO_CHANNEL, field="channel")
        return Actor(token.team_id, token.made_by, roles), replace(command, judgement=judgement)

    def _parsed(self, wanted: NewDomain, client: Client, token: ApiToken) -> AddDomain:
        channel = wanted.channel.strip() or self._outside.default_channel
        if not channel:
            raise Refused(Reason.EMPTY, field="channel")
        addresses = wanted.contacts if wanted.setup is Setup.FORWARD else []
        if wanted.setup is Setup.FORWARD and not addresses:
            raise Refused(Reason.EMPTY, field="email")
        return AddDomain(
            domain_id=self._new_id(),
            host=parse_host(wanted.host),
            client_id=client.id,
            setup=wanted.setup,
            channel=channel,
            domain_sid=parse_sid(wanted.domain_sid) if wanted.domain_sid else None,
            verification=wanted.verification or None,
            contacts=tuple((self._new_id(), address) for address in dict.fromkeys(addresses)),
            note=wanted.note or None,
            language=wanted.language,
            owner=wanted.owner.strip() or token.made_by,
            via=token.name,
        )

    async def _judgement(self, command: AddDomain, bot: Actor) -> Judgement | None:
        """None where Twilio does not say in time: it is asked again before anything is changed."""
        if command.domain_sid is None:
            return None
        account = await self._run(clients.account_of_client, command.client_id, bot, self._clock())
        try:
            async with asyncio.timeout(_JUDGED_WITHIN):
                return await self._outside.twilio.judge(account, command.domain_sid, command.host.ascii)
        except (TimeoutError, GatewayError):
            return None


async def _require_member(directory: Directory, team_id: str, owner: str) -> None:
    try:
        roles = await directory.roles(team_id, owner)
    except Refused:
        roles = frozenset()
    if not roles:
        raise Refused(Reason.NO_OWNER, field="owner")
